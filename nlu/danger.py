"""Hear danger in a message by its words alone, whatever the model says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nlu.phrases import Phrasebook, Rule, Span, Text, cores, spans, squeeze

TOP_AT = 0.35
"""A danger intent in the first place is believed from this confidence on: the bias is to recall."""
MASS_AT = 0.5
"""Several weak danger intents together count from this sum on."""


def judge(
    words: str | None,
    ranking: Sequence[tuple[str, float]],
    *,
    top_at: float = TOP_AT,
    mass_at: float = MASS_AT,
) -> str | None:
    """Join what the words say with what the model says: the danger intent to act on, or None.

    `ranking` is (intent, confidence), best first. A model that is sure of the kind of danger names it better
    than the words do; without one, the words; without those, the sum of all danger intents.
    """
    if ranking and _is_danger(ranking[0][0]) and ranking[0][1] >= top_at:
        return ranking[0][0]
    if words:
        return words
    dangers = [(confidence, intent) for intent, confidence in ranking if _is_danger(intent)]
    if sum(confidence for confidence, _ in dangers) >= mass_at:
        return max(dangers)[1]
    return None


def _is_danger(intent: str) -> bool:
    return intent.startswith("danger_")


class DangerWords:
    """The safety words of content/danger.yml, ready to be looked for; its grammar is explained in that file.

    Raises ValueError, naming the entry, when the mapping has a mistake.
    """

    def __init__(self, mapping: Mapping[str, Any]) -> None:
        book = self._book = Phrasebook(
            abbreviations=mapping.get("abbreviations", {}),
            groups=mapping.get("groups", {}),
            not_typos=mapping.get("not_typos", ()),
        )
        self._negations = {squeeze(word) for word in mapping.get("negations", ())}
        self._skipped = {squeeze(word) for word in mapping.get("between_negation", ())}
        self._quiet = [book.phrase(phrase) for phrase in mapping.get("quiet", ())]
        self._rules: list[tuple[str, list[Rule], list[Rule]]] = []
        for intent, part in mapping["intents"].items():
            if not _is_danger(intent):
                raise ValueError(f"danger words: {intent} is not a danger intent")
            negatable = part.get("negatable", True)
            rules = [book.phrase(phrase, negatable=negatable) for phrase in part.get("phrases", ())]
            rules += [book.window(pair) for pair in part.get("near", ())]
            quiet = [book.phrase(phrase) for phrase in part.get("quiet", ())]
            self._rules.append((intent, rules, quiet))
        self._deeds = [book.phrase("<deeds>")] if "deeds" in mapping.get("groups", {}) else []
        book.seal()

    def find(self, text: str) -> str | None:
        """The most pressing danger intent the words of `text` (first 4,096 characters) name, or None."""
        read = self._book.read(text)
        common: list[Span] | None = None
        for intent, rules, own_quiet in self._rules:
            hits = [core for rule in rules for core in cores(rule, read) if not self._denied(rule, read, core)]
            if not hits:
                continue
            if common is None:
                common = [span for rule in self._quiet for span in spans(rule, read)]
            quiet = [*common, *(span for rule in own_quiet for span in spans(rule, read))]
            if any(all(end < first or last < start for first, last in quiet) for start, end in hits):
                return intent
        return None

    def _denied(self, rule: Rule, read: Text, hit: Span) -> bool:
        """Whether the hit, or a deed named inside it, is said not to be so ("tidak pernah dipukul")."""
        inside = [start for deeds in self._deeds for start, _ in spans(deeds, read) if hit[0] < start <= hit[1]]
        return rule.negatable and any(self._negated(read, index) for index in (hit[0], *inside))

    def _negated(self, read: Text, index: int) -> bool:
        if read.tokens[index] in self._negations:
            return False
        for before in range(index - 1, max(-1, index - 5), -1):
            if read.at[before + 1] - read.at[before] > 1:
                return False
            if read.tokens[before] in self._negations:
                return True
            if read.tokens[before] not in self._skipped:
                return False
        return False
