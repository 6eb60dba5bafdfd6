"""The decision about one order, as a table: nothing here touches a database or a platform."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.channels import Order, WindowShut
from bot.gate import Drop, Probe, Wait, decide
from bot.pace import Pace
from handlers.orders import SAY
from storage.chance import Chance
from storage.doors import Standing
from tests.bot.test_sender import NOW, QUICK

A_DAY = timedelta(hours=24)
LIMITS = replace(QUICK, window=A_DAY)
PLAIN = Order(SAY, "whatsapp:7", "k", "halo")
VISIT = replace(PLAIN, template="pengingat_kunjungan", template_values=("Senin", "10.00"))
NEWS = replace(PLAIN, template="kabar_baru", template_values=("Anda",))
FINE = Standing("whatsapp")
OUT = Standing("whatsapp", out=True, urgent=True, until=NOW + timedelta(minutes=5))
OPEN = Chance(NOW - A_DAY + timedelta(seconds=1), FINE)
SHUT = Chance(NOW - A_DAY, FINE)


def told(order: Order, chance: Chance, *, urgent: bool = False, **limits: Any) -> Any:
    return decide(order, chance, replace(LIMITS, **limits), urgent=urgent, now=NOW)


@pytest.mark.parametrize("order", [PLAIN, VISIT])
def test_in_the_open_window_free_words_go(order: Order) -> None:
    assert told(order, OPEN) == replace(PLAIN, last_heard_at=OPEN.heard)


def test_a_template_goes_only_when_the_window_is_shut_and_the_platform_takes_it() -> None:
    assert told(VISIT, replace(SHUT, approved=True)).template == "pengingat_kunjungan"
    assert isinstance(told(VISIT, SHUT), WindowShut)
    assert isinstance(told(PLAIN, SHUT), WindowShut)


def test_somebody_who_never_wrote_has_no_window() -> None:
    assert isinstance(told(PLAIN, Chance(None, FINE)), WindowShut)
    assert told(PLAIN, Chance(None, FINE), window=None) == PLAIN


def test_news_of_what_waits_is_no_news_once_they_have_written() -> None:
    assert told(NEWS, replace(OPEN, approved=True)) == Drop("overtaken")
    assert told(NEWS, replace(SHUT, approved=True)).template == "kabar_baru"


def test_nobody_new_is_written_to_beyond_the_days_allowance_but_for_the_urgent() -> None:
    full = replace(SHUT, approved=True, crowded=NOW + timedelta(hours=3))
    assert told(VISIT, full) == Wait(NOW + timedelta(hours=3), "crowded")
    assert told(VISIT, full, urgent=True).template == "pengingat_kunjungan"


def test_what_nobody_wants_is_never_sent() -> None:
    assert told(PLAIN, replace(OPEN, unwanted="stopped")) == Drop("stopped")


@pytest.mark.parametrize("urgent", [True, False])
def test_in_an_outage_of_everything_all_wait(urgent: bool) -> None:  # noqa: FBT001 - table
    assert told(PLAIN, replace(OPEN, standing=OUT), urgent=urgent) == Wait(NOW + timedelta(minutes=5), "outage")


def test_in_an_outage_that_spares_the_urgent_they_go() -> None:
    spared = replace(OPEN, standing=replace(OUT, urgent=False))
    assert told(PLAIN, spared, urgent=True) == replace(PLAIN, last_heard_at=OPEN.heard)
    assert isinstance(told(PLAIN, spared), Wait)


def test_after_the_time_one_may_look_whether_it_is_over() -> None:
    assert isinstance(told(PLAIN, replace(OPEN, standing=replace(OUT, until=NOW))), Probe)


def test_a_shut_window_is_a_shut_window_also_in_an_outage() -> None:
    assert isinstance(told(PLAIN, replace(SHUT, standing=OUT)), WindowShut)


def test_a_door_that_is_too_fast_is_slowed_by_half_and_comes_back() -> None:
    pace, limits = Pace(), replace(QUICK, per_second=80)

    def gap(now: float) -> float:
        names = [f"{now}.{number}" for number in range(2)]
        first, second = (pace.book(Order(SAY, f"door:{name}", name), limits, now=now) for name in names)
        return second - first

    assert gap(100) == pytest.approx(1 / 80)
    pace.slow(PLAIN, now=200)
    assert gap(200) == pytest.approx(1 / 80), "another door"
    for _ in range(2):
        pace.slow(replace(PLAIN, to="door:1"), now=300)
    assert gap(300) == pytest.approx(4 / 80)
    assert gap(420) == pytest.approx(2 / 80)
    assert gap(900) == pytest.approx(1 / 80)
