"""Every .chat script in this folder, played line by line against the pure core."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import script
from handlers.handbook import Handbook
from handlers.texts import Texts
from scheduler import ticks
from storage.content import load
from tests.conversations.world import World

HERE = Path(__file__).parent
SCRIPTS = sorted(HERE.glob("*.chat"))
CONTENT = load(HERE.parents[1] / "content")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_conversation(path: Path) -> None:
    book = Handbook(
        articles=CONTENT.articles,
        signs=CONTENT.signs,
        guide=CONTENT.guide,
        hotlines=CONTENT.hotlines,
        menu=CONTENT.menu,
    )
    world = World(book, Texts(CONTENT.sentences), shelf=ticks.shelf(CONTENT.tips))
    for line in script.read(path.read_text(encoding="utf-8")):
        world.play(line)
    world.finish()


def test_there_are_scripts_for_every_conversation() -> None:
    assert len(SCRIPTS) >= 100


def test_a_rule_that_nobody_has_built_is_named_with_its_line() -> None:
    world = World(Handbook(), Texts(CONTENT.sentences))
    (line,) = script.read("jam : besok")
    with pytest.raises(ValueError, match=r"line 1: the clock has no rule 'besok' yet; there are .*pengingat"):
        world.play(line)
