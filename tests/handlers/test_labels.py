"""Typed words that are a button's label, and those that only look like one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from handlers.state import Asking, Confirming, Filling, Idle, State, WithStaff
from handlers.turn import EDITED, Button, File, Incoming, Person, Turn
from handlers.words.labels import pressed
from nlu.reading import Reading

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
YES, CHILD, VISIT, PAGE = (
    Button("helped:yes", "Ya, membantu"),
    Button("who:child", "Anak"),
    Button("visit:ok:1", "Ya, saya di rumah"),
    Button("help:akta", "Akta lahir"),
)
ANYWHERE = ("visit", "help")
WHO = Filling("complaint_other", "who")


def turn(text: str, state: State, *shown: tuple[Button, ...]) -> Turn:
    message = Incoming("1", "telegram:1", NOW, text=text)
    return Turn(NOW, message, Reading("aid_other", 0.9), Person(1, 1), state, shown=shown)


@pytest.mark.parametrize(
    "text", ["Ya, membantu", "YA MEMBANTU", "ya  membantu.", "ya membantu bu", "ya, membantu ya kak"]
)
def test_case_punctuation_and_a_call_make_no_difference(text: str) -> None:
    found = pressed(turn(text, Asking("helped"), (YES,)), ANYWHERE)
    assert (found.message.choice, found.message.text, found.reading.source) == ("helped:yes", "", "button")


@pytest.mark.parametrize("text", ["ya", "membantu", "ya membantu sekali sampai sembuh", "tidak membantu", "bu", ""])
def test_other_words_stay_words(text: str) -> None:
    told = turn(text, Asking("helped"), (YES,))
    assert pressed(told, ANYWHERE) is told


def test_a_label_further_up_counts_only_where_it_still_fits() -> None:
    assert pressed(turn("anak", WHO, (YES,), (CHILD,)), ANYWHERE).message.choice == "who:child"
    assert not pressed(turn("anak", replace(WHO, at="place"), (YES,), (CHILD,)), ANYWHERE).message.choice
    assert not pressed(turn("anak", Confirming("complaint_other"), (YES,), (CHILD,)), ANYWHERE).message.choice
    assert not pressed(turn("anak", Idle(), (), (CHILD,)), ANYWHERE).message.choice


@pytest.mark.parametrize("state", [Idle(), WHO, Asking("which"), WithStaff(1, NOW)])
def test_a_button_that_works_everywhere_counts_in_every_state(state: State) -> None:
    assert pressed(turn("ya saya di rumah", state, (), (VISIT,)), ANYWHERE).message.choice == "visit:ok:1"


def test_the_name_of_a_page_may_be_an_answer() -> None:
    assert not pressed(turn("akta lahir", Filling("aid", "what"), (), (PAGE,)), ANYWHERE).message.choice


def test_of_two_buttons_that_are_called_alike_the_newer_is_meant() -> None:
    new, old = Button("who:child", "Anak"), Button("who:other", "Anak")
    assert pressed(turn("anak", WHO, (new,), (old,)), ANYWHERE).message.choice == "who:child"


def test_words_for_an_officer_stay_words() -> None:
    assert not pressed(turn("anak", WithStaff(1, NOW), (CHILD,)), ANYWHERE).message.choice


def test_danger_a_photo_and_a_changed_message_are_never_a_button() -> None:
    told = turn("ya membantu", Asking("helped"), (YES,))
    danger = replace(told, reading=Reading("danger_suicide", 0.9, danger="danger_suicide"))
    photo = replace(told, message=replace(told.message, files=(File("photo", "telegram:x"),)))
    changed = replace(told, message=replace(told.message, kind=EDITED))
    assert [pressed(one, ANYWHERE).message.choice for one in (danger, photo, changed)] == ["", "", ""]


def test_a_number_means_the_name_that_stands_as_a_button() -> None:
    home, skip = Button("place:15.71.01", "Masih di Telanaipura"), Button("skip", "Lewati")
    where = Filling("aid_food", "place")
    assert pressed(turn("1", where, (home, skip)), ANYWHERE).message.choice == "place:15.71.01"
    assert pressed(turn("2.", where, (home, skip)), ANYWHERE).message.choice == "skip"
    assert not pressed(turn("3", where, (home, skip)), ANYWHERE).message.choice
    assert not pressed(turn("1", where, (skip,)), ANYWHERE).message.choice
    assert not pressed(turn("1", Filling("aid_food", "people"), (home, skip)), ANYWHERE).message.choice
