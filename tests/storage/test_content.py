"""The words are loaded whole; a mistake names the file, the key and the remedy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from storage.content import Mistake, load

HERE = Path(__file__).parents[2] / "content"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HERE, tmp_path / "content"))


def test_the_words_of_the_project_are_without_a_mistake() -> None:
    content = load(HERE)
    assert len(content.articles) >= 12
    assert len(content.tips) >= 12
    assert "complaint" in content.menu
    assert content.sentences["hotline.police"] == "110"
    for article in content.articles:
        assert content.sentences[f"faq.{article.id}"]
    for tip in content.tips:
        assert content.sentences[f"tips.{tip.id}"]


def test_tips_stand_in_the_order_of_age_and_week() -> None:
    order = [(tip.from_months, tip.week) for tip in load(HERE).tips]
    assert order == sorted(order)


def test_yes_and_no_are_words(folder: Path) -> None:
    (folder / "texts.yml").write_text("choice:\n  yes: Ya\n  no: Tidak\n  off: on\n", encoding="utf-8")
    sentences = load(folder).sentences
    assert (sentences["choice.yes"], sentences["choice.no"], sentences["choice.off"]) == ("Ya", "Tidak", "on")


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("texts.yml", "a:\n  b: 12\n", "content/texts.yml: a.b is not a sentence; put it in quotes"),
        ("texts.yml", "a: [x]\n", "content/texts.yml: a is not a sentence"),
        ("texts.yml", "a: ''\n", "content/texts.yml: a is empty"),
        ("texts.yml", "a: 'halo {nama'\n", "content/texts.yml: a has a brace"),
        ("texts.yml", "a: 'halo {0}'\n", "content/texts.yml: a has a brace"),
        ("texts.yml", "a: 'halo {} x'\n", "content/texts.yml: a has a brace"),
        ("texts.yml", "a: x\nb: y\na: z\n", "content/texts.yml, line 3: a stands there twice"),
        ("texts.yml", "a: 'x\n", "content/texts.yml, line 2: found unexpected end of stream"),
        ("texts.yml", "- a\n", "content/texts.yml: keys with values are expected"),
        ("menu.yml", "menu: complaint\n", "content/menu.yml: menu is not a list"),
        ("danger/quiet.yml", None, "content/danger/quiet.yml: the file is missing"),
        ("danger/medical.yml", None, "content/danger/medical.yml: the file is missing"),
        ("danger/urgency.yml", "x: 1\n", "content/danger/urgency.yml: the list urgency is missing"),
        ("danger/fire.yml", "phrases: [api]\n", "content/danger/urgency.yml: fire has a file but no place in urgency"),
        ("hotlines.yml", "x: 1\n", "content/hotlines.yml: the list hotlines is missing"),
        ("hotlines.yml", "hotlines:\n- id: police\n", "content/hotlines.yml: hotlines[1].name is missing"),
        ("faq/tantrum.md", "halo", "content/faq/tantrum.md: it must begin with facts"),
        ("faq/tantrum.md", "---\nid: x\n---\n", "content/faq/tantrum.md: topic is missing"),
        (
            "tips/000_asi.md",
            '---\nid: "000_asi"\nfrom_months: "0"\nto_months: 5\nweek: 1\n---\nx\n',
            "content/tips/000_asi.md: from_months must be a whole number",
        ),
        (
            "tips/000_asi.md",
            "---\nid: lain\nfrom_months: 0\nto_months: 5\nweek: 1\n---\nx\n",
            "content/tips/000_asi.md: id is 'lain'",
        ),
        (
            "tips/000_asi.md",
            '---\nid: "000_asi"\nfrom_months: 9\nto_months: 5\nweek: 1\n---\nx\n',
            "content/tips/000_asi.md: from_months is above to_months",
        ),
        (
            "tips/000_asi.md",
            '---\nid: "000_asi"\nfrom_months: 0\nto_months: 5\nweek: 1\n---\n\n',
            "content/tips/000_asi.md: tips.000_asi is empty",
        ),
    ],
)
def test_a_mistake_names_file_and_key(folder: Path, file: str, text: str | None, said: str) -> None:
    if text is None:
        (folder / file).unlink()
    else:
        (folder / file).write_text(text, encoding="utf-8")
    with pytest.raises(Mistake) as found:
        load(folder)
    assert str(found.value).startswith(said)


def test_a_hotline_without_a_number_or_twice_the_same_is_a_mistake(folder: Path) -> None:
    path = folder / "hotlines.yml"
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace('numbers: ["110"]', "numbers: []"), encoding="utf-8")
    with pytest.raises(Mistake, match=r"police\.numbers is empty"):
        load(folder)
    path.write_text(whole.replace("- id: sapa129\n", "- id: police\n"), encoding="utf-8")
    with pytest.raises(Mistake, match="police stands there twice"):
        load(folder)


def test_a_file_that_is_not_text_is_a_mistake(folder: Path) -> None:
    (folder / "menu.yml").write_bytes(b"menu: \xff\xfe\n")
    with pytest.raises(Mistake, match="not UTF-8"):
        load(folder)
