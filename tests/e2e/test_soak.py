"""Sixty families at once, a platform in a bad mood and power cuts: nobody is lost, nothing is done twice."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import pytest

from tests.e2e.process import DESK, App, until
from tests.fakes import FINE, HANG_UP, LOSE_THE_ANSWER, FakeTelegram, buttons
from tests.fakes_http import BotApiError, Json

TOUR = "assalamualaikum bu, bansos pkh sy blm cair 3 bulan pdhl tetangga udah dpt, sy di telanaipura"
BECAME = -1001900009999
KILLS = 10
SEED = 20261121
# What a family waits for, and then does: say words, or press the button of that label.
TALK = (("", TOUR), ("Siapa yang mengalami?", "Saya sendiri"), ("Sudah benar?", "Ya, kirim"), ("Nomornya ADU-", ""))
HALO = (("", "halo"),)
UNSENT = "select id from outbox where finished_at is null and (lane like 'telegram:5%' or lane like 'web:%')"
DECIDED = "select lane, payload from outbox where status = 'done' and do = 'say' order by id"
SHUT = range(5001, 5004)  # the first answer to these is refused as if they had blocked the bot


@dataclass
class Family:
    """Somebody who talks at one door, step by step; asks nothing twice and waits for every answer."""

    app: App
    number: int
    talk: tuple[tuple[str, str], ...] = TALK
    at: int = 0
    unsent: list[Json] = field(default_factory=list)
    seen: list[Json] = field(default_factory=list)

    @property
    def through(self) -> bool:
        return self.at == len(self.talk) and not self.unsent

    def step(self) -> None:
        if self.at < len(self.talk):
            awaited, act = self.talk[self.at]
            heard = self.heard()
            found = next((one for one in reversed(heard) if awaited in one["text"]), None)
            if not awaited or found:
                self.at += 1
                if act:
                    self.do(act, found or {})

    def heard(self) -> list[Json]:
        raise NotImplementedError

    def do(self, act: str, under: Json) -> None:
        raise NotImplementedError


@dataclass
class OnTelegram(Family):
    telegram: FakeTelegram = field(kw_only=True)

    @property
    def address(self) -> str:
        return f"telegram:{self.number}"

    def heard(self) -> list[Json]:
        return self.telegram.sent(self.number)

    def do(self, act: str, under: Json) -> None:
        offered = buttons(under) if under else {}
        if act in offered:
            update = self.telegram.press(self.number, offered[act])
        else:
            update = self.telegram.say(self.number, act)
        if self.number % 3 == 0:
            self.telegram.push(update)


@dataclass
class OnThePage(Family):
    @property
    def address(self) -> str:
        return f"web:soak-session-{self.number}"

    def step(self) -> None:
        if self.unsent:  # the page keeps it and tries again, under the same id
            status, _ = self.app.post("/web/messages", self.unsent[0], **{"x-forwarded-for": f"10.0.0.{self.number}"})
            if status == 202:
                self.unsent.pop(0)
        else:
            super().step()

    def heard(self) -> list[Json]:
        after = self.seen[-1]["id"] if self.seen else 0
        status, new = self.app.get(f"/web/messages?session={self.address[4:]}&after={after}")
        if status == 200:
            self.seen += new
        return self.seen

    def do(self, act: str, under: Json) -> None:
        offered = {one["label"]: one["value"] for one in under.get("choices", ())}
        said = {"choice": offered[act]} if act in offered else {"text": act}
        body = {"session": self.address[4:], "id": f"m{self.at}", **said}
        self.unsent += [body, body] if self.number % 3 == 0 else [body]


class Moody:
    """The platform's bad days, the same ones for the same seed."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.shut = set(SHUT)

    def __call__(self, method: str, given: Json) -> BotApiError | str:
        if not method.startswith(("send", "create")):
            return FINE
        chat = int(given["chat_id"])
        if chat in self.shut:
            self.shut.remove(chat)
            return BotApiError(403, "Forbidden: bot was blocked by the user")
        dice = self.chance.random()
        if dice < 0.05:
            return BotApiError(429, "Too Many Requests: retry after 1", retry_after=1)
        if dice < 0.10:
            return BotApiError(500, "Internal Server Error")
        if dice < 0.14:
            return HANG_UP
        if dice < 0.18:
            return LOSE_THE_ANSWER
        return FINE


@pytest.fixture
def soaked(tmp_path: Path, telegram: FakeTelegram) -> Iterator[App]:
    with App(tmp_path, telegram, "http://127.0.0.1:9") as running:  # the understudy reads: it is quick
        yield running


def cut_the_power(app: App, telegram: FakeTelegram, families: list[Family], chance: random.Random) -> None:
    """Let everybody talk until they are through, with all the power cuts in between."""
    begun = time.monotonic()
    kills, next_kill = 0, begun + 1
    while kills < KILLS or not all(family.through for family in families):
        waiting = [family.address for family in families if not family.through]
        assert time.monotonic() - begun < 150, f"never answered: {waiting}"
        for family in families:
            if not family.through:
                family.step()
            if kills < KILLS and time.monotonic() > next_kill:
                app.kill()
                kills += 1
                if kills == KILLS // 2:
                    telegram.migrate(DESK, BECAME)
                app.start()
                next_kill = time.monotonic() + chance.uniform(0.2, 1.2)
        time.sleep(0.05)


def test_sixty_families_get_through_ten_power_cuts_and_a_moody_platform(soaked: App, telegram: FakeTelegram) -> None:
    app, chance = soaked, random.Random(SEED)
    telegram.mood = Moody(chance)
    families: list[Family] = [OnTelegram(app, 5001 + n, telegram=telegram) for n in range(30)]
    families += [OnThePage(app, n + 1) for n in range(30)]
    for family in families:
        family.talk = HALO if family.number in SHUT else TALK
    cut_the_power(app, telegram, families, chance)

    until(lambda: not app.rows(UNSENT), "a lane is stuck", seconds=30)
    for number in SHUT:
        telegram.say(number, "menu")
        telegram.wait(number, holds="Ada yang bisa dibantu", seconds=20)
    until(lambda: not app.rows(UNSENT), "a lane is stuck", seconds=30)

    assert not app.rows("select id, status, error from inbox where status <> 'done'")
    taken_in = sorted(row["key"] for row in app.rows("select key from inbox"))
    assert len(taken_in) == 57 * 3 + 3 * 2
    assert sorted(row["key"] for row in app.rows("select key from messages where direction = 'in'")) == taken_in
    served = [row["address"] for row in app.rows("select address from cases")]
    assert sorted(served) == sorted(family.address for family in families if family.number not in SHUT)
    codes = {row["code"] for row in app.rows("select code from cases")}
    assert len(codes) == len(served)
    failed = app.rows("select lane, error from outbox where status = 'failed'")
    assert {(row["lane"], row["error"]) for row in failed} == {(f"telegram:{n}", "unreachable") for n in SHUT}
    decided: dict[str, list[str]] = {}
    for row in app.rows(DECIDED):
        decided.setdefault(row["lane"], []).append(json.loads(row["payload"])["words"])
    for family in families:
        family.heard()
        # Sending is at least once: what was said twice running is said once.
        said = [text for text, _ in groupby(one["text"].strip() for one in family.heard())]
        assert said == [words.strip() for words in decided[family.address]], family.address
    assert telegram.sent(BECAME), "staff hear nothing in the group that theirs became"
