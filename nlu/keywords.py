"""Read a message by plain words: the understudy when Rasa is away, and the first to hear short certain answers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

from nlu.entities import MAX_CHARS, Names, codes, quantities
from nlu.phrases import Phrasebook, Rule, spans
from nlu.reading import Entity, Reading

CAP = 0.75
"""Words alone are never surer than this, unless the whole message is one of the certain ones."""

NOTHING = "service_out_of_scope"
RANKED = 10
_EDGES = re.compile(r"^[^\w]+|[^\w]+$")
_LONG_RUN = re.compile(r"([^\W\d_])\1{2,}")


class Keywords:
    """The words of content/keywords.yml, with the places of content/places.csv (name to code), ready to read.

    Raises ValueError or TypeError, naming the entry, when the mapping has a mistake.
    """

    def __init__(self, mapping: Mapping[str, Any], places: Mapping[str, str] | None = None) -> None:
        self._certain: dict[str, str] = {}
        for intent, messages in mapping.get("certain", {}).items():
            for message in messages:
                if not isinstance(message, str):
                    raise TypeError(f"keywords: certain: {intent}: put {message!r} in quotes")
                self._certain[_plain(message)] = intent
        book = self._book = Phrasebook(abbreviations=mapping.get("abbreviations", {}), groups=mapping.get("groups", {}))
        self._rules: list[tuple[str, float, Rule]] = []
        for intent, phrases in mapping["intents"].items():
            for phrase, weight in phrases.items():
                if not isinstance(weight, int | float):
                    raise TypeError(f"keywords: {intent}: the weight of {phrase!r} should be a number")
                self._rules.append((intent, float(weight), book.phrase(str(phrase))))
        book.seal()
        named = mapping.get("programmes", {})
        self._programmes = Names(
            "programme",
            {name: short for short, names in named.get("names", {}).items() for name in names},
            guarded=named.get("guarded", ()),
            cues=named.get("cues", ()),
        )
        where = mapping.get("places", {})
        self._places = Names(
            "place",
            {**(places or {}), **where.get("short", {})},
            guarded=where.get("guarded", ()),
            cues=where.get("cues", ()),
            fuzzy=True,
        )

    def certain(self, text: str) -> Reading | None:
        """The reading of a message that is, as a whole, one of the short certain ones; else None."""
        intent = self._certain.get(_plain(text)) if len(text) <= 60 else None
        return Reading(intent, 1.0, ((intent, 1.0),), source="keywords") if intent else None

    def read(self, text: str) -> Reading:
        """The best guess, with an honest, modest confidence. Never raises, whatever the text."""
        text = text[:MAX_CHARS]
        sure = self.certain(text)
        if sure:
            return sure
        read = self._book.read(text)
        scores: dict[str, float] = {}
        for intent, weight, rule in self._rules:
            if spans(rule, read):
                scores[intent] = scores.get(intent, 0.0) + weight
        scores = {intent: score for intent, score in scores.items() if score > 0}
        entities = self.entities(text)
        if not scores:
            return Reading(NOTHING, 0.1, ((NOTHING, 0.1),), entities, source="keywords")
        ranking = _ranking(scores)
        return Reading(*ranking[0], ranking, entities, source="keywords")

    def entities(self, text: str) -> tuple[Entity, ...]:
        """What patterns can find, left to right, none inside another."""
        found: list[Entity] = []
        for group in (codes(text), self._programmes.find(text), quantities(text), self._places.find(text)):
            found += [entity for entity in group if not _overlaps(entity, found)]
        return tuple(sorted(found, key=lambda entity: entity.start))


def _ranking(scores: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    best = max(scores.values())
    shares = {intent: math.exp(score - best) for intent, score in scores.items()}
    # little evidence stays doubtful even without a rival: one weak word (weight 1) is at most 0.4
    evidence = CAP * (1 - math.exp(-best * 0.77))
    total = sum(shares.values())
    ranked = sorted(shares, key=lambda intent: (-shares[intent], intent))[:RANKED]
    return tuple((intent, round(evidence * shares[intent] / total, 4)) for intent in ranked)


def _overlaps(entity: Entity, others: Iterable[Entity]) -> bool:
    return any(entity.start < other.end and other.start < entity.end for other in others)


def _plain(text: str) -> str:
    folded = text.casefold().strip()
    # a lone emoji is all edge, and still an answer
    return " ".join(_LONG_RUN.sub(r"\1", _EDGES.sub("", folded) or folded).split())
