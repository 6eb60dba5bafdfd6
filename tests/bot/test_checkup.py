"""What `pintu whatsapp check` finds, each with its remedy."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.channels.whatsapp_account import Account
from bot.channels.whatsapp_api import connect
from bot.checkup import OK, WRONG, Wanted, examine
from bot.templates import carry_out, plan
from storage import content
from tests.fakes_whatsapp import APP_SECRET, BUSINESS_ID, PHONE_ID, TOKEN, FakeWhatsApp
from tests.fakes_whatsapp_templates import Office

OURS = content.load(Path(__file__).parents[2] / "content").templates.known
WANTED = Wanted(APP_SECRET, BUSINESS_ID, "https://pintu.example", 250, OURS)


@pytest.fixture
def office() -> Iterator[Office]:
    with FakeWhatsApp() as whatsapp:
        yield Office(whatsapp, approves_at_once=True)


def check(office: Office, wanted: Wanted = WANTED, *, token: str = TOKEN, hand_in: bool = True) -> list[str]:
    async def go() -> list[str]:
        line = connect(token, PHONE_ID, office.platform.address, business=BUSINESS_ID)
        account = Account(line)
        try:
            if hand_in:
                await carry_out(account, plan(OURS, await account.templates()))
            return [str(one) for one in await examine(account, wanted)]
        finally:
            await line.close()

    return asyncio.run(go())


def wrong(lines: list[str]) -> list[str]:
    return [line for line in lines if line.startswith(WRONG)]


def test_when_all_is_well_every_line_says_so(office: Office) -> None:
    lines = check(office)
    assert all(line.startswith(OK) for line in lines)
    told = "\n".join(lines)
    for part in ("https://pintu.example/whatsapp", "TIER_250", "kabar_baru may be sent", "account_update", "GREEN"):
        assert part in told


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"quality_rating": "RED"}, "people block or report us"),
        ({"status": "FLAGGED"}, "the number is FLAGGED"),
        ({"platform_type": "NOT_APPLICABLE"}, "pintu whatsapp register"),
        ({"code_verification_status": "EXPIRED"}, "verify it by SMS"),
        (
            {"health_status": {"entities": [{"errors": [{"error_code": 141006, "error_description": "Pay."}]}]}},
            "141006",
        ),
    ],
)
def test_what_is_wrong_with_the_number_is_named(office: Office, facts: dict[str, Any], told: str) -> None:
    office.number = facts
    (line,) = wrong(check(office))
    assert told in line


@pytest.mark.parametrize(
    ("tier", "most", "fits"),
    [("TIER_250", 250, True), ("TIER_250", 251, False), ("TIER_2K", 2000, True), ("TIER_2K", 2001, False),
     ("TIER_UNLIMITED", 9999, True), ("", 9999, True)],
)  # fmt: skip
def test_we_write_first_to_no_more_people_than_the_tier_allows(
    office: Office, tier: str, most: int, *, fits: bool
) -> None:
    office.number = {"whatsapp_business_manager_messaging_limit": tier}
    found = wrong(check(office, replace(WANTED, new_contacts_a_day=most)))
    assert found == [] if fits else "lower whatsapp.new_contacts_a_day" in found[0]


def test_our_own_settings_are_looked_at_too(office: Office) -> None:
    found = wrong(check(office, replace(WANTED, app_secret="EAAJ", site="http://127.0.0.1", business="")))
    assert [line.split()[1] for line in found] == ["WHATSAPP_APP_SECRET", "PUBLIC_URL", "WHATSAPP_BUSINESS_ID"]


def test_a_webhook_that_leads_elsewhere_or_nowhere_and_a_missing_template_are_told(office: Office) -> None:
    office.webhook = "https://old.example/whatsapp"
    assert any("delivers to https://old.example" in line for line in check(office))
    office.apps = []
    office.rows.clear()
    found = wrong(check(office, hand_in=False))
    assert "no app gets this account's webhooks" in found[0]
    assert [line.split()[2] for line in found[1:]] == [f"{template.id}:" for template in OURS]


def test_a_wrong_token_is_said_with_its_remedy_and_the_rest_is_looked_at(office: Office) -> None:
    lines = check(office, token="old", hand_in=False)
    assert ["new permanent token" in line for line in wrong(lines)] == [True, True]
    assert lines[0].startswith(OK)
