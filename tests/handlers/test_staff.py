from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handlers import staff
from handlers.effects import Move, Relay, Tell
from handlers.turn import EDITED, CaseBrief, Incoming, StaffTurn

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
CASE = CaseBrief(1, "ADU-2026-000001", "complaint", "complaint_other", "taken", NOW, officer="Bu Rini")
MESSAGE = Incoming("telegram:1", "telegram:-100/7", NOW, author="telegram:9")


def turn(text: str, *, kind: str = "message", replies_to: str = "", case: CaseBrief | None = CASE) -> StaffTurn:
    return StaffTurn(NOW, replace(MESSAGE, text=text, kind=kind, replies_to=replies_to), "Bu Rini", case)


@pytest.mark.parametrize("text", ["/balas Baik bu", "/balas\nBaik bu", "/balas@pintu_bot  Baik bu", "/BALAS Baik bu"])
def test_an_answer_is_relayed_however_the_command_is_set(text: str) -> None:
    assert Relay(1, "Baik bu", ()) in staff.respond(turn(text))


def test_closing_words_may_stand_on_a_line_of_their_own() -> None:
    effects = staff.respond(turn("/selesai\nTerima kasih, bu."))
    assert any(isinstance(effect, Move) and effect.status == "done" for effect in effects)


@pytest.mark.parametrize(("text", "replies_to"), [("/selesai", ""), ("/balas Baik pak", ""), ("Baik pak", "7")])
def test_an_edited_message_does_nothing_twice(text: str, replies_to: str) -> None:
    assert staff.respond(turn(text, kind=EDITED, replies_to=replies_to)) == (Tell("desk.edited", {}, 1),)


def test_talk_among_staff_is_left_alone() -> None:
    assert staff.respond(turn("siapa yang piket malam ini?")) == ()
    assert staff.respond(turn("siapa yang piket malam ini?", kind=EDITED)) == ()


def test_a_command_outside_a_topic_says_where_it_belongs() -> None:
    assert staff.respond(turn("/ambil", case=None)) == (Tell("desk.not_a_case"),)
