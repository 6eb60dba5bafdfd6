"""Where a conversation stands between two messages; small enough to be written down whole after each."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from nlu.reading import Entity


@dataclass(frozen=True, slots=True)
class Answer:
    """What a family said for one field: their words, its settled value, and the key of its label if they chose."""

    text: str
    value: str = ""
    label: str = ""


Answers: TypeAlias = dict[str, Answer]


@dataclass(frozen=True, slots=True)
class Later:
    """Something else the family wrote of; it is `offered` (so often by now) when the present matter is through.

    `noted` is False as long as it would be lost if the talk ended now: no case names it, and it needs one.
    """

    intent: str
    text: str
    entities: tuple[Entity, ...] = ()
    offered: int = 0
    noted: bool = False


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing is open. `misses` counts messages in a row that were not understood."""

    misses: int = 0


@dataclass(frozen=True, slots=True)
class Filling:
    """Inside a form, waiting for the field `at`; `tries` counts answers to it that could not be used.

    `kept` is when the family last heard that a file was kept, `added` that more words were, UTC: an album, and a
    story too, comes as many messages. `later` is what else they wrote of.
    """

    form: str
    at: str
    answers: Answers = field(default_factory=dict)
    tries: int = 0
    kept: datetime | None = None
    added: datetime | None = None
    later: tuple[Later, ...] = ()


@dataclass(frozen=True, slots=True)
class Confirming:
    """A form is full and has been read back; waiting for yes, a correction, or no. The rest as in Filling."""

    form: str
    answers: Answers = field(default_factory=dict)
    kept: datetime | None = None
    added: datetime | None = None
    later: tuple[Later, ...] = ()


@dataclass(frozen=True, slots=True)
class Asking:
    """One closed question outside a form is open: `question` names it, `options` are the values it accepts.

    `text` and `entities` keep the message that led to the question, so that nothing has to be said twice.
    `kept` is when that was, UTC. `later` is what else they wrote of.
    """

    question: str
    options: tuple[str, ...] = ()
    text: str = ""
    entities: tuple[Entity, ...] = ()
    misses: int = 0
    kept: datetime | None = None
    later: tuple[Later, ...] = ()


@dataclass(frozen=True, slots=True)
class WithStaff:
    """A person has the talk: the bot is silent. `case` is the case's id (0: the one opened in the same outcome).

    `since` is UTC. `told` is when the family last heard that their words were passed on, UTC. `later` is what they
    were offered to speak of while they wait.
    """

    case: int
    since: datetime
    told: datetime | None = None
    later: tuple[Later, ...] = ()


State: TypeAlias = Idle | Filling | Confirming | Asking | WithStaff

_KINDS: dict[str, type[Idle | Filling | Confirming | Asking | WithStaff]] = {
    kind.__name__: kind for kind in (Idle, Filling, Confirming, Asking, WithStaff)
}
_TIMES = ("since", "told", "kept", "added")


def dump(state: State) -> str:
    """The state as JSON, to be stored."""
    body = asdict(state)
    body |= {name: value.isoformat() for name, value in body.items() if isinstance(value, datetime)}
    return json.dumps({"is": type(state).__name__, **body}, ensure_ascii=False)


def load(stored: str) -> State:
    """The state that `dump` wrote. Raises ValueError for a text that `dump` cannot have written."""
    try:
        body = json.loads(stored)
        kind = _KINDS[body.pop("is")]
        if "answers" in body:
            body["answers"] = {name: Answer(**answer) for name, answer in body["answers"].items()}
        if kind is Asking:
            body["options"] = tuple(body["options"])
            body["entities"] = _entities(body["entities"])
        if "later" in body:
            body["later"] = tuple(Later(**{**one, "entities": _entities(one["entities"])}) for one in body["later"])
        body |= {name: datetime.fromisoformat(body[name]) for name in _TIMES if body.get(name)}
        return kind(**body)
    except (KeyError, TypeError, AttributeError, ValueError) as broken:
        raise ValueError("stored conversation state cannot be read") from broken


def _entities(stored: list[dict[str, Any]]) -> tuple[Entity, ...]:
    return tuple(Entity(**entity) for entity in stored)
