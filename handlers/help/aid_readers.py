"""Reads what a request for help asks for and what any message may tell in passing: a school, a clinic, a head count."""

from __future__ import annotations

import re

from handlers.form.forms import Field
from handlers.state import Answer
from handlers.turn import Incoming
from handlers.words import readers
from handlers.words.readers import NUMBERS
from handlers.words.spelling import mended
from handlers.words.wording import asks, describes, plain, size
from nlu.reading import Reading

_LETTERS = re.compile(r"[^\W\d_]")
_CALLED = re.compile(r"^(?:(?:untuk|utk|buat|bagi|namanya|namo(?:nyo)?|nama(?: panggilan(?:nya)?)?|si|anak saya) )+")
_TOGETHER = {"sendiri": 1, "berdua": 2, "bertiga": 3, "berempat": 4, "berlima": 5, "berenam": 6, "bertujuh": 7}
_SCHOOL = re.compile(r"\b(?:sd|sdn|mi|min|smp|smpn|mts|sma|sman|smk|smkn|ma|tk|paud|slb|sekolah|pesantren|madrasah)\b")
_MOST = 30  # people under one roof
_HEADS = re.compile(
    rf"\b(?P<number>\d{{1,2}}|{'|'.join(NUMBERS)}) (?:orang|jiwa|kepala)\b(?! (?:lain|tetangga|petugas|warga))|"
    rf"\b(?:{'|'.join(name for name in _TOGETHER if name != 'sendiri')})\b"
)
_PLACE_NAME = (
    r"(?! (?:saya|sy|sayo|yang|yg|itu|ini|tapi|tp|terus|trus|dan|di|ke|sudah|udah|belum|dak|gak|tidak|nya|jauh|dekat|"
    r"tutup|penuh|ramai|terdekat|suruh|disuruh|bilang|kata|katanya|minta|tadi|kemarin|lagi|aja|saja|bae|bu|pak|kak|mana|mahal|"
    r"nolak|ditolak|karena|karna)\b) \w+"
)
_CLINIC = re.compile(
    rf"\b((?:puskesmas|pkm|pustu|rsud|rsu|rs|rumah sakit|klinik|posyandu)(?:{_PLACE_NAME}){{1,2}})", re.IGNORECASE
)
_AT = re.compile(r"^(?:di|ke|dari) ", re.IGNORECASE)
_NAMED_SCHOOL = re.compile(
    r"\b(?:sdn?|mi|min|smpn?|mtsn?|sman?|smkn?|man|slb|tk|paud)(?: negeri)? (?:\d{1,3}\b|(?:al|nurul|darul|"
    rf"muhammadiyah|islam|terpadu|pembina)\b)(?:{_PLACE_NAME})?",
    re.IGNORECASE,
)


def child(message: Incoming, reading: Reading, field: Field) -> Answer | None:  # noqa: ARG001  # one signature for all
    """What a child is called: a button of a child the family has told of, or a few words."""
    if message.choice.startswith("child:"):
        name = message.choice.partition(":")[2]
        return Answer(name, name) if name else None
    text = message.text.strip()
    if not (2 <= len(text) <= 60 and size(text) <= 6 and _LETTERS.search(text)) or asks(text):
        return None
    name = _CALLED.sub("", plain(text))
    return Answer(text, name if size(name) <= 3 and not describes(name) else "")


def people(message: Incoming, reading: Reading, field: Field) -> Answer | None:  # noqa: ARG001  # one signature for all
    """How many people live in the house."""
    told = counted(message.text)
    if told is not None:
        return told
    said = plain(message.text)
    word = next((number for name, number in _TOGETHER.items() if re.search(rf"\b{name}\b", said)), 0)
    spelled = next((number for name, number in NUMBERS.items() if re.search(rf"\b{name}\b", said)), 0)
    digits = re.search(r"\b\d{1,2}\b", said)
    count = int(digits[0]) if digits else word or spelled
    return Answer(message.text.strip()[:60], str(count)) if 1 <= count <= _MOST and size(said) <= 8 else None


def school(message: Incoming, reading: Reading, field: Field) -> Answer | None:
    """The school, as the family calls it."""
    found = readers.named(message, reading, field)
    return Answer(found.text, plain(found.text)) if found and _SCHOOL.search(plain(found.text)) else found


def clinic(message: Incoming, reading: Reading, field: Field) -> Answer | None:
    """Where somebody is treated: the clinic that is named, else a few words as they stand."""
    found = treated(message.text) if not message.choice else None
    if found is not None:
        return found
    loose = readers.named(message, reading, field)
    return Answer(_AT.sub("", loose.text), loose.value) if loose else None


def treated(text: str) -> Answer | None:
    """The clinic or hospital that is named anywhere in the words."""
    found = _CLINIC.search(mended(" ".join(text.split())))
    return Answer(found[1].strip(), found[1].lower().strip()) if found and not asks(text) else None


def schooled(text: str) -> Answer | None:
    """The school that is named anywhere in the words, with its number or its name."""
    found = _NAMED_SCHOOL.search(" ".join(text.split()))
    return Answer(found[0].strip(), found[0].lower().strip()) if found and not asks(text) else None


def counted(text: str) -> Answer | None:
    """How many people are told of in so many words: "buat 4 orang", "kami berlima"."""
    found = _HEADS.search(plain(text))
    if found is None or asks(text):
        return None
    count = _TOGETHER.get(found[0]) or NUMBERS.get(found["number"] or "") or int(found["number"])
    return Answer(found[0], str(count)) if 1 <= count <= _MOST else None
