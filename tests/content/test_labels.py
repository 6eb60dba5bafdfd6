"""The buttons: what they say fits the narrowest door, as buttons or as a list, and never cut short."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

import pytest

from bot.channels import Choice
from bot.channels.fitting import fit
from bot.channels.whatsapp import WhatsApp
from storage.content import Content
from tests.content.conftest import ROOT, Message, Played

LIMITS = WhatsApp.limits
PACKAGES = ("handlers", "scheduler")

LONG_FOR_A_BUTTON = {
    "choice.as_is",  # a family's own words, the title of an article, or a number
    "intent.complaint_benefit_targeting",
    "help_name.atensi_pemulihan",
    "help_name.biaya_lain",
    "help_name.pbi",
    "help_name.yapi",
}
"""Labels that may make a list of three choices or fewer, although three would fit as buttons."""

NO_LABEL = {"menu.title", "menu.what_next"}  # what stands above the buttons of the menu


def labels(content: Content) -> Mapping[str, str]:
    """Every text that some button in the code may bear, and that has no values in it."""
    made = [pattern for path in _sources() for pattern in _made(path)]
    return {
        key: text
        for key, text in content.sentences.items()
        if "{" not in text and key not in NO_LABEL and any(pattern.fullmatch(key) for pattern in made)
    }


def too_wide(message: Message) -> Iterator[str]:
    """What happens at the narrowest door to the buttons of a message that nobody would want."""
    choices = tuple(Choice(f"{number}", label) for number, (_, label) in enumerate(message.labels))
    last = fit(message.words, choices, LIMITS)[-1]
    where = f"{message.script}: {' + '.join(message.keys)}"
    if choices and not (last.choices or last.rows):
        yield f"{where}: {len(choices)} choices are neither buttons nor a list, but numbers to type"
    for row in last.rows:
        if row.note:
            yield f"{where}: {row.note!r} is cut to {row.title!r}"
    if last.rows and len(choices) <= LIMITS.buttons:
        for key, label in message.labels:
            if len(label) > LIMITS.label and key not in LONG_FOR_A_BUTTON:
                yield f"{where}: {label!r} turns {len(choices)} buttons into a list"


def _sources() -> Iterator[str]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.read_text(encoding="utf-8")


def _made(source: str) -> Iterator[re.Pattern[str]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Option":
            for part in ast.walk(node.args[1]):
                if isinstance(part, ast.JoinedStr):
                    pieces = (
                        re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"[a-z_0-9.]+" for p in part.values
                    )
                    yield re.compile("".join(pieces))
                elif isinstance(part, ast.Constant) and isinstance(part.value, str) and "." in part.value.strip("."):
                    yield re.compile(re.escape(part.value))


def test_every_label_there_is_fits_a_row_of_a_list(content: Content) -> None:
    found = labels(content)
    assert {"menu.staff", "choice.skip", "privacy.button.see", "help_name.pip"} <= found.keys()
    assert {key: text for key, text in found.items() if len(text) > LIMITS.row} == {}


def test_the_buttons_of_every_message_fit_the_narrowest_door(played: Played) -> None:
    assert sum(bool(message.labels) for message in played.messages) > 500
    assert sorted({wrong for message in played.messages for wrong in too_wide(message)}) == []


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ((("a", "Ya"), ("b", "Tidak")), ""),
        ((("a", "Ya"), ("b", "Bicara dengan petugas")), "turns 2 buttons into a list"),
        ((("a", "Ya"), ("choice.as_is", "Mendidik tanpa memukul")), ""),
        ((("a", "Ya"), ("choice.as_is", "Mendidik tanpa memukul anak")), "is cut to"),
        (tuple((str(n), f"Pilihan {n}") for n in range(10)), ""),
        (tuple((str(n), f"Pilihan {n}") for n in range(11)), "numbers to type"),
        ((("a", "Ya"), ("b", "Ya " * 30)), "numbers to type"),
    ],
)
def test_buttons_that_do_not_fit_are_named(given: tuple[tuple[str, str], ...], problem: str) -> None:
    found = list(too_wide(Message("x", ("x.y",), "Apa?", given)))
    assert bool(found) is bool(problem)
    assert problem in " ".join(found)
