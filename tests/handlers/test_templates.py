"""Which template stands for a text, and what a locked screen is told of a case."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers.effects import Say
from handlers.templates import Template, Templates, plain
from handlers.texts import Texts
from storage import content

KNOWN = content.load(Path(__file__).parents[2] / "content")
TEXTS = Texts(KNOWN.sentences, KNOWN.templates)


@pytest.mark.parametrize("key", ["visit.remind_day_before", "visit.remind_same_day"])
def test_a_reminder_of_a_visit_has_a_template_with_its_day_and_hour(key: str) -> None:
    say = Say(key, {"day": "Senin, 30 November 2026", "hour": "10.00"})
    assert TEXTS.template(say) == ("pengingat_kunjungan", ("Senin, 30 November 2026", "10.00"))


def test_a_text_without_a_template_has_none_and_so_has_one_with_a_value_missing() -> None:
    assert TEXTS.template(Say("status.none")) == ("", ())
    assert TEXTS.template(Say("visit.remind_same_day", {"day": "Senin", "hour": " "})) == ("", ())
    assert Texts(KNOWN.sentences).template(Say("visit.remind_same_day", {"day": "a", "hour": "b"})) == ("", ())


def test_a_value_that_names_a_text_is_that_text() -> None:
    shelf = Templates((Template("t", "a {{1}} b", values=("what",), texts=("k",)),))
    assert Texts({"k": "", "kind": "kantor"}, shelf).template(Say("k", {"what": "@kind"})) == ("t", ("kantor",))


def test_a_value_goes_on_one_line() -> None:
    assert plain(" Senin,\n30\t November     2026 ") == "Senin, 30 November 2026"
    assert len(plain("a" * 900)) == 200


def test_the_number_of_a_case_goes_without_the_letters_that_tell_its_kind() -> None:
    assert KNOWN.templates.news("ADU-2026-000123", "complaint") == ("kabar_baru", ("2026-000123",))


@pytest.mark.parametrize(
    ("code", "kind", "hidden"),
    [("DRT-2026-000001", "danger", False), ("ADU-2026-000001", "complaint", True), ("", "", False)],
)
def test_danger_and_secrets_are_not_mentioned(code: str, kind: str, *, hidden: bool) -> None:
    assert KNOWN.templates.news(code, kind, hidden=hidden) == ("kabar_baru", ("Anda",))
    assert Templates().news(code, kind, hidden=hidden) == ("", ())


def test_tips_and_questions_may_wait_without_a_word() -> None:
    assert {"tips.message", "rating.ask"} <= KNOWN.templates.patient
    assert "staff.late" not in KNOWN.templates.patient
