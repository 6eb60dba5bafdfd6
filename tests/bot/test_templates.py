"""What there is to do about each template, and how an operator is told."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.channels.whatsapp_account import Account, Found
from bot.channels.whatsapp_api import connect
from bot.templates import CHANGE, CREATE, FINE, STUCK, WAIT, carry_out, differences, plan, table
from handlers.templates import Template
from tests.fakes_whatsapp import BUSINESS_ID, PHONE_ID, TOKEN, FakeWhatsApp
from tests.fakes_whatsapp_templates import Office

OURS = Template("kabar_baru", "Ada kabar untuk urusan {{1}}. Balas ya.", values=("number",), example=("1",))
THERE = Found("9", "kabar_baru", "id", "UTILITY", "APPROVED", "", "GREEN", OURS.body)


@pytest.mark.parametrize(
    ("change", "do", "why"),
    [
        ({}, FINE, ""),
        ({"status": "PENDING"}, WAIT, "still looking"),
        ({"status": "REJECTED", "reason": "SCAM"}, STUCK, "refused (SCAM)"),
        ({"status": "PAUSED"}, STUCK, "it is PAUSED"),
        ({"status": "DISABLED"}, STUCK, "it is DISABLED"),
        ({"body": "Lain."}, CHANGE, "words differ"),
        ({"body": "Lain.", "status": "REJECTED"}, CHANGE, "words differ"),
        ({"body": "Lain.", "status": "PENDING"}, WAIT, "cannot be changed while it is PENDING"),
        ({"category": "MARKETING"}, STUCK, "WhatsApp has it as MARKETING"),
        ({"category": "MARKETING", "status": "REJECTED"}, CHANGE, "category differ"),
        ({"language": "en"}, CREATE, "does not have it"),
        ({"status": "DELETED"}, CREATE, "does not have it"),
    ],
)
def test_what_there_is_to_do(change: dict[str, str], do: str, why: str) -> None:
    (step,) = plan([OURS], [replace(THERE, **change)])
    assert step.do == do
    assert why in step.why
    assert bool(step.why) is (do != FINE)


def test_the_table_has_a_line_for_each_and_the_differences_show_both_wordings() -> None:
    steps = plan([OURS, replace(OURS, id="pengingat")], [replace(THERE, body="Lain.")])
    head, first, second = table(steps).splitlines()
    assert head.split() == ["NAME", "LANGUAGE", "CATEGORY", "STATE", "QUALITY", "WORDS"]
    assert first.split() == ["kabar_baru", "id", "UTILITY", "APPROVED", "GREEN", "differ"]
    assert second.split() == ["pengingat", "id", "UTILITY", "missing", "-", "-"]
    told = differences(steps)
    assert "here      Ada kabar untuk urusan {{1}}. Balas ya." in told
    assert "WhatsApp  Lain." in told
    assert differences(plan([OURS], [THERE])) == ""


def test_what_is_missing_is_handed_in_what_differs_is_changed_and_a_refusal_is_told() -> None:
    async def go(office: Office) -> tuple[str, ...]:
        line = connect(TOKEN, PHONE_ID, office.platform.address, business=BUSINESS_ID)
        account = Account(line)
        ours = [OURS, replace(OURS, id="panjang", body="Ada {{1}} " + "ya " * 600)]
        first = await carry_out(account, plan(ours, await account.templates()))
        office.review("kabar_baru", "APPROVED")
        other = [replace(OURS, body="Ada berita untuk urusan {{1}}. Balas ya.")]
        second = await carry_out(account, plan(other, await account.templates()))
        again = plan(other, await account.templates())
        await line.close()
        assert again[0].do == WAIT
        return first + second

    with FakeWhatsApp() as whatsapp:
        told = asyncio.run(go(Office(whatsapp)))
    assert told == (
        "kabar_baru: handed in, PENDING",
        "panjang: WRONG: the body is too long",
        "kabar_baru: other words handed in",
    )
