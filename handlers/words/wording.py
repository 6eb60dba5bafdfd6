"""What kind of words these are: a question, a correction, more of a story, a place that calls itself one."""

from __future__ import annotations

import re

from handlers.words.spelling import mended

NOT = r"(?:tidak|tdk|dak|idak|gak|ga|gk|g|nggak|ngga|enggak|ndak|belum|blm|kurang|krg)"
_STILL = re.compile(rf"\b(?:{NOT}|masih|msh|tetap|tetep|sama (?:aja|saja|bae)|percuma|mempan)\b")
_NEGATES = re.compile(rf"\b{NOT}\b")
_CORRECTS = re.compile(
    r"\b(?:bukan(?:nya)?|salah|keliru|ralat|harusnya|seharusnya|hrsnya|maksud(?:nya|ku|saya)?|eh|koreksi|ganti|ubah|"
    r"betulkan|diganti|yang benar|yg benar)\b"
)
_ASKS = re.compile(
    r"\?\s*$|\b(?:apa|apo|gimana|gmn|berapa|brp|kapan|dimana|dmn|mana)(?: (?:ya|yo|sih|bu|pak|kak|mbak|min|nak|"
    r"itu|aja|saja|bae|lagi))*$|"
    r"^(?:(?:bu|pak|mbak|kak|maaf|mau tanya|mo tanya|nanya)[, ]+)*(?:apa|apo|apakah|kenapa|ngapa|ngapo|knp|"
    r"mengapa|gimana|gmn|bagaimana|berapa|brp|kapan|dimana|di mana|dmn|siapa|emang|memangnya|kok)\b"
)
_WHY = re.compile(r"\b(?:kenapa|knp|ngapa|ngapo|ngapain|mengapa|(?:buat|untuk|utk) (?:apa|apo))\b")
_WHY_ASKED = re.compile(r"\b(?:n?anya\w*|tanya\w*|perlu|harus|mesti|butuh|memang(?:nya)?|emang(?:nya)?|datanya|data)\b")
_GOES_ON = re.compile(
    r"\b(?:padahal|pdhl|kato|katonyo|katanya|ktnya|karena|krn|karno|gara|soalnya|tapi|tp|terus|trus|malah|makanya|jadi|jd|"
    rf"kalau|kalo|klo|kalu|tiap|setiap|biar|supaya|tetap|tetep|pernah|sampai|butuh|perlu|minta|mohon|{NOT})\b"
)
_DESCRIBES = re.compile(r"\b\w{3,}(?:nya|nyo)\b|\b(?:bisa|biso|punya|punyo|kerja|begawe|sakit|sudah|udah|sdh|la)\b")
_FOR = re.compile(r"(?:(?:ya|iya|itu|ini) )*(?:untuk|utk|buat|bagi|yang|yg|cuma|hanya|dia|namanya)\b")
_SPOT = re.compile(
    r"(?:(?:saya|sy|sayo|aku|kami|tinggal|rumah(?:nya|ku|nyo)?|alamat(?:nya|nyo)?) )*(?:(?:di|dari|dr) )?"
    r"(?:desa|ds|dusun|dsn|kelurahan|kel|kecamatan|kec|kabupaten|kab|kota|rt|rw|lorong|lrg|jalan|jl|jln|gang|gg|kampung|kp|"
    r"perumahan|perum|simpang|pasar|pondok|sungai|km)\b"
)
WORD = re.compile(r"\w+")
_TONES = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f]")  # the colour of a thumb says nothing more than the thumb


def plain(text: str) -> str:
    """The text in lower case with single blanks and no closing punctuation, to compare short answers."""
    return " ".join(_TONES.sub("", text).lower().split()).strip(" .,!?")


def size(text: str) -> int:
    """How many words a text has."""
    return len(WORD.findall(text))


def negates(text: str) -> bool:
    """Whether a "not" or a "not yet" stands in the words."""
    return _NEGATES.search(text.lower()) is not None


def corrects(text: str) -> bool:
    """Whether the words take something back ("eh bukan …", "salah, harusnya …")."""
    return _CORRECTS.search(text.lower()) is not None


def asks(text: str) -> bool:
    """Whether the words are a question."""
    return _ASKS.search(" ".join(text.lower().split())) is not None


def why(text: str) -> bool:
    """Whether the words ask what our question is for ("buat apa?", "kenapa nanya nanya")."""
    said = plain(text)
    meant = size(said) <= 2 or _WHY_ASKED.search(said) is not None
    return size(said) <= 5 and meant and _WHY.search(said) is not None


def still(text: str) -> bool:
    """Whether the words say that nothing has changed ("masih gitu juga", "sama saja", "belum mempan")."""
    return _STILL.search(text.lower()) is not None


def goes_on(text: str) -> bool:
    """Whether the words tell on ("padahal tetangga dapat", "katanya buat admin") rather than name something."""
    return _GOES_ON.search(text.lower()) is not None


def describes(text: str) -> bool:
    """Whether the words speak of somebody or something known already ("orangnya galak", "emaknyo lari")."""
    return size(text) >= 2 and _DESCRIBES.search(text.lower()) is not None


def names(text: str) -> bool:
    """Whether the words begin as the answer to "for whom?" does."""
    return _FOR.match(plain(text)) is not None


def spot(text: str) -> bool:
    """Whether the words call themselves a place ("di desa pudak", "lorong kenanga rt 5")."""
    said = mended(plain(text))
    return size(said) <= 12 and _SPOT.match(said) is not None and not goes_on(said) and not asks(said)
