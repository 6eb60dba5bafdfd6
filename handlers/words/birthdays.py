"""Reads which child is a year older now, also by its place among the others ("yang besar ulang tahun")."""

from __future__ import annotations

import re
from datetime import date

from handlers.parents.child import named
from handlers.turn import Child
from handlers.words.told import One

_YEARS = re.compile(
    r"\b(?:jadi|genap|sekarang|skrg|sudah|udah|la|yang ke|yg ke|ke)?[ -]?(\d{1,2}) ?(?:tahun|thn|taun|th)\b"
)
_BIRTHDAY = re.compile(r"\b(?:ulang ?tahun|ultah|milad|hari lahir)(?:nya|nyo)?\b")
_GROWN = re.compile(r"\b(?:jadi|genap|sekarang|skrg|sudah|udah|la)\b")
_MINE = re.compile(r"\b(?:anak|budak)(?:ku|nya|nyo)?\b")
_OTHERS = re.compile(r"\b(?:tetangga|teman|kawan|ponakan|keponakan|sepupu|orang)\b|(?<!anak )\b(?:saya|sy) ulang")
_OLDEST = re.compile(r"\b(?:besar|gede|sulung|pertama|tua|tuo|kakak(?:nya|nyo)?)\b")
_YOUNGEST = re.compile(r"\b(?:kecil|bungsu|bontot|terakhir|adik(?:nya|nyo)?|adek(?:nya|nyo)?)\b")
_NTH = re.compile(r"\b(?:kedua|ketiga|keempat)\b")
_PLACES = {"kedua": 1, "ketiga": 2, "keempat": 3}
_WORDS = 14
_MOST = 18


def turned(text: str, children: tuple[Child, ...], today: date) -> tuple[Child, One] | None:
    """The child that is so many years old now, and how it is to be kept; None when that is not what is told."""
    said = " ".join(re.findall(r"[\w-]+", text.lower()))
    years = _YEARS.search(_BIRTHDAY.sub(" ultah ", said))
    birthday = _BIRTHDAY.search(said) is not None
    if years is None or len(said.split()) > _WORDS or _OTHERS.search(said):
        return None
    child = _which(said, children)
    told = birthday or (_GROWN.search(said) is not None and _MINE.search(said) is not None and _ordered(said))
    if child is None or not told or not 0 < int(years[1]) < _MOST:
        return None
    born = date(today.year - int(years[1]), today.month, 1)
    known = child.born
    if known is not None and _age(known, today) == int(years[1]):
        born = known  # it is kept so already
    return child, One(child.name, born)


def _which(said: str, children: tuple[Child, ...]) -> Child | None:
    child = named(children, said)
    if child is not None or len(children) == 1:
        return child or children[0]
    ordered = sorted(children, key=lambda one: one.born or date.max)
    if not children or any(one.born is None for one in children):
        return None
    nth = _NTH.search(said)
    if nth is not None:
        return ordered[_PLACES[nth.group()]] if _PLACES[nth.group()] < len(ordered) else None
    if _OLDEST.search(said):
        return ordered[0]
    return ordered[-1] if _YOUNGEST.search(said) else None


def _ordered(said: str) -> bool:
    return any(pattern.search(said) is not None for pattern in (_OLDEST, _YOUNGEST, _NTH))


def _age(born: date, today: date) -> int:
    return today.year - born.year - (today.month < born.month)
