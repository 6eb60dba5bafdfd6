"""Hear danger in a message by its words, and join them with what the model says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nlu.lexicon import squeeze
from nlu.phrases import Phrasebook, Rule, Sieve, Span, Text, cores, found, near, spans

MODEL_AT = 0.45
"""What the model says of danger is believed from this confidence on: the bias is to recall."""
DOUBT_AT = 0.32
"""Doubtful words count when the model sees at least this much danger too."""
QUIET_AT = 0.08
"""Safety words are overruled only by a model that sees less danger than this and knows what the message is instead."""
CLEAR_AT = 0.6

BARE_FRAGMENT, FRAGMENT, MANY_WORDS = 2, 4, 99
"""Messages of up to so many words are no sentences yet."""
FRAGMENT_AT = 0.95


@dataclass(frozen=True, slots=True)
class Heard:
    """The most pressing danger intent that words name for certain, and the one that they only hint at, or None."""

    sure: str | None = None
    doubtful: str | None = None

    @property
    def any(self) -> str | None:
        """What to go by when there is no model to ask."""
        return self.sure or self.doubtful


def judge(
    heard: Heard,
    ranking: Sequence[tuple[str, float]],
    model: tuple[str, float] | None = None,
    *,
    model_at: float = MODEL_AT,
    doubt_at: float = DOUBT_AT,
    quiet_at: float = QUIET_AT,
    words: int = MANY_WORDS,
) -> str | None:
    """Join what the words say with what the model says: the danger intent to act on, or None.

    `ranking` is (intent, confidence), best first; `model` the same for its own opinion on danger alone. One without
    such an opinion is taken at the sum of its danger intents and overrules nobody. A model that is sure names the
    kind better than the words do. Safety words count by themselves, unless the model hardly sees danger and knows
    what the message is. `words` is the length of the message: of a fragment ("suami saya") a statistical model knows
    only in whose company it usually stands, so up to two words only words of danger count, and up to four it must
    be nearly certain.
    """
    name, share = model or _summed(ranking)
    if words > BARE_FRAGMENT:
        if name and share >= (max(model_at, FRAGMENT_AT) if words <= FRAGMENT else model_at):
            return name
        if model and share < quiet_at and _is_clear(ranking):
            return None
    return heard.sure or (heard.doubtful if share >= doubt_at else None)


def _summed(ranking: Sequence[tuple[str, float]]) -> tuple[str, float]:
    dangers = [(confidence, intent) for intent, confidence in ranking if _is_danger(intent)]
    return (max(dangers)[1], sum(confidence for confidence, _ in dangers)) if dangers else ("", 0.0)


def _is_clear(ranking: Sequence[tuple[str, float]]) -> bool:
    return bool(ranking) and ranking[0][1] >= CLEAR_AT and not _is_danger(ranking[0][0])


def _is_danger(intent: str) -> bool:
    return intent.startswith("danger_")


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one danger intent is said."""

    intent: str
    sure: Sieve
    doubtful: Sieve
    quiet: Sieve
    softening: list[tuple[int, Rule]]


class DangerWords:
    """The safety words of content/danger/, ready to be looked for; the grammar is explained in its urgency.yml.

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
        self._quiet = Sieve([book.phrase(phrase) for phrase in mapping.get("quiet", ())])
        softening = [_reach(book, entry) for entry in mapping.get("softening", ())]
        self._kinds = [_kind(book, intent, part, softening) for intent, part in mapping["intents"].items()]
        self._deeds = [book.phrase("<deeds>")] if "deeds" in mapping.get("groups", {}) else []
        book.seal()

    def find(self, text: str) -> str | None:
        """The most pressing danger intent the words of `text` (first 4,096 characters) name for certain, or None."""
        return self.hear(text).sure

    def hear(self, text: str) -> Heard:
        """What the words of `text` (first 4,096 characters) say of danger."""
        read = self._book.read(text)
        quiet: list[Span] | None = None
        doubtful: str | None = None
        for kind in self._kinds:
            sure = self._hits(kind.sure, read)
            hints = [] if doubtful else self._hits(kind.doubtful, read)
            if not sure and not hints:
                continue
            if quiet is None:
                quiet = [span for rule in self._quiet.possible(read) for span in spans(rule, read)]
            own = [*quiet, *(span for rule in kind.quiet.possible(read) for span in spans(rule, read))]
            loud = [core for core in sure if not _overlaps(core, own)]
            softening = [(within, found(rule, read)) for within, rule in kind.softening] if loud else []
            if any(not _softened(core, softening, read) for core in loud):
                return Heard(kind.intent, doubtful)
            if not doubtful and (loud or any(not _overlaps(core, own) for core in hints)):
                doubtful = kind.intent
        return Heard(None, doubtful)

    def _hits(self, rules: Sieve, read: Text) -> list[Span]:
        return [
            core for rule in rules.possible(read) for core in cores(rule, read) if not self._denied(rule, read, core)
        ]

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


def _kind(book: Phrasebook, intent: str, part: Mapping[str, Any], softening: list[tuple[int, Rule]]) -> _Kind:
    if not _is_danger(intent):
        raise ValueError(f"danger words: {intent} is not a danger intent")
    for key in ("negatable", "softened"):
        if part.get(key, "never") != "never":  # YAML has too many ways of saying no
            raise ValueError(f"danger words: {intent} has {key}: {part[key]!r}; leave it out or write never")
    negatable = "negatable" not in part

    def rules(phrases: str, windows: str) -> Sieve:
        said = [book.phrase(phrase, negatable=negatable) for phrase in part.get(phrases, ())]
        return Sieve([*said, *(book.window(pair) for pair in part.get(windows, ()))])

    own = [_reach(book, entry) for entry in part.get("softening", ())]
    return _Kind(
        intent,
        sure=rules("phrases", "near"),
        doubtful=rules("doubtful", "doubtful_near"),
        quiet=Sieve([book.phrase(phrase) for phrase in part.get("quiet", ())]),
        softening=own if "softened" in part else [*softening, *own],
    )


def _reach(book: Phrasebook, entry: str) -> tuple[int, Rule]:
    """How many words around it a phrase softens."""
    within, colon, phrase = entry.partition(":")
    if not colon or not within.isdigit():
        raise ValueError(f"danger words: {entry!r} should read like '12: film|novel'")
    return int(within), book.phrase(phrase)


def _overlaps(core: Span, others: list[Span]) -> bool:
    return any(core[0] <= last and first <= core[1] for first, last in others)


def _softened(core: Span, softening: list[tuple[int, list[Span]]], read: Text) -> bool:
    """Whether a softening phrase stands around the core; what stands inside it belongs to what it says."""
    return any(
        near(core, [span for span in found if not _inside(span, core)], within, read) for within, found in softening
    )


def _inside(span: Span, core: Span) -> bool:
    return core[0] <= span[0] and span[1] <= core[1]
