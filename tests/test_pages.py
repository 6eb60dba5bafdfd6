"""The pages of advice as they stand, and that each check of them can fail."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import lint_pages

CONTENT = Path(__file__).parents[1] / "content"
TOPICS = {
    f"parenting_{name}"
    for name in (
        *("caregiver", "development", "discipline", "emotion", "feeding", "health"),
        *("learning", "screen", "sleep", "social", "teen"),
    )
}


def test_every_page_is_as_the_guide_wants_it() -> None:
    assert list(lint_pages.problems(CONTENT, TOPICS)) == []


def _instead(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return change


@pytest.mark.parametrize(
    ("page", "change", "problem"),
    [
        ("faq/demam.md", lambda text: text + "x" * 700, "characters are more than 700"),
        ("faq/demam.md", _instead("Coba hari ini:", "Nanti:"), "should stand there once"),
        ("faq/demam.md", _instead("Kemenkes RI", "Tetangga"), "source names no organisation"),
        ("faq/demam.md", _instead("parenting_health", "parenting_money"), "there is no topic 'parenting_money'"),
        ("faq/demam.md", _instead("to_months: 215", "to_months: 300"), "the age is not within"),
        ("faq/demam.md", _instead('reviewed_by: ""\n', ""), "the facts should be"),
        ("faq/demam.md", _instead("Anak demam", "Anak demam tinggi sekali hari ini"), "does not fit a button"),
        ("faq/demam.md", _instead('"meriang"', '"demam"'), "each once"),
        ("tips/024_pujian.md", lambda text: text + "x" * 500, "characters are more than 500"),
        ("tips/024_pujian.md", _instead("Coba", "Nanti"), "there is nothing to try"),
        ("warnings.yml", _instead("Jangan tunggu besok.", "Jangan tunggu. " * 20), "characters are more than 250"),
        ("warnings.yml", _instead('source_date: "2013"', 'source_date: "2099"'), "source_date is no year or day"),
        ("warnings.yml", _instead("NICE, Fever", "Fever"), ""),
    ],
)
def test_each_mistake_is_named(tmp_path: Path, page: str, change: Callable[[str], str], problem: str) -> None:
    shutil.copytree(CONTENT, tmp_path / "content")
    path = tmp_path / "content" / page
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    found = list(lint_pages.problems(tmp_path / "content", TOPICS))
    assert bool(found) is bool(problem)
    assert problem in " ".join(found)


def test_too_few_articles_for_an_age_are_named(tmp_path: Path) -> None:
    shutil.copytree(CONTENT, tmp_path / "content")
    for page in ("susah_bangun", "ngigau_ngorok"):
        (tmp_path / "content" / "faq" / f"{page}.md").unlink()
    found = " ".join(lint_pages.problems(tmp_path / "content", TOPICS))
    assert "parenting_sleep has fewer than 2 articles at 120 months" in found
    assert "parenting_sleep has 4 articles, fewer than 6" in found
