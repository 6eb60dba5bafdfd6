"""The words that the platform approves beforehand: they say little, and what they stand for is there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from handlers.templates import Template, Templates
from storage import content
from tests.lint_templates import problems

KNOWN = content.load(Path(__file__).parents[1] / "content")
GOOD = Template("kabar_baru", "Ada kabar untuk urusan {{1}}. Balas ya.", "utility", "id", ("n",), ("1",), ("Anda",))


def wrong(template: Template) -> list[str]:
    others = tuple(one for one in KNOWN.templates.known if one.id != template.id)
    return list(problems(replace(KNOWN.templates, known=(*others, template)), KNOWN.sentences))


def test_our_templates_are_without_a_problem() -> None:
    assert list(problems(KNOWN.templates, KNOWN.sentences)) == []
    assert wrong(GOOD) == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("{{1}} adalah nomor urusan Anda sekarang ini.", "neither at the beginning"),
        ("Ada kabar untuk urusan Anda nomor {{1}}.", "nor at the end"),
        ("Ada {{1}}, ya.", "fewer than 3 words"),
        ("Ada kabar untuk laporan nomor {{1}}. Balas ya.", "tells a locked screen: 'laporan'"),
        ("Ada kabar DRT-{{1}} untuk Anda. Balas ya.", "tells a locked screen: 'DRT'"),
        ("Ada promo untuk urusan Anda {{1}}. Balas ya.", "advertises: 'promo'"),
        ("Ada kabar untuk urusan {{1}}. " + "Balas ya. " * 120, "1024 fit"),
    ],
)
def test_what_a_reviewer_or_a_locked_screen_would_not_bear_is_found(body: str, told: str) -> None:
    assert any(told in problem for problem in wrong(replace(GOOD, body=body)))


def test_marketing_another_language_a_bad_name_and_an_unknown_text_are_found() -> None:
    for change, told in (
        ({"category": "marketing"}, "only utility"),
        ({"language": "en"}, "families read id"),
        ({"id": "Kabar-Baru"}, "small letters"),
        ({"texts": ("visit.never",)}, "visit.never"),
        ({"otherwise": ("Anda", "Anda")}, "other blanks"),
        ({"otherwise": ()}, "when nothing may be told"),
    ):
        assert any(told in problem for problem in wrong(replace(GOOD, **change))), told  # type: ignore[arg-type]
    assert any("kabar_baru: there is no template" in told for told in problems(Templates(), {}))
