"""The facts in content/: each with where it comes from and its day, and naming only what there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import yaml

from handlers.help.guidance import Fact, Help, Programme
from handlers.safety.hotlines import Hotline
from storage.content import Content
from tests.content.conftest import ROOT

DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
PHONE = re.compile(r"(?<![\w/.-])(?:1\d{2}|0\d[\d -]{5,}\d|\d[\d-]{6,}\d)(?!\w)")
COUNTRY, PROVINCE = "nasional", "15"


def mistakes(content: Content) -> Iterator[str]:
    """What is wrong with hotlines, offices, helps and programmes, one sentence each."""
    known = (*content.guide.helps, *content.guide.programmes, *content.guide.facts)
    for fact in (*content.hotlines, *known):
        yield from (f"{fact.id}: {wrong}" for wrong in _of_fact(fact))
    for line in content.hotlines:
        yield from (f"{line.id}: {wrong}" for wrong in _of_hotline(line, content))
    asked, labels = content.agencies["aid"], content.sentences
    yield from (f"agencies.yml: there is no request {name!r}" for name in asked if f"intent.{name}" not in labels)
    yield from (f"menu.yml: {name} has no label" for name in content.menu if f"menu.{name}" not in labels)


def _of_fact(fact: Hotline | Help | Programme | Fact) -> Iterator[str]:
    if not fact.source and fact.certainty != "?":
        yield f"no source, though its certainty is {fact.certainty}"
    if fact.source and not fact.source.startswith(("https://", "http://")):
        yield "the source is no address somebody could open"
    if not _whole_day(fact.checked):
        yield f"{fact.checked!r} is no day it was checked"
    if fact.source_date and not (DAY.fullmatch(fact.source_date) and fact.source_date <= fact.checked):
        yield f"{fact.source_date!r} is no day before the one it was checked"


def _of_hotline(line: Hotline, content: Content) -> Iterator[str]:
    areas = {key.partition(".")[2] for key in content.sentences if key.startswith("place.")} | {COUNTRY, PROVINCE}
    if line.area not in areas:
        yield f"there is no place {line.area!r}"
    for intent in line.intents:
        if intent not in content.danger["intents"]:
            yield f"there is no danger {intent!r}"


def unknown_numbers(content: Content) -> Iterator[str]:
    """Numbers to call that stand in a sentence and are no hotline's: nobody would look them up again."""
    known = {_digits(number) for line in content.hotlines for number in line.numbers}
    web = yaml.safe_load((ROOT / "content" / "web.yml").read_text(encoding="utf-8"))
    for key, text in (*content.sentences.items(), ("web.yml", str(web))):
        for found in PHONE.findall(text):
            if _digits(found) not in known:
                yield f"{key}: {found} is no hotline's number"


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)


def _whole_day(said: str) -> bool:
    try:
        return date.fromisoformat(said) <= datetime.now(UTC).date()
    except ValueError:
        return False


def test_every_fact_has_its_source_and_its_day_and_names_what_there_is(content: Content) -> None:
    assert list(mistakes(content)) == []


def test_every_number_in_a_sentence_is_one_that_is_looked_up_again(content: Content) -> None:
    assert list(unknown_numbers(content)) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"source": ""}, "no source"),
        ({"source": "kata tetangga"}, "no address"),
        ({"checked": ""}, "is no day it was checked"),
        ({"checked": "2026-11"}, "is no day it was checked"),
        ({"checked": "2999-01-01"}, "is no day it was checked"),
        ({"source_date": "kemarin"}, "is no day before"),
        ({"source_date": "2999"}, "is no day before"),
        ({"area": "99.99"}, "there is no place"),
        ({"intents": ("danger_rain",)}, "there is no danger"),
    ],
)
def test_a_mistake_in_a_hotline_is_named(content: Content, change: dict[str, str], problem: str) -> None:
    wrong = replace(content, hotlines=(replace(content.hotlines[0], **change),))  # type: ignore[arg-type]
    assert problem in " ".join(mistakes(wrong))


def test_a_fact_without_a_source_is_named_unless_it_says_that_nothing_is_known(content: Content) -> None:
    known = next(one for one in content.guide.helps if one.certainty == "C")
    for certainty, named in (("C", True), ("?", False)):
        one = replace(known, source="", source_date="", certainty=certainty)
        guide = replace(content.guide, helps=(one,))
        assert any("no source" in wrong for wrong in mistakes(replace(content, guide=guide))) is named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Telepon 110 sekarang.", False),
        ("Telepon 111 sekarang.", True),
        ("Telepon 0741-123456.", True),
        ("WA 0811 1234 5678.", True),
        ("Sejak 2026-01-12 ada 100 kg.", True),
        ("Ada 12 anak, umur 5 sampai 17 tahun.", False),
    ],
)
def test_a_number_nobody_looks_up_is_named(content: Content, text: str, *, named: bool) -> None:
    assert bool(list(unknown_numbers(replace(content, sentences={"x": text})))) is named
