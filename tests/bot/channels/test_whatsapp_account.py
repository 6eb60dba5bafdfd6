"""The account behind the number, asked over real HTTP: templates, the number, the webhook."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.channels.whatsapp_account import Account, AccountError
from bot.channels.whatsapp_api import connect
from handlers.templates import Template
from storage import content
from tests.fakes_whatsapp import BUSINESS_ID, PHONE_ID, TOKEN, FakeWhatsApp
from tests.fakes_whatsapp_templates import Office

OURS = content.load(Path(__file__).parents[3] / "content").templates.known
LONG = Template("panjang", "Ada " + "kata " * 300 + "ya.")


@pytest.fixture
def office() -> Iterator[Office]:
    with FakeWhatsApp() as whatsapp:
        yield Office(whatsapp)


def ask(office: Office, what: Callable[[Account], Awaitable[Any]], *, token: str = TOKEN) -> Any:
    async def asked() -> Any:
        line = connect(token, PHONE_ID, office.platform.address, business=BUSINESS_ID)
        try:
            return await what(Account(line))
        finally:
            await line.close()

    return asyncio.run(asked())


def hand_in(office: Office) -> None:
    office.page = len(OURS) - 1
    for template in OURS:
        assert ask(office, lambda account, one=template: account.create(one)) == "PENDING"


def test_our_templates_are_taken_as_they_are_and_found_again_on_all_pages(office: Office) -> None:
    hand_in(office)
    found = {one.name: one for one in ask(office, lambda account: account.templates())}
    assert set(found) == {template.id for template in OURS}
    assert len(OURS) > office.page
    for template in OURS:
        assert (found[template.id].body, found[template.id].category) == (template.body, "UTILITY")
        assert (found[template.id].status, found[template.id].language) == ("PENDING", "id")


def test_a_refused_template_says_why_and_other_words_may_be_handed_in(office: Office) -> None:
    hand_in(office)
    office.review("kabar_baru", "REJECTED", "INVALID_FORMAT")
    found = next(one for one in ask(office, lambda account: account.templates()) if one.name == "kabar_baru")
    assert (found.status, found.reason, found.quality) == ("REJECTED", "INVALID_FORMAT", "")
    ours = next(one for one in OURS if one.id == "kabar_baru")
    other = replace(ours, body="Ada berita untuk urusan {{1}}. Balas untuk membaca.")
    ask(office, lambda account: account.change(found, other))
    again = next(one for one in ask(office, lambda account: account.templates()) if one.name == "kabar_baru")
    assert (again.body, again.status) == (other.body, "PENDING")


def test_quality_is_read_and_a_new_word_of_the_platform_is_no_mistake(office: Office) -> None:
    hand_in(office)
    office.review("kabar_baru", "SOMETHING_NEW")
    office.rate("kabar_baru", "YELLOW")
    found = next(one for one in ask(office, lambda account: account.templates()) if one.name == "kabar_baru")
    assert (found.status, found.quality) == ("UNKNOWN", "YELLOW")


def test_what_the_platform_refuses_is_an_error_with_its_reason(office: Office) -> None:
    with pytest.raises(AccountError, match="too long") as told:
        ask(office, lambda account: account.create(LONG))
    assert told.value.code == 132005


def test_a_wrong_token_names_the_remedy(office: Office) -> None:
    with pytest.raises(AccountError, match="new permanent token") as told:
        ask(office, lambda account: account.templates(), token="old")
    assert told.value.code == 190


def test_a_platform_that_is_away_is_said_so() -> None:
    with FakeWhatsApp() as whatsapp:
        gone = Office(whatsapp)
    with pytest.raises(AccountError, match="does not answer"):
        ask(gone, lambda account: account.number())


def test_the_number_tells_its_quality_its_limit_and_what_is_wrong_with_it(office: Office) -> None:
    error = {"error_code": 141006, "error_description": "No payment method.", "possible_solution": "Add one."}
    office.number = {"health_status": {"entities": [{"entity_type": "WABA", "id": "1", "errors": [error]}]}}
    number = ask(office, lambda account: account.number())
    assert (number.quality, number.tier, number.throughput) == ("GREEN", "TIER_250", "STANDARD")
    assert number.troubles == ("WABA 141006: No payment method. Add one.",)
    assert ask(office, lambda account: account.subscribed()) == ("Pintu SERASI",)
