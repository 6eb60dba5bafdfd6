"""What WhatsApp says of templates, number and account is kept, and staff hear what they have to know."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.account_news import noted
from bot.channels.whatsapp_account import Account, AccountError, Found
from bot.channels.whatsapp_api import connect
from bot.channels.whatsapp_notices import AccountNews, NumberNews, TemplateNews, read
from bot.channels.whatsapp_updates import ACCOUNT
from bot.channels.whatsapp_updates import read as read_webhook
from bot.syncing import Syncing
from handlers.texts import Texts
from handlers.turn import UNKNOWN
from storage import content, doors, templates
from storage.database import Database
from storage.tables import outbox
from tests.fakes_whatsapp import BUSINESS_ID, PHONE_ID, TOKEN, FakeWhatsApp
from tests.fakes_whatsapp_templates import Office

KNOWN = content.load(Path(__file__).parents[2] / "content")
TEXTS = Texts(KNOWN.sentences, KNOWN.templates)
NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
DESK = "telegram:-1001"


def change(field: str, **value: Any) -> dict[str, Any]:
    return {"field": field, "value": value, "time": 1795262600}


def status(event: str, name: str = "kabar_baru", **more: Any) -> dict[str, Any]:
    facts = {"message_template_id": 1, "message_template_name": name, "message_template_language": "id"}
    return change("message_template_status_update", event=event, **facts, **more)


def hear(database: Database, letter: dict[str, Any]) -> None:
    body = {"object": "whatsapp_business_account", "entry": [{"id": "1", "time": letter["time"], "changes": [letter]}]}
    (message,) = read_webhook(body, phone=PHONE_ID, now=NOW)
    assert (message.kind, message.sender) == (UNKNOWN, ACCOUNT)
    with database.begin() as tx:
        noted(tx, message, texts=TEXTS, group=DESK, now=NOW)


def told(database: Database) -> list[str]:
    with database.look() as tx:
        return [row.payload["words"] for row in tx.execute(sa.select(outbox).order_by(outbox.c.id))]


def state(database: Database, name: str = "kabar_baru") -> str:
    with database.look() as tx:
        return next((seen.status for seen in templates.known(tx) if seen.name == name), "")


@pytest.mark.parametrize(
    ("letter", "news"),
    [
        (status("APPROVED", reason="NONE"), TemplateNews("kabar_baru", "id", {"status": "APPROVED", "reason": ""})),
        (status("REJECTED", reason="SCAM"), TemplateNews("kabar_baru", "id", {"status": "REJECTED", "reason": "SCAM"})),
        (
            change("phone_number_quality_update", event="FLAGGED", current_limit="TIER_UNLIMITED"),
            NumberNews("RED", "", worse=True),
        ),
        (
            change(
                "phone_number_quality_update",
                event="THROUGHPUT_UPGRADE",
                max_daily_conversations_per_business="TIER_2K",
            ),
            NumberNews("", "TIER_2K"),
        ),
        (
            change("business_capability_update", max_daily_conversations_per_business=2000),
            NumberNews("", "TIER_2000"),
        ),
        (
            change("business_capability_update", max_daily_conversations_per_business=-1),
            NumberNews("", "TIER_UNLIMITED"),
        ),
        (
            change("account_update", event="ACCOUNT_VIOLATION", violation_info={"violation_type": "SPAM"}),
            AccountNews("ACCOUNT_VIOLATION", "SPAM"),
        ),
        (change("account_update", event="DISABLED_UPDATE", ban_info={"waba_ban_state": "SCHEDULE_FOR_DISABLE"}),
         AccountNews("DISABLED_UPDATE", "SCHEDULE_FOR_DISABLE")),
        (change("account_update", event="PARTNER_ADDED"), None),
        (change("message_template_status_update", event="APPROVED"), None),
        (change("phone_number_quality_update", event=["odd"]), None),
        (change("security"), None),
        ("nonsense", None),
        (None, None),
    ],
)  # fmt: skip
def test_the_news_of_each_kind_are_read(letter: Any, news: Any) -> None:
    assert read(letter) == news


def test_a_template_is_approved_paused_and_sent_again_and_staff_hear_what_matters(database: Database) -> None:
    hear(database, status("APPROVED"))
    assert (state(database), told(database)) == ("APPROVED", [])
    hear(database, status("PAUSED", reason="NONE"))
    assert state(database) == "PAUSED"
    hear(database, {**status("APPROVED"), "time": 1795262700})
    assert state(database) == "APPROVED"
    stopped, back = told(database)
    assert "kabar_baru tidak boleh dikirim lagi (PAUSED)" in stopped
    assert "kabar_baru sudah boleh dikirim" in back


def test_a_refusal_is_told_with_its_reason_and_only_once(database: Database) -> None:
    hear(database, status("REJECTED", reason="INVALID_FORMAT"))
    hear(database, {**status("REJECTED", reason="INVALID_FORMAT"), "time": 1})
    (words,) = told(database)
    assert "ditolak Meta (INVALID_FORMAT)" in words


def test_a_template_of_somebody_else_in_the_account_is_none_of_our_business(database: Database) -> None:
    hear(database, status("PAUSED", name="promo_lebaran"))
    assert (state(database, "promo_lebaran"), told(database)) == ("", [])


def test_quality_of_a_template_leaves_its_state_alone(database: Database) -> None:
    hear(database, status("APPROVED"))
    value = {"message_template_id": 1, "message_template_name": "kabar_baru", "message_template_language": "id"}
    hear(database, change("message_template_quality_update", new_quality_score="YELLOW", **value))
    with database.look() as tx:
        (seen,) = templates.known(tx)
    assert (seen.status, seen.quality) == ("APPROVED", "YELLOW")


def test_a_number_that_may_do_less_and_an_account_in_trouble_are_told(database: Database) -> None:
    hear(
        database,
        change("phone_number_quality_update", event="DOWNGRADE", max_daily_conversations_per_business="TIER_250"),
    )
    hear(
        database,
        change("account_update", event="ACCOUNT_RESTRICTION", restriction_info=[{"restriction_type": "NO_SEND"}]),
    )
    with database.look() as tx:
        assert doors.standing(tx, "whatsapp").tier == "TIER_250"
    lower, restricted = told(database)
    assert "batas TIER_250" in lower
    assert "ACCOUNT_RESTRICTION NO_SEND" in restricted


def test_what_cannot_be_read_is_left_alone(database: Database) -> None:
    hear(database, change("security", what="odd"))
    assert told(database) == []


def sync(database: Database, office: Office, *, times: int = 1) -> None:
    async def go() -> None:
        line = connect(TOKEN, PHONE_ID, office.platform.address, business=BUSINESS_ID)
        try:
            syncing = Syncing(database, Account(line), now=lambda: NOW, texts=TEXTS, desk=DESK)
            for _ in range(times):
                await syncing.step()
        finally:
            await line.close()

    asyncio.run(go())


def test_the_daily_question_finds_what_no_webhook_said(database: Database) -> None:
    with FakeWhatsApp() as whatsapp:
        office = Office(whatsapp, approves_at_once=True)
        sync(database, office)
        assert state(database) == ""
        for ours in KNOWN.templates.known:
            body = {"type": "BODY", "text": ours.body, "example": {"body_text": [list(ours.example)]}}
            letter = {"name": ours.id, "language": "id", "category": "UTILITY", "components": [body]}
            office.answer("POST", [BUSINESS_ID, "message_templates"], {}, letter)
        sync(database, office, times=2)
        with database.look() as tx:
            assert templates.may_be_sent(tx, "kabar_baru")
            assert doors.standing(tx, "whatsapp").quality == "GREEN"
            hashes = {seen.name: seen.body_hash for seen in templates.known(tx)}
        assert hashes == {ours.id: templates.fingerprint(ours.body) for ours in KNOWN.templates.known}
        office.review("kabar_baru", "DISABLED")
        sync(database, office)
    assert state(database) == "DISABLED"
    (words,) = told(database)
    assert "tidak boleh dikirim lagi (DISABLED)" in words


def test_a_template_that_somebody_deleted_may_not_be_sent(database: Database) -> None:
    with database.begin() as tx:
        found = Found("1", "kabar_baru", "id", "UTILITY", "APPROVED", "", "", "Ada.")
        templates.keep(tx, [templates.Seen(found.name, found.language, status="APPROVED")], now=NOW)
    with FakeWhatsApp() as whatsapp:
        sync(database, Office(whatsapp))
    assert state(database) == "DELETED"


def test_the_loop_goes_on_after_an_hour_when_nobody_answers(database: Database) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            raise asyncio.CancelledError

    async def go() -> None:
        with FakeWhatsApp() as whatsapp:
            office = Office(whatsapp)
            line = connect("old", PHONE_ID, whatsapp.address, business=BUSINESS_ID)
            account = Account(line)
            with pytest.raises(AccountError):
                await account.number()
            syncing = Syncing(database, account, now=lambda: NOW, texts=TEXTS, desk="")
            with pytest.raises(asyncio.CancelledError):
                await syncing.run(sleep=sleep)
            await line.close()
            assert json.dumps(office.rows) == "{}"

    asyncio.run(go())
    assert waits == [3600, 3600]
