"""What a door is told to do, ready to be carried out: words chosen, buttons labelled, address known."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from handlers.turn import Address, File

SAY, OPEN_TOPIC, POST, CLOSE_TOPIC = "say", "open_topic", "post", "close_topic"


@dataclass(frozen=True, slots=True)
class Choice:
    """A button as the family sees it: the value it sends back and its label."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Order:
    """One thing to send. `key` is the outbox key, the same at every try.

    do=say: words (and buttons, files) to a person. do=open_topic: make a topic named `words` in the group `to`.
    do=post: words and files into the topic `to`. do=close_topic: close the topic `to`.
    `to` may be "desk:<case id>" until the sender has looked up the case's topic.
    `template` names one of content/whatsapp_templates.yml, for a door whose reply window is shut, and `template_values`
    fill it in order; `last_heard_at` (UTC) tells the door whether its window is open.
    `loud` False sends without sound.
    """

    do: str
    to: Address
    key: str
    words: str = ""
    choices: tuple[Choice, ...] = ()
    files: tuple[File, ...] = ()
    template: str = ""
    template_values: tuple[str, ...] = ()
    last_heard_at: datetime | None = None
    loud: bool = True


def dump(order: Order) -> dict[str, object]:
    """The order as plain JSON values, to be stored in the outbox."""
    body = asdict(order)
    body["last_heard_at"] = order.last_heard_at.isoformat() if order.last_heard_at else None
    stored: dict[str, object] = json.loads(json.dumps(body))
    return stored


def load(stored: dict[str, object]) -> Order:
    """The order that `dump` wrote."""
    body = dict(stored)
    heard = body.get("last_heard_at")
    choices = body.get("choices") or ()
    files = body.get("files") or ()
    assert isinstance(choices, (list, tuple))
    assert isinstance(files, (list, tuple))
    body["last_heard_at"] = datetime.fromisoformat(heard) if isinstance(heard, str) else None
    body["choices"] = tuple(Choice(**choice) for choice in choices)
    body["files"] = tuple(File(**file) for file in files)
    body["template_values"] = tuple(body.get("template_values") or ())  # type: ignore[arg-type]
    return Order(**body)  # type: ignore[arg-type]
