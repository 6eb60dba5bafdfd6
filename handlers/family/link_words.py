"""Which typed words are about a second phone of the family, and the code of one that is to be joined."""

from __future__ import annotations

import re

from handlers.words.wording import NOT, plain

JOIN, LEAVE, STOP, WHO = "join", "leave", "stop", "who"

CODE = re.compile(r"(?<![\d-])(\d{3})[ -]?(\d{3})(?!\d)")
"""A code of six digits as people copy it."""

_JOINS = re.compile(
    r"(?:di|me|men|ter|ny|nyam|ng|meng)?(?:sambung|yambung|bung|hubung|taut|gabung)(?:kan|ken|in|an|ke)?|"
    r"(?:di|me|men|n)?tambah(?:kan|in)?|nambah(?:in)?|link"
)
_PARTS = re.compile(r"(?:di|me)?(?:lepas|putus|copot)(?:kan|in)?|mutusin|memutuskan|melepas(?:kan)?")
_JOINED = re.compile(r"tersambung|nyambung|disambung(?:kan|in)?|terhubung|tergabung|tertaut|sambungan(?:nya)?")
_CALLED = frozenset(("hubungan", "hubungin", "menghubungin"))  # "hubungin saya": ring me up
_PHONE = re.compile(
    r"(?:hp|hape|hapenya|handphone|handphon|hpnyo|hpnya|hpku|ponsel|nomor|nomer|no|wa|whatsapp|telegram|tele|akun)"
)
_PEOPLE = (
    "suami|istri|bini|laki|ayah|bapak|bapaknya|ayahnya|ibunya|mama|mamak|papa|nenek|kakek|datuk|nyai|mbah|anak|adik|adek|"
    "kakak|abang|ayuk|keluarga|sekeluarga|pasangan|mertua|paman|bibi|orang|tua"
)
_FILLER = (
    "saya|sy|sya|sayo|aku|ak|kami|kita|kito|mau|mo|mw|nak|ingin|pengen|pingin|bisa|biso|boleh|tolong|tlg|minta|mintak|"
    "mohon|bu|ibu|pak|kak|min|mbak|ke|dengan|dgn|sama|samo|dan|di|sini|yang|yg|satu|satunya|lagi|lain|laen|lainnya|kedua|"
    "dua|2|punya|punyo|milik|baru|ini|itu|tu|cara|caranya|caro|gimana|gmn|bagaimana|cemano|apa|apo|dong|donk|ya|iya|iyo|"
    "yo|sih|juga|jg|jugo|dari|dr|dulu|buat|untuk|utk|supaya|biar|jadi|jadikan|maaf|eh|nih|saja|aja|bae|sudah|udah|sdh|"
    "belum|blm|apakah|siapa|mana|kode|kodenya|kodenyo|nya|nyo|kan|terus|trus|langsung|semua"
)
_KNOWN = re.compile(rf"(?:{_PEOPLE})|(?:{_FILLER})|{NOT}|batal|batalkan|jangan|jgn|hapus")
_OFF = re.compile(rf"\b(?:batal(?:kan)?|jangan|jgn|{NOT} (?:jadi|usah|mau))\b")
_ASKS_WHO = re.compile(r"\b(?:siapa|mana|apa|apo|sudah|udah|sdh|belum|blm|apakah)\b")
_NUMBER = re.compile(r"\+?\d[\d -]{6,}\d")
_SUBJECT = re.compile(r"sambung|hubung|gabung|taut|tambah|lepas|putus|copot|mutus|link")


def code(text: str) -> str:
    """The six digits of a message that holds nothing but a code and words about it, "" when it is anything else."""
    found = CODE.search(text)
    if found is None or len(re.findall(r"\d", text)) != len("".join(found.groups())):
        return ""
    left = _words(text[: found.start()] + " " + text[found.end() :])
    about = all(_JOINS.fullmatch(word) or _PHONE.fullmatch(word) or _KNOWN.fullmatch(word) for word in left)
    named = not left or any(_JOINS.fullmatch(word) or word.startswith("kode") for word in left)
    return "".join(found.groups()) if about and named else ""


def wish(text: str) -> str:
    """What is wanted with the other phone: join, leave, stop (not to be joined after all), who; "" for anything else.

    Every single word must be one of these: a story in which a phone and a husband stand too is never read here.
    """
    words = _words(_NUMBER.sub(" ", text))
    joins = [word for word in words if _JOINS.fullmatch(word) and word not in _CALLED]
    parts = [word for word in words if _PARTS.fullmatch(word)]
    phones = [word for word in words if _PHONE.fullmatch(word)]
    rest = [word for word in words if word not in joins and word not in parts and word not in phones]
    if not (joins or parts) or not all(_KNOWN.fullmatch(word) for word in rest):
        return ""
    said, joined = " ".join(words), [word for word in words if _JOINED.fullmatch(word)]
    if parts or "hapus" in rest:
        return LEAVE if phones or joined else ""
    if _OFF.search(said):
        return LEAVE if joined and "lagi" in rest else STOP
    if joined and _ASKS_WHO.search(said) and "cara" not in rest:
        return WHO
    return JOIN if phones else ""


def agrees(text: str) -> bool:
    """Whether a wish to join begins with a yes ("iya sambungkan")."""
    words = _words(text)
    return bool(words) and words[0] in ("ya", "iya", "iyo", "boleh") and any(_JOINS.fullmatch(word) for word in words)


def about(text: str) -> bool:
    """Whether the words may be about two phones at all: only then is it looked up what there is."""
    return _SUBJECT.search(text.lower()) is not None


def _words(text: str) -> list[str]:
    return plain(re.sub(r"[^\w\s]", " ", text)).split()
