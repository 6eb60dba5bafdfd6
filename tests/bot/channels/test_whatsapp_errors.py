from __future__ import annotations

import pytest

from bot.channels import Outage, Refused, SendFailed, TryAgain, Unreachable, WindowShut
from bot.channels.whatsapp_errors import answered, failure, reported

# code, kind, and its word: the table of the decision record 0012.
TABLE: list[tuple[int, type[SendFailed], str]] = [
    (131047, WindowShut, "window"),
    (132001, WindowShut, "template-missing"),
    (132015, WindowShut, "template-paused"),
    (132016, WindowShut, "template-disabled"),
    (131026, Unreachable, "131026"),
    (131056, TryAgain, "flood"),
    (130429, TryAgain, "throughput"),
    (80007, TryAgain, "throughput"),
    (4, TryAgain, "throughput"),
    (131000, TryAgain, "away"),
    (131016, TryAgain, "away"),
    (131057, TryAgain, "away"),
    (131042, Outage, "131042"),
    (131048, Outage, "131048"),
    (131064, Outage, "131064"),
    (190, Outage, "190"),
    (0, Outage, "0"),
    (10, Outage, "10"),
    (200, Outage, "200"),
    (299, Outage, "299"),
    (131005, Outage, "131005"),
    (368, Outage, "368"),
    (131031, Outage, "131031"),
    (33, Outage, "33"),
    (131049, Refused, "131049"),
    (131050, Refused, "131050"),
    (130472, Refused, "130472"),
    (131062, Refused, "131062"),
    (132000, Refused, "132000"),
    (131009, Refused, "131009"),
    (300, Refused, "300"),
    (987654, Refused, "987654"),
]


@pytest.mark.parametrize(("code", "kind", "word"), TABLE)
def test_each_code_says_what_to_do(code: int, kind: type[SendFailed], word: str) -> None:
    found = failure(code)
    assert type(found) is kind
    assert getattr(found, "code", found.args[0]) == word
    assert type(reported(str(code))) is kind


@pytest.mark.parametrize("code", [131048, 131064])
def test_urgent_orders_go_on_while_only_the_rest_is_stopped(code: int) -> None:
    found = failure(code)
    assert isinstance(found, Outage)
    assert not found.urgent


@pytest.mark.parametrize("code", [131042, 190, 368, 33])
def test_without_money_or_right_nothing_goes(code: int) -> None:
    found = failure(code)
    assert isinstance(found, Outage)
    assert found.urgent
    assert found.after >= 60
    assert len(found.reason.split()) > 2, "an operator is told what to do"


@pytest.mark.parametrize("code", [131049, 131050, 130472])
def test_what_is_about_marketing_is_nobodys_mistake(code: int) -> None:
    found = failure(code)
    assert isinstance(found, Refused)
    assert not found.ours


def test_waits_are_spread_so_that_not_all_come_back_at_once() -> None:
    shortest, longest = failure(131056, spread=min), failure(131056, spread=max)
    assert isinstance(shortest, TryAgain)
    assert isinstance(longest, TryAgain)
    assert 6 <= shortest.after < longest.after
    assert len({failure(131000).args for _ in range(20)}) > 1


@pytest.mark.parametrize(
    ("status", "code", "subcode", "kind"),
    [
        (400, 131047, None, WindowShut),
        (400, 100, None, Refused),
        (400, 100, 33, Outage),
        (500, 100, None, TryAgain),
        (503, 503, None, TryAgain),
        (502, 131042, None, Outage),
        (401, 401, None, Outage),
        (403, 403, None, Outage),
        (404, 404, None, Refused),
        (408, 408, None, TryAgain),
        (429, 429, None, TryAgain),
    ],
)
def test_where_the_code_says_nothing_the_answers_status_does(
    status: int, code: int, subcode: int | None, kind: type[SendFailed]
) -> None:
    assert type(answered(status, code, subcode)) is kind


@pytest.mark.parametrize("code", ["", "x", "-1", "131047.0"])
def test_a_report_whose_code_is_no_code_is_refused(code: str) -> None:
    assert type(reported(code)) is Refused
