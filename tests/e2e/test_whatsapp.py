"""The same talks as on Telegram through WhatsApp: real app, real model, a fake Cloud API that brings all twice."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.process import DESK, App, Rasa, until
from tests.e2e.test_families import OFFICER, TOUR, last
from tests.fakes import FakeTelegram
from tests.fakes_whatsapp import (
    APP_SECRET,
    BUDI,
    PHONE_ID,
    SARI,
    TOKEN,
    VERIFY,
    FakeWhatsApp,
    envelope,
    options,
    words,
)

PHONE = "6281200000501"


@pytest.fixture
def whatsapp() -> Iterator[FakeWhatsApp]:
    with FakeWhatsApp(pair=5.5) as fake:
        fake.reports = ("read", "sent", "delivered")  # out of order, as it happens
        fake.person(SARI, phone=PHONE)
        fake.person(BUDI, name="Budi")
        yield fake


@pytest.fixture
def pintu(tmp_path: Path, telegram: FakeTelegram, whatsapp: FakeWhatsApp, rasa: Rasa) -> Iterator[App]:
    opened = App(
        tmp_path,
        telegram,
        rasa.url,
        WHATSAPP_TOKEN=TOKEN,
        WHATSAPP_PHONE_ID=PHONE_ID,
        WHATSAPP_APP_SECRET=APP_SECRET,
        WHATSAPP_VERIFY_TOKEN=VERIFY,
        WHATSAPP_API=whatsapp.address,
    )
    with opened as running:
        whatsapp.webhook(f"{running.at}/whatsapp", twice=True)
        yield running


def told(whatsapp: FakeWhatsApp, user: str, holds: str) -> Any:
    return whatsapp.wait(user, holds=holds, seconds=30)[-1]


def test_the_webhook_is_set_up_with_the_agreed_word(pintu: App) -> None:
    asked = f"/whatsapp?hub.mode=subscribe&hub.challenge=4711&hub.verify_token={VERIFY}"
    assert pintu.get(asked) == (200, 4711)
    assert pintu.get(asked + "x")[0] == 403
    assert pintu.post("/whatsapp", {"entry": []}, **{"X-Hub-Signature-256": "sha256=" + "0" * 64})[0] == 403


def test_a_complaint_goes_in_with_buttons_and_every_webhook_twice_changes_nothing(
    pintu: App, whatsapp: FakeWhatsApp
) -> None:
    whatsapp.say(SARI, TOUR)
    asked = told(whatsapp, SARI, "Siapa yang mengalami?")
    assert "Program: PKH" in words(asked)
    whatsapp.press(SARI, options(asked)["Saya sendiri"])
    confirm = told(whatsapp, SARI, "Sudah benar?")
    whatsapp.press(SARI, options(confirm)["Ya, kirim"])
    done = told(whatsapp, SARI, "Nomornya")
    code = re.search(r"ADU-\d{4}-\d{6}", words(done))
    assert code is not None
    (case,) = pintu.rows("select * from cases")
    assert (case["code"], case["intent"]) == (code[0], "complaint_benefit_missing")
    assert len(whatsapp.sent(SARI)) == 3
    until(whatsapp.post_office.idle, "not every webhook was taken", seconds=30)
    assert set(whatsapp.post_office.answers) == {200}
    until(
        lambda: (
            {row["status"] for row in pintu.rows("select status from messages where direction = 'out'")} == {"read"}
        ),
        "a report that came late moved a message backwards",
        seconds=30,
    )
    keys = [row["key"] for row in pintu.rows("select key from inbox")]
    assert len(keys) == len(set(keys)) == 3 + 3 * 3
    assert len(pintu.rows("select * from people")) == 1


def test_danger_is_answered_at_once_also_to_somebody_without_a_number(
    pintu: App, whatsapp: FakeWhatsApp, telegram: FakeTelegram
) -> None:
    whatsapp.say(BUDI, "halo")
    told(whatsapp, BUDI, "Pintu SERASI")
    whatsapp.say(BUDI, "tolong pak anak tetangga dipukul bapaknya tiap malam sampai biru")
    said = told(whatsapp, BUDI, "DRT-")
    assert "110" in words(said)
    alert = last(telegram, DESK, "DARURAT")
    assert not alert.get("disable_notification")


def test_an_officer_and_a_family_send_each_other_files_through_two_platforms(
    pintu: App, whatsapp: FakeWhatsApp, telegram: FakeTelegram
) -> None:
    whatsapp.say(SARI, "saya mau bicara dengan petugas")
    told(whatsapp, SARI, "ASH-")
    card = last(telegram, DESK, "/ambil")
    topic = card["message_thread_id"]
    telegram.say(DESK, "/ambil", topic=topic, author=OFFICER)
    told(whatsapp, SARI, "mulai menangani")
    whatsapp.send_file(SARI, "image", b"\xff\xd8\xff kartu keluarga", "image/jpeg", caption="ini KK saya bu")
    shown = last(telegram, DESK, "ini KK saya bu")
    assert telegram.files[shown["photo"][-1]["file_id"]][1] == b"\xff\xd8\xff kartu keluarga"
    telegram.voice(DESK, content=b"OggS suara petugas", topic=topic, reply_to=card["message_id"], author=OFFICER)
    until(lambda: any("audio" in one for one in whatsapp.sent(SARI)), "the voice did not arrive", seconds=30)
    voice = next(one["audio"] for one in whatsapp.sent(SARI) if "audio" in one)
    assert voice["voice"]
    assert whatsapp.media[voice["id"]][1] == b"OggS suara petugas"
    until(lambda: pintu.rows("select * from attachments where sha256 <> ''"), "nobody kept the photo")


def test_a_new_number_goes_on_where_the_old_one_was(pintu: App, whatsapp: FakeWhatsApp) -> None:
    whatsapp.say(SARI, TOUR)
    told(whatsapp, SARI, "Siapa yang mengalami?")
    new = "ID.5550001112223"
    whatsapp.person(new, phone="6281200000777", heard=time.time())
    system = {"type": "user_changed_number", "wa_id": "6281200000777", "user_id": new, "previous_user_id": SARI}
    news = {"from": PHONE, "id": "wamid.HBgNsystem1", "timestamp": str(int(time.time())), "type": "system"}
    whatsapp.post_office.put(envelope({"messages": [{**news, "system": {**system, "body": "…"}}]}))
    until(whatsapp.post_office.idle, "the news was not taken")
    whatsapp.say(new, "saya sendiri")
    told(whatsapp, new, "Sudah benar?")
    assert len(pintu.rows("select * from people")) == 1


def test_what_comes_while_nobody_listens_comes_again(pintu: App, whatsapp: FakeWhatsApp) -> None:
    pintu.kill()
    whatsapp.say(SARI, "halo")
    until(lambda: 0 in whatsapp.post_office.answers, "nobody knocked")
    pintu.start()
    told(whatsapp, SARI, "Pintu SERASI")
    until(whatsapp.post_office.idle, "it is still waiting")
    assert len(whatsapp.sent(SARI)) == 1
