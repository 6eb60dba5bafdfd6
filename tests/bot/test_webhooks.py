"""The webhook of WhatsApp over HTTP: believed, stored, acknowledged, in this order."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import httpx
import pytest

from handlers.state import WithStaff
from handlers.turn import MESSAGE, MOVED, REPORT, UNKNOWN
from nlu.reading import Reading
from storage import people, turns
from storage.database import Database
from tests.bot.channels.test_whatsapp import CAPTURED, captured, door_of
from tests.bot.test_server import NOW, Site
from tests.fakes_whatsapp import APP_SECRET, SARI, VERIFY, FakeWhatsApp
from tests.fakes_whatsapp_http import signed
from tests.logs import logged


@pytest.fixture
def whatsapp() -> Iterator[FakeWhatsApp]:
    with FakeWhatsApp() as platform:
        yield platform


class Hook(Site):
    """The server as Meta meets it. Every request here has a loop of its own, and so has its door."""

    def __init__(self, database: Database, whatsapp: FakeWhatsApp) -> None:
        super().__init__(database)
        self.platform = whatsapp

    def use(self, do: Callable[[httpx.AsyncClient], Awaitable[Any]], *, client: str = "10.0.0.1") -> Any:
        door, woken = door_of(self.platform), self.woken
        super().__init__(self.database, whatsapp=door)
        self.woken = woken

        async def closing(http: httpx.AsyncClient) -> Any:
            try:
                found = await do(http)
                courtesies = asyncio.all_tasks() - {asyncio.current_task()}
                await asyncio.gather(*courtesies, return_exceptions=True)
                return found
            finally:
                await door.close()

        return super().use(closing, client=client)

    def post_whatsapp(self, body: Any, *, secret: str = APP_SECRET, **headers: str) -> httpx.Response:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"X-Hub-Signature-256": signed(secret, raw), **headers}
        answer: httpx.Response = self.use(lambda http: http.post("/whatsapp", content=raw, headers=given))
        return answer


@pytest.fixture
def hook(sqlite: Database, whatsapp: FakeWhatsApp) -> Hook:
    return Hook(sqlite, whatsapp)


def test_the_webhook_is_set_up_by_giving_the_challenge_back(hook: Hook) -> None:
    asked = {"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "1158201444"}
    answer = hook.get("/whatsapp", **asked)
    assert (answer.status_code, answer.text) == (200, "1158201444")
    assert answer.headers["content-type"].startswith("text/plain")
    for wrong in ({"hub.verify_token": "guess"}, {"hub.mode": "unsubscribe"}, {"hub.verify_token": ""}):
        assert hook.get("/whatsapp", **{**asked, **wrong}).status_code == 403
    assert hook.get("/whatsapp").status_code == 403


def test_a_door_that_is_not_open_takes_nothing(sqlite: Database) -> None:
    site = Site(sqlite)
    assert site.get("/whatsapp", **{"hub.mode": "subscribe", "hub.verify_token": ""}).status_code == 403
    assert site.use(lambda http: http.post("/whatsapp", content=b"{}")).status_code == 403
    assert site.get("/readyz").status_code == 200


def test_a_message_is_stored_once_however_often_it_comes(hook: Hook) -> None:
    assert [hook.post_whatsapp(captured("text")).status_code for _ in range(3)] == [200, 200, 200]
    (stored,) = hook.stored()
    assert (stored.kind, stored.sender, stored.text[:15]) == (MESSAGE, f"whatsapp:{SARI}", "assalamualaikum")
    assert hook.woken == 1


def test_a_batch_is_stored_whole(hook: Hook) -> None:
    assert hook.post_whatsapp(captured("batch")).status_code == 200
    assert [one.kind for one in hook.stored()] == [MESSAGE, MESSAGE, UNKNOWN, REPORT, REPORT]


def test_reports_may_come_in_any_order_and_twice(hook: Hook) -> None:
    for name in ("status_read", "status_delivered", "status_sent", "status_delivered"):
        assert hook.post_whatsapp(captured(name)).status_code == 200
    assert [one.report for one in hook.stored()] == ["read", "delivered", "sent"]


@pytest.mark.parametrize("secret", ["guess", ""])
def test_a_forged_webhook_is_not_stored(hook: Hook, secret: str) -> None:
    assert hook.post_whatsapp(captured("text"), secret=secret).status_code == 403
    assert hook.post_whatsapp(captured("text"), **{"X-Hub-Signature-256": ""}).status_code == 403
    assert hook.stored() == []


def test_every_kind_is_stored_and_answered_with_yes(hook: Hook) -> None:
    names = sorted(path.stem for path in CAPTURED.glob("*.json"))
    assert {hook.post_whatsapp(captured(name)).status_code for name in names} == {200}
    kinds = {one.kind for one in hook.stored()}
    assert {MESSAGE, UNKNOWN, REPORT, MOVED} <= kinds


@pytest.mark.parametrize("body", [b"{", b"", b"\xff\xfe", b"[" * 60_000, b"7", b'{"entry": 1e999}'])
def test_a_broken_webhook_with_the_right_signature_is_kept_for_it_would_come_for_days(hook: Hook, body: bytes) -> None:
    assert hook.post_whatsapp(body).status_code == 200
    (stored,) = hook.stored()
    assert (stored.kind, stored.sender) == (UNKNOWN, "whatsapp:account")


def test_without_the_database_meta_is_asked_to_come_again(hook: Hook) -> None:
    hook.database.close()
    with hook.database.begin() as tx:
        tx.exec_driver_sql("drop table inbox")
    assert hook.post_whatsapp(captured("text")).status_code == 503


def test_a_body_larger_than_meta_sends_is_not_read(hook: Hook) -> None:
    assert hook.post_whatsapp(b" " * (5 << 20)).status_code == 413
    assert hook.post_whatsapp({**captured("text"), "filler": "x" * (3 << 20)}).status_code == 200


def test_an_answer_takes_less_than_a_quarter_of_a_second(hook: Hook, whatsapp: FakeWhatsApp) -> None:
    hook.post_whatsapp(captured("emoji"))
    whatsapp.extra.append(lambda *_: time.sleep(1))  # Meta is slow to take the read mark: nobody waits for it
    raw = json.dumps(captured("batch")).encode()

    async def post(http: httpx.AsyncClient) -> float:
        begun = time.perf_counter()
        await http.post("/whatsapp", content=raw, headers={"X-Hub-Signature-256": signed(APP_SECRET, raw)})
        return time.perf_counter() - begun

    assert hook.use(post) < 0.25


def test_a_new_message_is_shown_as_read_and_an_answer_as_coming(hook: Hook, whatsapp: FakeWhatsApp) -> None:
    body = captured("text")
    hook.post_whatsapp(body)
    hook.post_whatsapp(body)
    hook.post_whatsapp(captured("status_read"))
    hook.post_whatsapp(captured("reaction"))
    (mark,) = whatsapp.marked
    assert mark["message_id"] == body["entry"][0]["changes"][0]["value"]["messages"][0]["id"]
    assert "typing_indicator" in mark


def test_while_a_person_answers_nobody_pretends_to_be_typing(hook: Hook, whatsapp: FakeWhatsApp) -> None:
    hook.post_whatsapp(captured("emoji"))
    (first,) = hook.stored()
    with hook.database.begin() as tx:
        turns.load(tx, first, Reading("", 0.0), now=NOW)
        people.rest(tx, first.sender, WithStaff(0, NOW), now=NOW)
    hook.post_whatsapp(captured("text"))
    assert ["typing_indicator" in mark for mark in whatsapp.marked] == [True, False]


def test_a_mark_that_fails_leaves_no_trace(sqlite: Database) -> None:
    with FakeWhatsApp() as gone:
        hook = Hook(sqlite, gone)
    assert hook.post_whatsapp(captured("text")).status_code == 200
    assert len(hook.stored()) == 1


def test_messages_to_another_number_of_ours_are_set_aside_and_an_operator_is_told(hook: Hook) -> None:
    with logged() as lines:
        hook.post_whatsapp(captured("another_number_of_ours"))
        hook.post_whatsapp(captured("template_status"))
        hook.post_whatsapp(b"7")
    (line,) = [line for line in lines if line["event"].startswith("whatsapp.set_aside")]
    assert "WHATSAPP_PHONE_ID" in line["event"]
    assert "untuk nomor lain" not in json.dumps(lines)
