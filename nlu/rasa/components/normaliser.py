"""Chat spelling to plain spelling: the same word in the many ways families write it becomes one word.

Pure: no Rasa in here. Every word keeps its place in the original text, so that what is found can be shown as it
was written; only `form` changes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import yaml

LEXICON = Path(__file__).with_name("lexicon.yml")

# A word: letters and digits, with ' . , - / allowed inside ("anak-anak", "assalamu'alaikum", "50.000", "2,5").
# Anything else that is not a blank (an emoji, a question mark) stands alone.
_WRITTEN = re.compile(r"[^\W_]+(?:['’.,/-][^\W_]+)*|[^\w\s]|_")
_PIECE = re.compile(r"\d+(?:[.,/]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\w\s]|_")
_REDUPLICATED = re.compile(r"([^\W\d_]{3,})[2²](nya|nyo|ny|ku|mu|an|kan|in)?", re.IGNORECASE)
_NUMBER_UNIT = re.compile(r"(\d+(?:[.,]\d+)*)([^\W\d_]{1,6})(nya|an)?", re.IGNORECASE)
_MONEY = re.compile(r"(rp)\.?(\d+(?:[.,]\d+)*)([^\W\d_]*)", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)
_SHORT_NOT = re.compile(r"(ngga|nggak|enggak|gak|ga|gk|dak|idak|tak)")


@dataclass(frozen=True)
class Word:
    """A piece of the message as written (`text`, at `start`..`end`) and in plain spelling (`form`)."""

    text: str
    start: int
    end: int
    form: str


@dataclass(frozen=True)
class Lexicon:
    """The word lists of lexicon.yml, turned round so that a spelling leads to its word."""

    words: dict[str, str]
    phrases: dict[tuple[str, str], tuple[str, str]]
    units: dict[str, str]
    counted: frozenset[str]
    doubled: frozenset[str]
    negated: frozenset[str]
    domain: frozenset[str] = field(default_factory=frozenset)


def read_lexicon(path: Path = LEXICON) -> Lexicon:
    """The lexicon of that file. A word of the field wins over slang, and negation over other spellings."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    words: dict[str, str] = {}
    for section in ("spellings", "negation"):
        words |= {spelling: word for word, line in raw[section].items() for spelling in str(line).split()}
    words |= raw["joined"]
    words |= raw["domain"]
    pairs = {tuple(said.split()): tuple(meant.split()) for said, meant in raw["phrases"].items()}
    return Lexicon(
        words=words,
        phrases={said: meant for said, meant in pairs.items() if len(said) == len(meant) == 2},
        units={spelling: unit for unit, line in raw["units"].items() for spelling in str(line).split()},
        counted=frozenset(raw["counted"]),
        doubled=frozenset(raw["doubled"]),
        negated=frozenset(raw["negated"]),
        domain=frozenset(raw["domain"]),
    )


def read_words(text: str, lexicon: Lexicon) -> list[Word]:
    """The words of the text in order, each with its place and its plain form (one or more words, never empty)."""
    words = [
        Word(match.group(), match.start(), match.end(), plain(match.group(), lexicon))
        for match in _WRITTEN.finditer(text)
    ]
    return _join_phrases(words, lexicon)


def normalise(text: str, lexicon: Lexicon) -> str:
    """The text in plain spelling, as the model reads it."""
    return " ".join(word.form for word in read_words(text, lexicon))


def plain(word: str, lexicon: Lexicon) -> str:
    """One written word in plain spelling. What no rule knows comes back in small letters."""
    low = word.lower().replace("’", "'")
    if low in lexicon.words:
        return lexicon.words[low]
    low = low.replace("'", "")
    if any(character.isdigit() for character in low):
        return _with_digits(low, lexicon)
    if _STRETCHED.search(low):
        return _unstretched(low, lexicon)
    return _known(low, lexicon)


def _known(low: str, lexicon: Lexicon) -> str:
    if low in lexicon.words:
        return lexicon.words[low]
    found = _SHORT_NOT.match(low)
    if found and low[found.end() :] in lexicon.negated:
        return f"tidak {_known(low[found.end() :], lexicon)}"
    for ending, suffix in (("nyo", "nya"), ("ny", "nya"), ("nya", "nya"), ("ku", "ku"), ("mu", "mu")):
        stem = low.removesuffix(ending)
        if stem != low and len(stem) >= 3:
            return lexicon.words[stem] + suffix if _is_plain(stem, lexicon) else stem + suffix
    return low


def _is_plain(stem: str, lexicon: Lexicon) -> bool:
    """Whether the stem is a spelling of another single word ("skolah" in "skolahnya"); "bu" in "bunya" is not."""
    return stem in lexicon.words and " " not in lexicon.words[stem] and stem not in lexicon.domain


def _with_digits(low: str, lexicon: Lexicon) -> str:
    money = _MONEY.fullmatch(low)
    if money:
        return " ".join(filter(None, ("rp", _number(money[2]), lexicon.units.get(money[3], money[3]))))
    doubled = _REDUPLICATED.fullmatch(low)
    if doubled:
        stem, ending = doubled[1], doubled[2] or ""
        if stem in lexicon.counted:
            return f"{_known(stem, lexicon)} 2"
        word = _known(stem, lexicon)
        return f"{word}-{word}" + {"nyo": "nya", "ny": "nya"}.get(ending, ending)
    measured = _NUMBER_UNIT.fullmatch(low)
    if measured and measured[2] in lexicon.units:
        return f"{_number(measured[1])} {lexicon.units[measured[2]]}"
    pieces = _PIECE.findall(low)
    if len(pieces) == 1:
        return _number(low)
    return " ".join(lexicon.units.get(piece, piece) if piece.isalpha() else _number(piece) for piece in pieces)


def _number(written: str) -> str:
    return written.replace(".", "") if _THOUSANDS.fullmatch(written) else written


def _unstretched(low: str, lexicon: Lexicon) -> str:
    twice = _STRETCHED.sub(r"\1\1", low)
    if twice in lexicon.doubled or twice in lexicon.words:
        return lexicon.words.get(twice, twice)
    return _known(_STRETCHED.sub(r"\1", low), lexicon)


def _join_phrases(words: list[Word], lexicon: Lexicon) -> list[Word]:
    said = [word.text.lower() for word in words]
    for place in range(len(words) - 1):
        meant = lexicon.phrases.get((said[place], said[place + 1]))
        if meant:
            for offset, form in enumerate(meant):
                old = words[place + offset]
                words[place + offset] = Word(old.text, old.start, old.end, form)
    return words
