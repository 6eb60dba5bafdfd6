"""Takes out of words whatever tells who wrote them: names, telephone numbers, house addresses, exact places."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from handlers.effects import ANONYMOUS, BOTH
from handlers.state import Answers

HIDDEN = "•••"
"""What stands where something was taken out."""

LONG = re.compile(r"(?P<ticket>\b[A-Z]{3}-\d{4}-\d{6}\b)|\+?\d(?:[ .\-()/]*\d){8,}")
"""A number of nine digits or more. A ticket code is no secret; it is tried first so that its digits are left alone."""

_SPOT = re.compile(r"-?\d{1,3}\.\d{3,}\s*,\s*-?\d{1,3}\.\d{3,}")  # degrees
_MAIL = re.compile(r"\S*@\w\S*|\b(?:https?://|wa\.me/|t\.me/|www\.)\S+", re.IGNORECASE)
_HOUSE = re.compile(
    r"\b(?:rt|rw)\b[ ./]*\d{1,3}(?:\s*[/ ]\s*(?:rw)?[ .]*\d{1,3})?"
    r"|\b(?:no|nomor|nomer|nmr)\b\.?\s*(?:rumah\s*)?\d{1,4}[a-z]?\b"
    r"|\b(?:jl|jln|gg|gang|lorong|lrg|blok|komplek|perum|perumahan)\b\.?\s+[^\W_]+(?:\s+[ivx]+\b|\s+\d+)?",
    re.IGNORECASE,
)
_STREET = re.compile(r"\b[Jj]alan (?:[A-Z]\w+ ?){1,3}")
_TITLES = {
    *("ibu", "bapak", "bunda", "mama", "mamak", "emak", "ayah", "papa", "umi", "abi", "kak", "kakak", "mbak", "mas"),
    *("bang", "abang", "nenek", "kakek", "datuk", "adik", "anak", "bayi", "keluarga", "saya", "kami", "rumah"),
    *("orang", "tua", "dan", "yang"),
}
_LEAST = 3  # letters: shorter parts of a name are parts of every sentence


def nameless(secrecy: str) -> bool:
    """Whether a case kept in this way shows nobody who wrote it."""
    return secrecy in (ANONYMOUS, BOTH)


def neutral(kind: str) -> bool:
    """Whether a file of this kind may be shown where nobody may know who sent it: it has no name of its own.

    Any other kind often names its writer: by its name, in its first lines, or in what a program wrote into it.
    """
    return kind in ("photo", "voice", "sticker")


def veil(text: str, names: Collection[str]) -> str:
    """The words without what tells who wrote them; `names` are the writer's own and their children's."""
    for pattern in (_MAIL, _SPOT, _STREET):
        text = pattern.sub(HIDDEN, text)
    text = LONG.sub(lambda found: found["ticket"] or HIDDEN, text)
    text = _HOUSE.sub(HIDDEN, text)
    parts = {part for name in names for part in re.findall(r"[^\W\d_]+", name) if len(part) >= _LEAST}
    telling = sorted((part for part in parts if part.lower() not in _TITLES), key=len, reverse=True)
    if telling:
        either = "|".join(map(re.escape, telling))
        text = re.sub(rf"\b(?:{either})(?=(?:nya|nyo|ku)?\b)", HIDDEN, text, flags=re.IGNORECASE)
    return text


def veiled(answers: Answers, names: Collection[str]) -> Answers:
    """What a family answered, the same way; degrees are no answer that staff read."""
    return {
        name: replace(
            answer, text=veil(answer.text, names), value="" if _SPOT.fullmatch(answer.value) else veil(answer.value, ())
        )
        for name, answer in answers.items()
    }
