"""The content of the project and the tables of this folder, read once for the tests beside it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from nlu.danger import DangerWords
from nlu.entities import read_places
from nlu.keywords import Keywords
from storage.content import danger, mapping

HERE = Path(__file__).parent
CONTENT = HERE.parent.parent / "content"


@cache
def danger_words() -> DangerWords:
    return DangerWords(danger(CONTENT / "danger"))


@cache
def keywords() -> Keywords:
    places = read_places((CONTENT / "places.csv").read_text(encoding="utf-8"))
    return Keywords(mapping(CONTENT / "keywords.yml"), places)


def table(name: str) -> list[str]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]
