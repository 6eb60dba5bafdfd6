"""Whether the one who writes is a child themselves: then it is "kamu", and a grown-up they trust is named."""

from __future__ import annotations

import re

from handlers.turn import CaseBrief, Turn

CHILD = "child"
"""The settled value of the answer "writer" on a case that a child opened."""

_GROWN = 18
_NOT_AN_AGE = r"(?!\s*(?:yang )?(?:lalu|men?i?kah|nikah|ber|kerja|jadi|tinggal|di\b|ini|lebih|lamanya|sama|hidup))"
_AGE = re.compile(
    r"\b(?:umur|usia)\s*(?:ku|aku|saya|sy|q)\s*(?:baru|masih|sudah|udah)?\s*(\d{1,2})\b"
    r"|\b(?:aku|saya|sy)\s+(?:ber)?(?:umur|usia)\s*(?:baru|masih)?\s*(\d{1,2})\b"
    rf"|\b(?:aku|saya|sy)\s+(?:baru|masih)?\s*(\d{{1,2}})\s*(?:th|thn|tahun){_NOT_AN_AGE}"
)
_SCHOOL = re.compile(
    r"\b(?:aku|saya|sy)\s+(?:ini\s+)?(?:(?:masih|anak|murid|siswi?a?)\s+)*"
    r"(?:kelas\s+(?:[1-9]|1[0-2]|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan)\b|sd\b|smp\b|sma\b|smk\b|tk\b)"
    r"|\b(?:aku|saya|sy)\s+masih\s+(?:sekolah|kecil|anak[ -]?anak)\b"
)
# Not "abang" and "kakak": wives call their husbands so.
_ELDER = (
    r"(?:ayah|bapak|papa|papah|abah|abi|bapa|ibu|mama|mamah|mak|emak|umi|ummi|om|oom|paman|pakde|pakle?k|bibi|"
    r"tante|kakek|datuk|nenek|guru|pak guru|bu guru|ustad[zh]?|ortu|orang ?tua)"
    r"(?:\s*(?:ku|aku|tiri|tiriku|kandung))*"
)
_ME = r"(?:aku|ku|adek|adik|dedek|kami berdua)"
_HURT_ME = re.compile(
    rf"\b{_ELDER}\b(?:\s+\w+){{0,4}}?\s+"
    r"(?:(?:di|me?n?g?)?(?:pukul|mukul|tampar|nampar|tendang|nendang|cubit|nyubit|siksa|nyiksa|hajar|cambuk|"
    rf"pegang|megang|raba|raba-raba|ngeraba|cium|nyium|gerayang|bentak|ancam|ngancam|usir|ngusir)\w*)\s+{_ME}\b"
    rf"|\b{_ME}\s+(?:sering\s+|selalu\s+|suka\s+|mau\s+|habis\s+|abis\s+)?di\s?\w+\s+(?:sama\s+|oleh\s+)?{_ELDER}\b"
)
_OF_AN_ADULT = re.compile(
    r"\b(?:suami|istri|suamiku|istriku|laki ?ku|bini|mertua|anak (?:saya|sy|aku|kami)|anakku|cucu|k?e?ponakan|"
    r"murid saya)\b"
)
_SOMEBODY_OF_MINE = re.compile(
    r"\b(?:anak|cucu|adi?ek|adik|kakak|keponakan|ponakan|murid|siswa|tetangga|teman|suami|istri|ibu|bapak|ayah|mama)"
    r"\s+(?:saya|aku|sy|kami)\b"
)


def child(turn: Turn) -> bool:
    """Whether the words say so: an age under eighteen, a class at school, or a parent or teacher who hurts "aku"."""
    return says_child(turn.message.text)


def says_child(text: str) -> bool:
    """The same for a text alone. In doubt it is a grown-up: "Anda" is less wrong to a child than "kamu" to a mother."""
    said = " ".join(re.sub(r"[^\w\s-]", " ", text.lower()).split())
    own = _SOMEBODY_OF_MINE.sub("dia", said)
    age = _AGE.search(own)
    if age is not None:
        return 4 <= int(next(group for group in age.groups() if group)) < _GROWN
    if _SCHOOL.search(own):
        return True
    return _HURT_ME.search(said) is not None and _OF_AN_ADULT.search(said) is None


def key(case: CaseBrief, grown: str) -> str:
    """The key of a text as it is said to whoever told this case: a child reads "kamu" and no numbers."""
    return f"{grown}_child" if case.writer == CHILD else grown
