"""Reads the answer to one question out of a message: a place, a time, an age, a choice."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from handlers.state import Answer
from handlers.turn import Incoming
from handlers.words import whereabouts
from handlers.words.spelling import mended
from handlers.words.wording import NOT, WORD, asks, corrects, negates, plain, size
from nlu.reading import Entity, Reading

if TYPE_CHECKING:
    from handlers.form.forms import Field

Reader: TypeAlias = Callable[[Incoming, Reading, "Field"], Answer | None]

_UNKNOWN = re.compile(
    rf"(?:maaf )?(?:(?:saya|sy|sayo|aku) )?(?:"
    rf"{NOT} (?:begitu )?(?:tahu|tau|ingat|inget|yakin|pasti|ada|ado|usah|perlu)|"
    r"lup[ao]|lewati|lewat|skip|lewatkan|entah|entahlah|rahasia|-)(?: (?:bu|pak|mbak|kak|lagi|juga|pasti|persis|lah))*",
)
_DONT_KNOW = re.compile(
    rf"(?:(?:saya|sy|sayo|aku) )?{NOT} (?:begitu )?(?:tahu|tau|ingat|inget)\b(?!.*\b(?:mau|harus|hrs)\b)"
)
_YES = re.compile(
    r"(?:ya|iya|iyo|yo|y|ye|yes|ok|oke|okey|okay|sip|siap|nggih|setuju|boleh|kirim|kirimkan|betul|benar|bener|pas|cocok|"
    r"👍|👌|🙏|"
    r"(?:sudah|udah|sdh)(?: (?:benar|betul|bener))?)(?:,? (?:ya|kirim|bu|pak|kak|mbak|min|nak|betul|benar|sudah|"
    r"aja|saja|bae|deh|dong|lah))*[👍👌🙏 ]*"
)
_NO = re.compile(
    r"(?:tidak|tdk|tak|dak|idak|gak|ga|nggak|enggak|ndak|bukan|salah|belum|blm|no|(?:masih )?ada (?:yang|yg) salah)"
    r"(?: (?:benar|betul|bener|pas|juga|bu|pak|kak))*"
)
_WITHIN = re.compile(
    r"(?:(?:di|dari|dr) )?(?:desa|ds|dusun|dsn|kelurahan|kel|kecamatan|kec|kampung|lorong|lrg)\b[^,.;]+"
)
_TIME = re.compile(
    r"\d|\b(?:hari|harian|minggu|mingguan|bulan|tahun|bln|thn|th|taun|kemarin|kmrn|kemaren|tadi|semalam|semalem|sejak|semenjak|mulai|sewaktu|waktu|habis|abis|setelah|"
    r"dari|dr|januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember|lebaran|puasa|"
    r"lama|lamo|dulu|barusan|baru|sekarang|pagi|siang|sore|malam|subuh|seminggu|sebulan|setahun|sehari)\b"
)
_MONTHS = "januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember"
_BEGUN = re.compile(
    rf"\b(?:sejak|semenjak|dari|mulai) (?:bulan |awal |akhir )*(?:{_MONTHS}|lebaran|puasa)\b(?: \d{{4}})?"
)
NUMBERS = {
    word: number
    for number, word in enumerate(
        ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"), start=1
    )
}
_AGE = re.compile(
    rf"\b(?P<number>\d{{1,3}}(?:[.,]5)?|{'|'.join(NUMBERS)})\s*(?P<unit>tahun|taun|thn|th|bulan|bln|bl|minggu|mgg)"
    r"(?P<half> setengah)?\b"
)
_FILES = {"photo": "kept.photo", "voice": "kept.voice", "audio": "kept.voice", "video": "kept.video"}
_MINE = r"(?: ?(?:saya|sy|sya|sayo|aku|ak|kami|kito|kita|ambo)|ku)\b"
_ELDER = r"(?:datuk|datuak|nyai|nenek|kakek|mbah|emak|mamak|ibu|bapak)"
_NOT_MINE = r"(?! ?(?:saya|sy|sayo|aku|kami|kito|ku|nya|nyo))"
_ONESELF = re.compile(
    rf"\b(?:macam|mcm|cam|kayak|kyk|cak|seperti|spt) (?:{_ELDER} (?:ni|ini|nih)|(?:saya|sy|sayo|aku|kami|ambo))\b|"
    r"\b(?:umur|usia|usio) (?:datuk|datuak|nyai|mbah|saya|sy|sayo|aku|ambo) (?:(?:ni|ini|sudah|la) )*(?=\d)|"
    r"\b(?:saya|sy|sya|sayo|aku|ak|ambo|kami|datuk|nyai|mbah) (?:dewek|dewe|dw|seorang|sorang)\b|"
    rf"\b(?:untuk|utk|buat|bagi|nak)(?: \w+)? {_ELDER} (?:ni|ini|nih)\b{_NOT_MINE}|"
    r"\b(?:untuk|utk|buat|bagi) (?:diri )?(?:sendiri|dewek)\b"
)
_AGED = re.compile(
    r"\b(?:umur|umurnya|umurnyo|umurku|usia|usianya|usio|berumur|berusia)(?: (?:datuk|nyai|nenek|kakek|mbah|ibu|"
    r"bapak|mamak|emak|ayah|anak|istri|suami|bini|adik|kakak|cucu|saya|sy|sayo|aku|ambo|dia|dio|ni|ini|sudah|udah|sdh|la|lah|"
    r"baru|sekarang|skrg|sekitar)){0,3} (?P<number>\d{1,3})"
    r"(?: (?P<unit>tahun|taun|thn|th|bulan|bln|bl)\b)?"
)
_EXACT = 6  # words: an answer that names more than the place we know
_SURE = 0.6  # what a short answer means is not taken from a guess
_OLDEST = 120 * 12
_GROWN = 19 * 12


def unknown(message: Incoming) -> bool:
    """Whether the family says that they cannot or will not answer this question."""
    said = mended(plain(message.text))
    told = _DONT_KNOW.match(said) is not None and size(said) <= 5
    return message.choice == "skip" or told or _UNKNOWN.fullmatch(said) is not None


def yes(message: Incoming, reading: Reading) -> bool:
    """Whether the message is a short yes and nothing more."""
    said = mended(plain(message.text))
    meant = reading.intent == "service_affirm" and reading.confidence >= _SURE
    meant = meant and size(said) <= 4 and not corrects(said) and not asks(said)
    return not message.choice and (_YES.fullmatch(said) is not None or meant)


def no(message: Incoming, reading: Reading) -> bool:
    """Whether the message is a short no and nothing more."""
    said = mended(plain(message.text))
    meant = reading.intent == "service_deny" and reading.confidence >= _SURE and size(said) <= 6
    return not message.choice and (_NO.fullmatch(said) is not None or meant)


def thanks(message: Incoming, reading: Reading) -> bool:
    """Whether the message gives thanks; "saya tidak terima" does not, whatever it looks like."""
    meant = reading.intent == "service_thanks" and reading.confidence >= _SURE
    return not message.choice and meant and not negates(message.text)


def within(text: str) -> Answer | None:
    """The place that is named somewhere in a short message ("buat saya sendiri, di kelurahan legok")."""
    found = _WITHIN.search(text.lower()) if size(text) <= 12 and not asks(text) else None
    return Answer(whereabouts.bare(text[found.start() : found.end()])) if found else None


def words(message: Incoming, reading: Reading, field: Field) -> Answer | None:  # noqa: ARG001  # one signature for all
    """A story in free words; a photo or a voice note tells one too."""
    text = message.text.strip()
    if sum(map(len, WORD.findall(text))) >= 2:
        return Answer(text)
    if message.files and message.files[0].kind != "sticker":
        return Answer("", value=message.files[0].ref, label=_FILES.get(message.files[0].kind, "kept.file"))
    return None


def place(message: Incoming, reading: Reading, field: Field) -> Answer | None:  # noqa: ARG001  # one signature for all
    """A place: the location of the phone, the one recognised, or the words as they stand when they are no mere talk."""
    if message.place is not None:
        spot = f"{message.place.latitude:.5f},{message.place.longitude:.5f}"
        return Answer(message.place.label, spot, "" if message.place.label else "kept.location")
    pressed, _, code = message.choice.partition(":")
    if pressed == "place" and code:
        return Answer("", code, f"place.{code}")
    known, text = reading.entity("place"), message.text.strip()
    if known is not None:
        return recognised(known, text)
    usable = 3 <= len(text) <= 120 and whereabouts.place(text) and not thanks(message, reading)
    return Answer(text) if usable else None


def recognised(known: Entity, text: str) -> Answer:
    """A place we know; with all the words when they name it more exactly ("jelutung, kebun handil")."""
    whole = known.text.lower() in text.lower() and size(text) <= _EXACT and whereabouts.place(text)
    return Answer(whereabouts.bare(text) if whole and known.text else known.text, known.value)


def since(message: Incoming, reading: Reading, field: Field) -> Answer | None:  # noqa: ARG001  # one signature for all
    """How long, or since when; words that name no time are not an answer."""
    known = reading.entity("duration") or reading.entity("date")
    if known is not None:
        return Answer(known.text, known.value)
    text = message.text.strip()
    return Answer(text) if len(text) <= 120 and _TIME.search(mended(text)) and not asks(text) else None


def begun(text: str) -> Answer | None:
    """A beginning that is told in so many words: "sejak lebaran", "dari bulan agustus"."""
    found = _BEGUN.search(mended(" ".join(text.split())))
    return Answer(found[0]) if found and not asks(text) else None


def age(message: Incoming, reading: Reading, field: Field) -> Answer | None:  # noqa: ARG001  # one signature for all
    """An age, in months as its value. A bare number means years."""
    return _age(message, reading, below=_OLDEST)


def child_age(message: Incoming, reading: Reading, field: Field) -> Answer | None:  # noqa: ARG001  # one signature
    """The age of a child who is born and not yet grown up, in months as its value."""
    if re.search(r"\b(?:hamil|kandungan|mengandung)\b", message.text.lower()):
        return None
    return _age(message, reading, below=_GROWN)


def _age(message: Incoming, reading: Reading, *, below: int) -> Answer | None:
    known = reading.entity("person_age")
    if known is not None and known.value.isdecimal() and int(known.value) < below:
        return Answer(known.text, known.value)
    own = aged(message.text)
    if own is not None:
        return own if int(own.value) < below else None
    said = plain(message.text)
    bare = re.fullmatch(r"(?:umur(?:nya)?|usia(?:nya)?)?\s*(\d{1,3})", said)
    found = list(_AGE.finditer(said.replace("setahun", "1 tahun").replace("sebulan", "1 bulan")))
    if bare is None and not found:
        return None
    months = int(bare[1]) * 12 if bare else sum(map(_months, found))
    return Answer(message.text.strip()[:60], str(months)) if months < below else None


def _months(found: re.Match[str]) -> int:
    said = found["number"].replace(",", ".")
    number = float(NUMBERS.get(said, 0) or said) + (0.5 if found["half"] else 0)
    each = 12 if found["unit"].startswith("t") else 0.23 if found["unit"].startswith("m") else 1
    return int(number * each)


def choice(message: Incoming, reading: Reading, field: Field) -> Answer | None:
    """One of the field's choices: pressed, numbered, named, or found among the entities.

    A choice said in words keeps the family's words: "cucu saya" says more than its label.
    """
    if message.choice.startswith(f"{field.name}:"):
        value = message.choice.partition(":")[2]
        return chosen(field, value) if value in field.choices else None
    known = reading.entity(field.entity) if field.entity else None
    if known is not None and known.value:
        return Answer(known.value, known.value)
    said = mended(plain(message.text))
    if said.isdecimal() and 1 <= int(said) <= len(field.choices):
        return chosen(field, field.choices[int(said) - 1])
    value = _spoken(field, said)
    if not value:
        return None
    return Answer(message.text.strip(), value) if size(said) <= 6 and value != value.upper() else chosen(field, value)


def exact(text: str, field: Field) -> bool:
    """Whether the words are the name of a choice and nothing else ("rmh sendri")."""
    said = mended(plain(text))
    return any(said in spoken for spoken in field.spoken.values())


def named(message: Incoming, reading: Reading, field: Field) -> Answer | None:
    """A choice where there is one; else a short name as it stands."""
    found = choice(message, reading, field)
    if found is not None:
        return found
    text = message.text.strip()
    usable = 2 <= len(text) <= 60 and size(text) <= 6 and re.search(r"[^\W\d_]", text) and not asks(text)
    return Answer(text) if usable else None


def whom(message: Incoming, reading: Reading, field: Field) -> Answer | None:
    """For whom something is: the writer, however they call themselves, one of the choices, or a short name."""
    own = None if message.choice or reading.entities else oneself(message.text)
    return own or named(message, reading, field)


def oneself(text: str) -> Answer | None:
    """The writer, when it is about them: "sayo dewek", "wong tuo macam datuk ni", "umur datuk 74"."""
    found = _ONESELF.search(mended(plain(text)))
    return Answer("self", "self", "choice.who.self") if found else None


def aged(text: str) -> Answer | None:
    """An age that calls itself one, in months as its value: "umur datuk 74", "usio 60 tahun"."""
    said = mended(plain(text))
    found = _AGED.search(said)
    if found is None or asks(text):
        return None
    months = int(found["number"]) * (1 if (found["unit"] or "").startswith("b") else 12)
    return Answer(said[found.start("number") : found.end()], str(months)) if months < _OLDEST else None


def related(text: str, field: Field) -> Answer | None:
    """For whom a story is told, when it names exactly one: as the writer's own ("anak saya"), or outright."""
    found: dict[str, Answer] = {}
    text = mended(text)
    for value, spoken in field.spoken.items():
        for word in spoken:
            mine = re.search(rf"\b({re.escape(word)}{_MINE})", text.lower()) if value != "self" else None
            own = mine or re.search(rf"\b(?:untuk|utk|buat|bagi) ({re.escape(word)})\b", text.lower())
            if own is not None and value not in found:
                found[value] = Answer(own[1], value)
    return next(iter(found.values())) if len(found) == 1 else None


def told(text: str, field: Field) -> Answer | None:
    """The choice a story tells of in passing, by the patterns of the field; None when it tells of several."""
    said = mended(" ".join(text.split()))
    found = [value for value, pattern in field.told.items() if re.search(pattern, said)]
    return chosen(field, found[0]) if len(found) == 1 else None


def chosen(field: Field, value: str) -> Answer:
    """A choice as an answer, shown by its label."""
    return Answer(value, value, "" if value == value.upper() else f"choice.{field.name}.{value}")


def _spoken(field: Field, said: str) -> str:
    """The choice that is named first in the words; of two at the same spot the longer name."""
    found = [
        (where.start(), -len(word), value)
        for value, spoken in field.spoken.items()
        for word in spoken
        if (where := re.search(rf"\b{re.escape(word)}(?:nya|nyo|ku)?\b", said))
    ]
    return min(found)[2] if found else ""
