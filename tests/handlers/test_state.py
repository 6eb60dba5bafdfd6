"""Every state survives being written down."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.state import Answer, Asking, Confirming, Filling, Idle, Later, State, WithStaff, dump, load
from nlu.reading import Entity

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ANSWERS = {"what": Answer('kata "budak" {x} @y 👍\nbaris'), "who": Answer("self", "self", "choice.who.self")}
LATER = (Later("aid_food", "beras habis", (Entity("place", "tebo", "15.09", 3, 7),), offered=1), Later("aid_cash", "x"))


@pytest.mark.parametrize(
    "state",
    [
        Idle(),
        Idle(misses=2),
        Filling("complaint", "what"),
        Filling("aid_school", "age", ANSWERS, tries=1, kept=NOW, added=NOW),
        Confirming("complaint_other", ANSWERS),
        Confirming("complaint_other", ANSWERS, kept=NOW),
        Asking("menu", ("menu:aid", "menu:staff"), "cerita", (Entity("place", "tebo", "15.09", 3, 7),), misses=1),
        Asking("files", kept=NOW),
        WithStaff(7, NOW),
        WithStaff(0, NOW, told=NOW),
        Filling("aid_school", "child", ANSWERS, later=LATER),
        Confirming("aid_school", ANSWERS, later=LATER),
        Asking("also", ("intent:aid_food", "also:no"), "beras", later=LATER),
        WithStaff(7, NOW, later=LATER),
    ],
)
def test_a_state_comes_back_as_it_was(state: State) -> None:
    assert load(dump(state)) == state


def test_a_state_of_an_older_release_without_the_newer_facts_is_read() -> None:
    old = '{"is": "Filling", "form": "aid", "at": "what", "answers": {}, "tries": 1}'
    assert load(old) == Filling("aid", "what", {}, 1)


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "null",
        "[]",
        "{}",
        '{"is": "Gone"}',
        '{"is": "Idle", "strange": 1}',
        '{"is": "WithStaff", "case": 1, "since": "yesterday", "told": null}',
        '{"is": "Filling", "form": "aid", "at": "what", "answers": {"what": "text"}}',
    ],
)
def test_what_was_never_written_is_refused(stored: str) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        load(stored)
