"""Everything the conversations of tests/conversations say, collected once for the tests of the words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot import script
from handlers.effects import Alert, Effect, Lines, Say, Tell, Values
from handlers.handbook import Handbook
from handlers.texts import Texts
from scheduler import ticks
from storage.content import Content, load
from tests.conversations.world import World

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted((ROOT / "tests" / "conversations").glob("*.chat"))


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a family as the script that played it had it: its texts, its words, its buttons by key."""

    script: str
    keys: tuple[str, ...]
    words: str
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Played:
    """All of them. `given` names the values every text got, `quoted` the texts that were a value themselves."""

    messages: list[Message] = field(default_factory=list)
    given: dict[str, set[str]] = field(default_factory=dict)
    quoted: set[str] = field(default_factory=set)

    def hear(self, name: str, effects: list[Effect], texts: Texts, opened: Values) -> None:
        """Write down what these effects say."""
        for effect in effects:
            if isinstance(effect, Say):
                keys = tuple(key for key in (effect.lead, effect.key) if key)
                for key in keys:
                    self._values(key, effect.values)
                labels = []
                for option in effect.options:
                    self._values(option.key, option.values)
                    labels.append((option.key, texts.render(option.key, {**opened, **option.values})))
                self.messages.append(Message(name, keys, texts.say(effect, opened), tuple(labels)))
            elif isinstance(effect, Tell | Alert):
                self._values(effect.key, effect.values)

    def _values(self, key: str, values: Values) -> None:
        self.given.setdefault(key, set()).update(values)
        for value in values.values():
            self.quoted.update(_quoted(value))


def _quoted(value: str | Lines) -> Iterator[str]:
    if isinstance(value, tuple):
        for label, said in value:
            yield label
            yield from _quoted(said)
    elif value.startswith("@") and not value.startswith("@@"):
        yield value[1:]


class _Listening(World):
    """A world in which somebody writes along."""

    name = ""
    played = Played()

    def _write(self, effects: tuple[Effect, ...]) -> None:
        World._write(self, effects)
        self.played.hear(self.name, self.out, self.texts, self.opened)


@pytest.fixture(scope="session")
def content() -> Content:
    """All words."""
    return load(ROOT / "content")


@pytest.fixture(scope="session")
def played(content: Content) -> Played:
    """What all scripts say, played once."""
    book = Handbook(
        articles=content.articles,
        signs=content.signs,
        guide=content.guide,
        hotlines=content.hotlines,
        menu=content.menu,
    )
    heard = Played()
    for path in SCRIPTS:
        world = _Listening(book, Texts(content.sentences), shelf=ticks.shelf(content.tips))
        world.name, world.played = path.stem, heard
        for line in script.read(path.read_text(encoding="utf-8")):
            world.play(line)
    return heard
