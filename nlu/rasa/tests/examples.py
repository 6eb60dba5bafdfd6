"""Reads the training examples as they stand in the files, for the checks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOM = Path(__file__).resolve().parent.parent
_ANNOTATED = re.compile(r"\[([^\]]+)\](?:\(([^)]*)\)|\{([^}]*)\})")


@dataclass(frozen=True)
class Example:
    """One example: its intent, its words without the annotation, and the (entity, words) annotated in it."""

    intent: str
    text: str
    entities: tuple[tuple[str, str], ...]


def read_examples(folder: Path = ROOM / "data" / "intents") -> list[Example]:
    """All examples of all intents."""
    found = []
    for file in sorted(folder.glob("*.yml")):
        for group in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            lines = filter(None, map(str.strip, group["examples"].splitlines()))
            found += [_read(group["intent"], line.removeprefix("- ")) for line in lines]
    return found


def _read(intent: str, line: str) -> Example:
    entities = tuple(
        (match[2] or yaml.safe_load("{" + match[3] + "}")["entity"], match[1]) for match in _ANNOTATED.finditer(line)
    )
    return Example(intent, _ANNOTATED.sub(r"\1", line), entities)


def domain() -> dict[str, list[str]]:
    """domain.yml: the lists of intents and of entities."""
    told: dict[str, list[str]] = yaml.safe_load((ROOM / "domain.yml").read_text(encoding="utf-8"))
    return told
