"""Hears that a family has lost a child: whose death the words tell, and whether it is a fact or only a fear."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from handlers.parents.child import named
from handlers.turn import Child, Turn
from handlers.words import wording

NEAR = timedelta(hours=48)
"""As long after the news of a loss nothing is asked, and everything goes to a person."""

_DEATH = (
    r"\b(?:(?:(?:me|m)?ninggal|meninggl|wafat|berpulang|tutup usia|almarhumah?|lahir mati|(?:tidak|dak|gak) tertolong|"
    r"(?:sudah|udah|sdh|telah|la|lah) (?:tiada|almarhum)|dipanggil (?:allah|tuhan)|pergi (?:untuk )?selamanya)"
    r"(?:nya|nyo)?(?: dunia)?)\b"
)
_UNBORN = re.compile(
    r"keguguran|gugur kandungan(?:nya)?|(?:kandungan|janin)(?:nya|ku|saya)?(?: saya| sy| sayo)? gugur|bayi lahir mati"
)
_MINE = r"(?:nya|nyo|ku|kami)?"
_CHILD = re.compile(
    rf"(?:anak|anank|ank|bayi|baby|janin|kandungan|cucu|balita|budak|putra|putri|buah hati|si kecil){_MINE}"
)
_OTHER = re.compile(
    r"(?:ayah|bapak|bapa|papa|abah|abi|ibu|mama|mamak|emak|mak|umi|bunda|ortu|orang|orangtua|tua|suami|laki|istri|isteri|"
    r"bini|nenek|kakek|datuk|datuak|nyai|mbah|eyang|paman|pakde|bude|bibi|tante|om|kakak|abang|ayuk|adik|adek|adk|saudara|"
    r"sepupu|ponakan|keponakan|mertua|menantu|guru|teman|temen|kawan|tetangga|warga|kucing|ayam|kambing|sapi|ikan|anjing|"
    rf"artis|pahlawan|nabi|panti){_MINE}"
)
_SIBLING = re.compile(r"(?:adik|adek|adk|kakak|abang|ayuk|saudara)(?:nya|nyo)")
_FEAR = re.compile(
    r"kalau|kalo|klo|kalu|jika|jk|bila|seandainya|andai|takut(?:nya)?|khawatir|kuatir|semoga|jangan|jgn|mimpi|hampir|nyaris|"
    r"bisa|biso|dapat|ingin|pengen|supaya|agar|seperti|dikira|bukan|apakah|ditinggal(?:kan)?|cegah|mencegah|cara|tanda|ciri|"
    r"obat|risiko|resiko|penyebab|pernah"
)
_MAYBE = re.compile(r"(?:takut|khawatir|kuatir|semoga|jangan|jgn|kalau|kalo|klo|jika|bila|cara|tanda|apakah) .*")
_NOT = re.compile(rf"{wording.NOT}|belum|blm|bukan")
_LONG_AGO = re.compile(
    r"\b(?:dulu|dulunya|pernah|(?:tahun|thn|taun) (?:yang |yg )?(?:lalu|kemarin|kmrn)|hamil lagi|sebelumnya)\b"
)
_I = ("saya", "sy", "sayo", "aku", "ak", "kami", "kita", "kito")
_NEAR = 8  # words between a child and its death
_AFTER = 4


@dataclass(frozen=True, slots=True)
class Heard:
    """A death that was told. `child` is the one that was named; `unborn` one that never had a name here.

    `long_ago` is True for one of years ago: without a name it is not to be taken for a child we send tips about.
    """

    child: Child | None = None
    unborn: bool = False
    long_ago: bool = False


_NOBODYS = Heard(long_ago=True, unborn=True)  # somebody else's death


def near(turn: Turn) -> bool:
    """Whether the writer told of a loss within these days."""
    return turn.mourning is not None and turn.now - turn.mourning < NEAR


def heard(text: str, children: tuple[Child, ...]) -> Heard | None:
    """The loss of a child of the writer's that the words tell as a fact; None when they do not."""
    said = " ".join(re.findall(r"\w+", text.lower()))
    ago = _LONG_AGO.search(said) is not None
    unborn = _UNBORN.search(said)
    if unborn is not None:
        return Heard(unborn=True, long_ago=ago) if _own(said[: unborn.start()].split()) and not ago else None
    for death in re.finditer(_DEATH, said):
        before, after = said[: death.start()].split(), said[death.end() :].split()
        found = _of(before, after, children)
        if found is not None:
            return Heard(found.child, long_ago=ago)
    return None


def _of(before: list[str], after: list[str], children: tuple[Child, ...]) -> Heard | None:
    """Whose death it is, by the nearest word for somebody; None when it is no child's of the writer's, or no fact."""
    if before and _NOT.fullmatch(before[-1]):
        return None
    owned = after[:1] and (after[0].endswith(("nya", "nyo", "ku")) or after[1:2] in ([mine] for mine in _I))
    if owned and _OTHER.fullmatch(after[0]):
        return None
    near = " ".join(before[-_NEAR:]).replace("si kecil", "balita").split()
    for at in range(len(near) - 1, -1, -1):
        known = _person(near, at, children)
        if known is not None:
            return None if known == _NOBODYS or _feared(near[:at], near[at + 1 :]) else known
    late = after[:_AFTER]
    whose = next((at for at, word in enumerate(late) if _CHILD.fullmatch(word)), None)
    if whose is None or any(_OTHER.fullmatch(word) for word in (*late[:whose], *late[whose + 1 : whose + 2])):
        return None
    return None if _feared(near[-2:], []) else Heard(named(children, " ".join(after)))


def _person(words: list[str], at: int, children: tuple[Child, ...]) -> Heard | None:
    """Who is spoken of by the word at this place: a child of the writer's, somebody else, or nobody at all (None)."""
    word, rest = words[at], words[at + 1 :]
    owner = words[at - 1] if at else ""
    child = named(children, word)
    if child is not None and not (_OTHER.fullmatch(word) and rest[:1] and rest[0] in _I):
        if _OTHER.fullmatch(owner):
            return Heard() if _SIBLING.fullmatch(owner) else _NOBODYS
        return Heard(child)
    if _CHILD.fullmatch(word):
        strange = _OTHER.fullmatch(owner) or (rest and _OTHER.fullmatch(rest[0]))
        return _NOBODYS if strange else Heard(named(children, " ".join(rest)))
    if _SIBLING.fullmatch(word) and children:
        return Heard()
    return _NOBODYS if _OTHER.fullmatch(word) else None


def _feared(before: list[str], between: list[str]) -> bool:
    """Whether a death is only feared, asked about or denied."""
    return any(_FEAR.fullmatch(word) for word in between) or _MAYBE.fullmatch(" ".join((*before[-2:], ""))) is not None


def _own(before: list[str]) -> bool:
    """Whether the unborn child was the writer's, or their wife's, and it is told as a fact."""
    others = [
        word for word in before[-4:] if _OTHER.fullmatch(word) and not re.fullmatch(r"(?:istri|isteri|bini)\w*", word)
    ]
    denied = any(_NOT.fullmatch(word) or _FEAR.fullmatch(word) for word in before[-4:])
    return not others and not denied
