"""Brings the many spellings of a word to one, so that a question and an article can be compared."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+")  # without digits: "gatal2" is "gatal"
DENIED, _NOT = "dak", "tidak tdk dk dak idak gak ga gk nggak ngga enggak engga ndak tak ora indak"
_SAME = {
    **dict.fromkeys(_NOT.split(), DENIED),
    **dict.fromkeys(("blm", "blom", "durung", "alun"), "belum"),
    **dict.fromkeys(("sdh", "udh", "udah", "la", "lah", "wes"), "sudah"),
    **dict.fromkeys(("budak", "ank", "bocah"), "anak"),
    **dict.fromkeys(("kawan", "temen", "tmn"), "teman"),
    **dict.fromkeys(("mamak", "emak", "mak", "mama"), "ibu"),
    **dict.fromkeys(("bapak", "papa", "abah"), "ayah"),
    **dict.fromkeys(("ngomong", "becakap", "omong"), "bicara"),
    **dict.fromkeys(("gadget", "gawai", "ponsel", "hape"), "hp"),
    **dict.fromkeys(("sklh", "skolah", "skul"), "sekolah"),
    **dict.fromkeys(("bs", "biso"), "bisa"),
    **dict.fromkeys(("nafas", "napasnyo"), "napas"),
    "ado": "ada",
    "dewek": "sendiri",
    "galak": "mau",  # Jambi Malay
    "gatel": "gatal",
    "anget": "hangat",
    "aek": "air",
    "mkn": "makan",
    "tdr": "tidur",
    "abis": "habis",
    "pengen": "ingin",
    "yg": "yang",
    "sy": "saya",
    "sayo": "saya",
}
_ENDINGS = ("nya", "nyo", "ku", "an", "in")
_SMALL = frozenset(
    re.findall(
        r"\w+",
        """
        anak yang dan di ke dari itu ini saya aku kami kita dia dio ia nya ada apa apo apakah bagaimana gimana gmn kok
        kenapa sih ya yo bu pak kak buk min kalau klo kalo kalu sudah sekarang juga jg lagi saja aja bae sama samo trs
        terus tapi tp karena krn biar supaya untuk buat dengan tiap setiap tahun thn th bulan umur usia mau bisa boleh
        perlu cara caro camano cemano kata kato katanya sampai masih baru jadi malah pernah suka sering kadang
        habis waktu orang punya kasih dikasih semua sejak satu dua tiga hari nian sekali banget bgt lebih paling atau
        """,
    )
)
_BRIDGES = frozenset(("ada", "pernah", "begitu", "terlalu", "sampai"))  # "dak ada demam"
_PIECE = 3  # letters
_STEM = 4  # letters that must be left when an ending goes
PIECE = "#"
"""Stands before a piece of a word, to tell it from a word."""


def words(text: str) -> list[str]:
    """The words of a text in order, in their one spelling."""
    found = (word.lower() for word in _WORD.findall(text))
    return [_SAME.get(word, word) for word in found]


def bare(word: str) -> str:
    """The word without its endings ("demamnya", "ngamuknyo", "makanannya"), in its one spelling."""
    while ending := next((end for end in _ENDINGS if word.endswith(end) and len(word) - len(end) >= _STEM), ""):
        word = word.removesuffix(ending)
    return _SAME.get(word, word)


def spoken(text: str) -> list[frozenset[str]]:
    """The words of a text in order, each with and without its ending; after a "not" a word is "dak word" only.

    "Tapi dak ada demam" says nothing about "demam".
    """
    found = words(text)
    pairs = zip(_denied(found), _denied([bare(word) for word in found]), strict=True)
    return [frozenset(pair) for pair in pairs]


def said(text: str) -> frozenset[str]:
    """All the words of a text as they are `spoken`."""
    return frozenset().union(*spoken(text))


def keyword(text: str) -> frozenset[str]:
    """What must be among the words `said` for a keyword to be said: its words without their endings."""
    return frozenset(_denied([bare(word) for word in words(text)]))


def _denied(found: list[str]) -> list[str]:
    told, denied = [], False
    for word in found:
        told.append(f"{DENIED} {word}" if denied and word != DENIED else word)
        denied = word == DENIED or (denied and word in _BRIDGES)
    return told


def terms(text: str) -> list[str]:
    """What a text is searched by: its telling words without their endings, and the pieces of those words.

    The pieces carry what prefixes and misspellings hide ("nggigit", "menggigit", "digigit").
    """
    telling = [word for word in words(text) if word not in _SMALL]
    pieces = (word[at : at + _PIECE] for word in telling for at in range(len(word) - _PIECE + 1))
    return [*map(bare, telling), *(PIECE + piece for piece in pieces)]
