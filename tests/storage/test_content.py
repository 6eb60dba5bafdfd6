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
        assert article.body == content.sentences[f"faq.{article.id}"]
        assert article.source
    for tip in content.tips:
        assert content.sentences[f"tips.{tip.id}"]
    for sign in content.signs:
        assert content.sentences[f"warning.{sign.id}"] == sign.say


def test_a_warning_that_stands_twice_or_says_nothing_is_a_mistake(folder: Path) -> None:
    path = folder / "warnings.yml"
    right = path.read_text(encoding="utf-8")
    path.write_text(right.replace("id: breathing", "id: blood"), encoding="utf-8")
    with pytest.raises(Mistake, match=r"content/warnings\.yml: blood stands there twice"):
        load(folder)
    path.write_text(right.replace("warnings:", "signs:"), encoding="utf-8")
    with pytest.raises(Mistake, match=r"content/warnings\.yml: the list warnings is missing"):
        load(folder)
    path.write_text(right.replace("{mental}", "{mental"), encoding="utf-8")
    with pytest.raises(Mistake, match=r"content/warnings\.yml: death_thoughts has a brace"):
        load(folder)


def test_a_template_with_a_blank_that_nothing_fills_is_a_mistake(folder: Path) -> None:
    path = folder / "whatsapp_templates.yml"
    right = path.read_text(encoding="utf-8")
    path.write_text(right.replace("urusan {{1}}.", "urusan {{2}}."), encoding="utf-8")
    with pytest.raises(Mistake, match=r"content/whatsapp_templates\.yml: kabar_baru needs \{\{1}} in that order"):
        load(folder)
    path.write_text(right.replace('example: ["2026-000123"]', "example: []"), encoding="utf-8")
    with pytest.raises(Mistake, match="an example for each"):
        load(folder)
    path.write_text(right.replace("values: [number]", "values: []"), encoding="utf-8")
    with pytest.raises(Mistake, match="kabar_baru has no values"):
        load(folder)


def test_tips_stand_in_the_order_of_age_and_week() -> None:
    order = [(tip.from_months, tip.week) for tip in load(HERE).tips]
    assert order == sorted(order)


def test_yes_and_no_are_words(folder: Path) -> None:
    (folder / "texts" / "new.yml").write_text("word:\n  yes: Ya\n  no: Tidak\n  off: on\n", encoding="utf-8")
    sentences = load(folder).sentences
    assert (sentences["word.yes"], sentences["word.no"], sentences["word.off"]) == ("Ya", "Tidak", "on")


def test_every_file_of_texts_is_read_and_may_add_to_a_group_of_another(folder: Path) -> None:
    before = load(folder).sentences
    (folder / "texts" / "new.yml").write_text("choice:\n  later: Nanti\n", encoding="utf-8")
    assert load(folder).sentences == {**before, "choice.later": "Nanti"}


def test_a_key_in_two_files_is_a_mistake_that_names_both(folder: Path) -> None:
    (folder / "texts" / "new.yml").write_text("greet:\n  hello: Halo\n", encoding="utf-8")
    with pytest.raises(Mistake) as found:
        load(folder)
    assert str(found.value) == (
        "content/texts/talk.yml: greet.hello stands in content/texts/new.yml too; take one of them out"
    )


def test_a_folder_without_texts_is_a_mistake(folder: Path) -> None:
    for path in (folder / "texts").iterdir():
        path.unlink()
    with pytest.raises(Mistake, match="content/texts: there is no file of texts in it"):
        load(folder)


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("texts/new.yml", "a:\n  b: 12\n", "content/texts/new.yml: a.b is not a sentence; put it in quotes"),
        ("texts/new.yml", "a: [x]\n", "content/texts/new.yml: a is not a sentence"),
        ("texts/new.yml", "a: ''\n", "content/texts/new.yml: a is empty"),
        ("texts/new.yml", "a: 'halo {nama'\n", "content/texts/new.yml: a has a brace"),
        ("texts/new.yml", "a: 'halo {0}'\n", "content/texts/new.yml: a has a brace"),
        ("texts/new.yml", "a: 'halo {} x'\n", "content/texts/new.yml: a has a brace"),
        ("texts/new.yml", "a: x\nb: y\na: z\n", "content/texts/new.yml, line 3: a stands there twice"),
        ("texts/new.yml", "a: 'x\n", "content/texts/new.yml, line 2: found unexpected end of stream"),
        ("texts/new.yml", "- a\n", "content/texts/new.yml: keys with values are expected"),
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
