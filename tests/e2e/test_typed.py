"""Short talks as people really type them, understood by the real model: what counts is the case that comes of each.

Only what the family writes stands in the scripts of tests/conversations/typed, and the case at the end.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot import script
from handlers.handbook import Handbook
from handlers.texts import Texts
from storage.content import load
from tests.conversations.world import World
from tests.e2e.process import ROOT, Rasa
from tests.nlu.heard import client

SCRIPTS = sorted((ROOT / "tests" / "conversations" / "typed").glob("*.chat"))
CONTENT = load(ROOT / "content")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_talk_full_of_slips_ends_in_the_right_case(rasa: Rasa, path: Path) -> None:
    book = Handbook(
        articles=CONTENT.articles,
        signs=CONTENT.signs,
        guide=CONTENT.guide,
        hotlines=CONTENT.hotlines,
        menu=CONTENT.menu,
    )
    world, checked = World(book, Texts(CONTENT.sentences)), 0
    with closing(client(rasa.url)) as reader:
        for line in script.read(path.read_text(encoding="utf-8")):
            if line.who == "kasus":
                world.play(line)
                checked += 1
            else:
                world.out = []  # what was said between is not looked at here
                world.play(replace(line, reading=reader.read(line.text)))
    assert checked


def test_there_are_talks_of_many_kinds() -> None:
    assert len(SCRIPTS) >= 12
