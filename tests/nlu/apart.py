"""How well messages of two concerns are told apart through the real model, and how seldom one concern is taken for two.

.venv/bin/python -m tests.nlu.apart        prints both; starts Rasa for that
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import yaml

from handlers.handbook import Handbook
from handlers.talk.matters import order
from handlers.turn import Incoming, Person, Turn
from nlu.client import Client
from storage.content import load
from tests.e2e.process import Rasa
from tests.nlu.heard import SETS, client
from tests.nlu.reading_aloud import CONTENT, HERE

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def two(name: str) -> list[tuple[list[str], str]]:
    """(intents in the order in which they are taken up, message) of one part of two_concerns.yml: first or second."""
    told = yaml.load((HERE / "two_concerns.yml").read_bytes(), yaml.CSafeLoader)
    return [(one["wants"], one["text"]) for one in told[name]]


def one() -> list[str]:
    """Every message that was written to test the intents: each has one."""
    texts = []
    for path in sorted(SETS.glob("*/*.yml")):
        told = yaml.load(path.read_bytes(), yaml.CSafeLoader)
        texts += [one["text"] if isinstance(one, dict) else one for some in told.values() for one in some]
    return texts


def book() -> Handbook:
    """The handbook with the signs that put a question about a child first."""
    return Handbook(signs=load(CONTENT).signs)


def found(reader: Client, text: str, known: Handbook) -> list[str]:
    """The intents that a message is cut into, in the order in which they are taken up; none for a single concern."""
    turn = Turn(NOW, Incoming("t1", "telegram:1", NOW, text=text), reader.read(text), Person(1, 1))
    matters = [one.intent for one in order(turn, known)]
    return matters if len(matters) > 1 else []


def apart(reader: Client, messages: Iterable[tuple[list[str], str]]) -> float:
    """In how many of these messages every concern is found, in the right order."""
    known = book()
    right = [found(reader, text, known) == wants for wants, text in messages]
    return sum(right) / len(right)


def split(reader: Client, texts: Iterable[str]) -> float:
    """In how many of these messages more than one concern is found."""
    known = book()
    wrong = [bool(found(reader, text, known)) for text in texts]
    return sum(wrong) / len(wrong)


def main() -> None:
    """Print the shares."""
    with tempfile.TemporaryDirectory() as folder, Rasa(Path(folder) / "nlu.log") as rasa:
        reader = client(rasa.url)
        for name in ("first", "second", "third"):
            sys.stdout.write(f"two concerns told apart, {name}: {apart(reader, two(name)) * 100:.1f} %\n")
        sys.stdout.write(f"one concern taken for two: {split(reader, one()) * 100:.2f} %\n")
        reader.close()


if __name__ == "__main__":
    main()
