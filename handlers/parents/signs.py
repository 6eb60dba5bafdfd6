"""Hears the signs in a question about a child that a health worker has to see, by words and by age."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from handlers.handbook import Sign
from handlers.words import folding

_CLAUSE = re.compile(r"[.!?;\n]+|,\s|\b(?:tapi|tp|tetapi|namun|cuma|cuman)\b")
_CLOSE = 7  # words within which a sign is said; families write without full stops

Word: TypeAlias = frozenset[str]
"""A word in all its forms, or several words together (see folding.spoken)."""


def heard(signs: Iterable[Sign], text: str, months: int | None) -> Sign | None:
    """The first of the signs that is said of a child of this age (None: unknown); None when there is none."""
    clauses = [_undenied(folding.spoken(clause)) for clause in _CLAUSE.split(text.lower())]
    return next((sign for sign in signs if _suits(sign, clauses, months) and _said(sign, clauses)), None)


def _undenied(clause: Sequence[Word]) -> Sequence[Word]:
    """The clause without a word that its last words deny ("sesak idak", "demam dak ado")."""
    no = (frozenset((folding.DENIED,)), frozenset((f"{folding.DENIED} ada",)))
    for ending in (no, no[:1]):
        if tuple(clause[-len(ending) :]) == ending:
            return clause[: -len(ending) - 1]
    return clause


def _suits(sign: Sign, clauses: Sequence[Sequence[Word]], months: int | None) -> bool:
    if months is not None:
        return sign.from_months <= months <= sign.to_months
    everything = frozenset().union(*(word for clause in clauses for word in clause))
    return not sign.stands_for_age or any(folding.keyword(word) <= everything for word in sign.stands_for_age)


def _said(sign: Sign, clauses: Sequence[Sequence[Word]]) -> bool:
    wanted, unwanted = ([folding.keyword(words) for words in some] for some in (sign.words, sign.but))
    return any(
        _among(wanted, _together(clause, at, at + _CLOSE))
        and not _among(unwanted, _together(clause, at - _CLOSE, at + 2 * _CLOSE))
        for clause in clauses
        for at in range(len(clause))
    )


def _together(clause: Sequence[Word], start: int, end: int) -> Word:
    return frozenset().union(*clause[max(start, 0) : end])


def _among(any_of: Iterable[Word], window: Word) -> bool:
    return any(words <= window for words in any_of)
