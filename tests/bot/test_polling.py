from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels import Incoming
from bot.channels.telegram import Telegram
from bot.intake import NotStored, take_in
from bot.meters import Meters
from bot.polling import Polling, pause
from handlers.turn import UNKNOWN
from storage import turns
from storage.database import Database
from storage.tables import inbox
from tests.fakes import TOKEN, FakeTelegram

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
SARI = 718203941


class Loop:
    """The polling loop over a fake Telegram, with pauses that are noted instead of slept."""

    def __init__(self, telegram: FakeTelegram, database: Database) -> None:
        self.telegram = telegram
        self.database = database
        self.pauses: list[float] = []
        self.woken = 0

    def run(self, until: Callable[[], bool], *, seconds: float = 5) -> None:
        async def loop() -> None:
            door = Telegram(TOKEN, api=self.telegram.address)
            polling = Polling(door, self.database, now=lambda: NOW, wake=self._wake, meters=Meters(), sleep=self._sleep)
            running = asyncio.create_task(polling.run())
            deadline = time.monotonic() + seconds
            while not until():
                assert time.monotonic() < deadline, (self.pauses, self.stored())
                assert not running.done()
                await asyncio.sleep(0.02)
            running.cancel()
            async with asyncio.timeout(10):  # the poll itself would last 25 seconds
                await asyncio.gather(running, return_exceptions=True)
            await door.close()

        asyncio.run(loop())

    def stored(self) -> list[Incoming]:
        with self.database.look() as tx:
            return [turns.incoming(row.payload) for row in tx.execute(inbox.select().order_by(inbox.c.id))]

    def offset(self) -> int:
        """The offset of the last poll."""
        return int(self.telegram.called("getUpdates")[-1]["offset"])

    async def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await asyncio.sleep(0.02)

    def _wake(self) -> None:
        self.woken += 1


@pytest.fixture
def loop(sqlite: Database) -> Any:
    with FakeTelegram() as telegram:
        yield Loop(telegram, sqlite)


def test_updates_are_stored_in_order_and_then_confirmed(loop: Loop) -> None:
    updates = [loop.telegram.say(SARI, text) for text in ("satu", "dua", "tiga")]
    loop.run(lambda: bool(loop.telegram.called("getUpdates")) and loop.offset() == updates[-1]["update_id"] + 1)
    assert [stored.text for stored in loop.stored()] == ["satu", "dua", "tiga"]
    assert loop.woken == 3
    assert loop.pauses == []


def test_what_comes_during_a_long_poll_is_taken_in_at_once(loop: Loop) -> None:
    said: list[dict[str, Any]] = []

    def until() -> bool:
        if loop.telegram.called("getUpdates") and not said:
            said.append(loop.telegram.say(SARI, "halo"))
        return len(loop.stored()) == 1

    loop.run(until, seconds=2)


def test_a_duplicate_update_is_stored_once(loop: Loop) -> None:
    update = loop.telegram.say(SARI, "halo")
    loop.telegram.push(update)
    loop.run(lambda: not loop.telegram._updates)
    assert len(loop.stored()) == 1
    assert loop.woken == 1


def test_an_update_that_nobody_understands_is_kept_and_holds_nothing_up(loop: Loop) -> None:
    loop.telegram.push({"update_id": 3, "message": {"text": 5}})
    loop.telegram.push({"update_id": 4, "tomorrow": {}})
    loop.telegram.say(SARI, "halo")
    loop.run(lambda: len(loop.stored()) == 3)
    assert [stored.kind for stored in loop.stored()] == [UNKNOWN, UNKNOWN, "message"]


def test_the_offset_stays_when_the_database_is_away_and_nothing_is_lost(sqlite: Database, tmp_path: Path) -> None:
    with FakeTelegram() as telegram:
        away = Loop(telegram, Database(f"sqlite:///{tmp_path / 'unmade.db'}"))
        telegram.say(SARI, "halo")
        away.run(lambda: len(away.pauses) >= 3)
        assert {int(given["offset"]) for given in telegram.called("getUpdates")} == {0}
        assert away.woken == 0
        away.database.migrate()
        away.run(lambda: len(away.stored()) == 1)
        away.database.close()
    assert sqlite.ready()


def test_trouble_is_waited_out_and_what_telegram_asks_for_is_kept(loop: Loop) -> None:
    loop.telegram.fail_next("getUpdates", 500)
    loop.telegram.fail_next("getUpdates", 429, "Too Many Requests", retry_after=17)
    loop.telegram.hang_up_next("getUpdates")
    loop.telegram.fail_next("getUpdates", 401, "Unauthorized")
    loop.telegram.say(SARI, "halo")
    loop.run(lambda: len(loop.stored()) == 1)
    assert len(loop.pauses) == 4
    assert loop.pauses[1] == 17


def test_a_wrong_token_is_said_once_with_the_remedy(loop: Loop, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(3):
        loop.telegram.fail_next("getUpdates", 401, "Unauthorized")
    with caplog.at_level("INFO", logger="pintu"):
        loop.run(lambda: len(loop.pauses) == 3)
    said = [record.getMessage() for record in caplog.records if record.getMessage().startswith("polling.trouble")]
    assert said == ["polling.trouble: Telegram does not know this token: check TELEGRAM_TOKEN"]


def test_a_webhook_in_the_way_is_taken_away_and_waiting_updates_are_kept(loop: Loop) -> None:
    loop.telegram.say(SARI, "halo")
    loop.telegram.webhook = "https://old.example/telegram"
    loop.run(lambda: len(loop.stored()) == 1)
    assert loop.telegram.webhook == ""
    (given,) = loop.telegram.called("deleteWebhook")
    assert given.get("drop_pending_updates", "False").lower() == "false"


def test_a_pressed_button_is_acknowledged_after_it_is_stored(loop: Loop) -> None:
    loop.telegram.say(SARI, "halo")
    keyboard = {"inline_keyboard": [[{"text": "Ya", "callback_data": "yes"}]]}
    loop.telegram.answer("sendMessage", {"chat_id": str(SARI), "text": "Kirim?", "reply_markup": keyboard})
    loop.telegram.press(SARI, "yes")
    loop.run(lambda: bool(loop.telegram.called("answerCallbackQuery")))
    assert loop.stored()[-1].choice == "yes"


def test_pauses_grow_to_a_minute_and_differ() -> None:
    assert all(0.5 <= pause(1) <= 1 for _ in range(50))
    assert all(30 <= pause(failures) <= 60 for failures in range(7, 2000, 50))
    assert len({pause(5) for _ in range(20)}) > 10


def test_a_message_that_a_healthy_database_refuses_is_kept_as_unknown(sqlite: Database) -> None:
    poison = Incoming("telegram:1", "telegram:7", NOW, text="halo", files=({"no": {1, 2}},))  # type: ignore[arg-type]
    fine = Incoming("telegram:2", "telegram:7", NOW, text="halo")
    assert take_in(sqlite, [poison], now=NOW) == 1
    assert take_in(sqlite, [fine], now=NOW) == 1
    with sqlite.look() as tx:
        kept, after = [turns.incoming(row.payload) for row in tx.execute(inbox.select().order_by(inbox.c.id))]
    assert (kept.kind, kept.id) == (UNKNOWN, "telegram:1")
    assert "halo" in kept.raw
    assert after == fine


def test_without_a_database_nothing_counts_as_taken_in(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'unmade.db'}")
    with pytest.raises(NotStored):
        take_in(database, [Incoming("telegram:1", "telegram:7", NOW, text="halo")], now=NOW)
    database.close()
