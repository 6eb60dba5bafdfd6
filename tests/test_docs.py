"""The documents say what the code does: settings, commands, links and files are held against each other."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bot.checkup import WEBHOOK_FIELDS
from bot.settings import Environment, Settings

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "nlu/rasa").glob("*/README.md")])
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)[^)]*\)")


@pytest.mark.parametrize("name", [one.name.upper() for one in dataclasses.fields(Environment)])
def test_every_variable_is_explained(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs/run.md").read_text(encoding="utf-8")


def test_every_setting_stands_in_the_settings_file_with_its_default() -> None:
    said = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    for section in dataclasses.fields(Settings):
        if section.name == "environment":
            continue
        default = getattr(Settings(), section.name)
        keys = {one.name for one in dataclasses.fields(default)}
        assert set(said[section.name]) == keys, section.name


@pytest.mark.parametrize("field", WEBHOOK_FIELDS)
def test_every_field_of_the_webhook_is_named(field: str) -> None:
    assert f"`{field}`" in (ROOT / "docs/run.md").read_text(encoding="utf-8")


def test_every_make_command_is_in_its_help() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    helped = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE):
        assert f"make {target}" in helped
    for page in PAGES:
        for named in re.findall(r"`make ([a-z-]+)", page.read_text(encoding="utf-8")):
            assert re.search(rf"^{named}:", makefile, re.MULTILINE), f"{page.name}: make {named}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), link


def test_every_decision_is_in_the_list() -> None:
    index = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    for page in (ROOT / "docs/decisions").glob("0*.md"):
        assert page.name in index


@pytest.mark.parametrize(
    "verb", ["run", "web", "worker", "sender", "clock", "chat", "talks", "db", "staff", "content", "demo", "whatsapp"]
)
def test_every_verb_explains_itself(verb: str) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "bot", verb, "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0
    assert "usage: pintu" in said.stdout
