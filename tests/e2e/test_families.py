"""What families and staff see, and what the rows say: the real app, the real model, a fake Bot API over HTTP."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.process import DESK, App, Rasa, until
from tests.fakes import FakeTelegram, buttons

MOTHER, FATHER, OFFICER = 501, 502, 901
TOUR = "assalamualaikum bu, bansos pkh sy blm cair 3 bulan pdhl tetangga udah dpt, sy di telanaipura"


def last(telegram: FakeTelegram, chat: int, holds: str, *, count: int = 1) -> Any:
    return telegram.wait(chat, holds=holds, count=count, seconds=20)[-1]


def test_a_complaint_that_is_told_in_one_breath_is_asked_only_what_is_missing(app: App, telegram: FakeTelegram) -> None:
    telegram.say(MOTHER, TOUR)
    asked = last(telegram, MOTHER, "Siapa yang mengalami?")
    assert "Waalaikumsalam" in asked["text"]
    assert "Program: PKH" in asked["text"]
    assert "Tempat: telanaipura" in asked["text"]
    assert "Waktu: 3 bulan" in asked["text"]
    telegram.press(MOTHER, buttons(asked)["Saya sendiri"])
    confirm = last(telegram, MOTHER, "Sudah benar?")
    telegram.press(MOTHER, buttons(confirm)["Ya, kirim"])
    done = last(telegram, MOTHER, "Nomornya")
    code = re.search(r"ADU-\d{4}-\d{6}", done["text"])
    assert code is not None
    (case,) = app.rows("select * from cases")
    assert (case["code"], case["kind"], case["intent"]) == (code[0], "complaint", "complaint_benefit_missing")
    assert len(telegram.sent(MOTHER)) == 3
    # the same button once more files nothing
    telegram.press(MOTHER, "confirm:yes")
    last(telegram, MOTHER, "Tidak perlu dikirim lagi")
    assert len(app.rows("select * from cases")) == 1


def test_a_request_for_help_becomes_a_case_with_a_card_for_staff(app: App, telegram: FakeTelegram) -> None:
    telegram.say(FATHER, "mohon bantuan beras pak, anak istri sayo dak makan dari kemarin, kami di kumpeh")
    last(telegram, FATHER, "Ada berapa orang")
    telegram.say(FATHER, "berlima")
    last(telegram, FATHER, "Ada bayi atau ibu hamil")
    telegram.say(FATHER, "dak ado")
    confirm = last(telegram, FATHER, "Sudah benar?")
    assert "Tempat: kumpeh" in confirm["text"]
    assert "Ada yang salah" in buttons(confirm)
    telegram.say(FATHER, "iya betul")
    done = last(telegram, FATHER, "Nomornya BTN-")
    assert "gratis" in done["text"]
    card = last(telegram, DESK, "BTN-")
    assert card["message_thread_id"]


def test_a_parenting_question_is_answered_and_handed_on_when_that_did_not_help(
    app: App, telegram: FakeTelegram
) -> None:
    telegram.say(MOTHER, "anak sy umur 2 tahun susah makan, nasi dilepeh terus gmn ya")
    article = last(telegram, MOTHER, "Apakah ini membantu?")
    assert set(buttons(article)) >= {"Ya, membantu", "Belum membantu"}
    telegram.press(MOTHER, "helped:no")
    telegram.wait(MOTHER, count=2, seconds=20)
    if "Apakah ini membantu?" in telegram.sent(MOTHER)[-1]["text"]:
        telegram.press(MOTHER, "helped:no")
    last(telegram, MOTHER, "ASH-")
    assert [case["kind"] for case in app.rows("select kind from cases")] == ["parenting"]


def test_danger_is_answered_at_once_and_wakes_staff_without_a_name(app: App, telegram: FakeTelegram) -> None:
    telegram.say(MOTHER, "tolong pak anak tetangga dipukul bapaknya tiap malam sampai biru")
    said = last(telegram, MOTHER, "DRT-")
    assert "110" in said["text"]
    alert = last(telegram, DESK, "DARURAT")
    assert alert.get("message_thread_id", 0) == 0
    assert "tetangga" not in alert["text"]
    assert not alert.get("disable_notification")
    (case,) = app.rows("select * from cases")
    assert (case["kind"], case["urgency"]) == ("danger", "urgent")


def test_an_officers_reply_reaches_the_family_and_the_bot_is_silent_until_the_case_is_closed(
    app: App, telegram: FakeTelegram
) -> None:
    telegram.say(MOTHER, "saya mau bicara dengan petugas")
    last(telegram, MOTHER, "ASH-")
    card = last(telegram, DESK, "/ambil")
    topic = card["message_thread_id"]
    telegram.say(DESK, "/ambil", topic=topic, author=OFFICER)
    last(telegram, MOTHER, "mulai menangani")
    telegram.say(
        DESK, "Selamat malam, ada yang bisa kami bantu?", topic=topic, reply_to=card["message_id"], author=OFFICER
    )
    last(telegram, MOTHER, "ada yang bisa kami bantu?")
    telegram.say(DESK, "ini obrolan antar petugas saja", topic=topic, author=OFFICER)
    before = len(telegram.sent(MOTHER))
    telegram.say(MOTHER, "iya bu anak saya sering takut gelap")
    last(telegram, DESK, "takut gelap")
    telegram.say(DESK, "/selesai Terima kasih sudah bercerita.", topic=topic, author=OFFICER)
    last(telegram, MOTHER, "Terima kasih sudah bercerita.")
    assert len(telegram.sent(MOTHER)) == before + 1, "the bot spoke while an officer had the talk"
    assert not any("obrolan" in message["text"] for message in telegram.sent(MOTHER))
    until(lambda: telegram.called("closeForumTopic"), "the topic stays open")
    telegram.say(MOTHER, "menu")
    last(telegram, MOTHER, "Ada yang bisa dibantu")


def test_a_duplicate_update_changes_nothing(app: App, telegram: FakeTelegram) -> None:
    update = telegram.say(MOTHER, "halo")
    last(telegram, MOTHER, "Pintu SERASI")
    telegram.push(update)
    telegram.say(MOTHER, "terima kasih ya")
    last(telegram, MOTHER, "Sama-sama")
    assert len(telegram.sent(MOTHER)) == 2
    assert len(app.rows("select * from inbox")) == 2


@pytest.mark.parametrize("moment", ["before_reading", "after_asking", "after_confirming"])
def test_after_a_power_cut_the_talk_goes_on_where_it_was(app: App, telegram: FakeTelegram, moment: str) -> None:
    telegram.say(MOTHER, TOUR)
    if moment == "before_reading":
        until(lambda: app.rows("select * from inbox"), "nothing was taken in")
        app.kill()
        app.start()
    asked = last(telegram, MOTHER, "Siapa yang mengalami?")
    if moment == "after_asking":
        app.kill()
        telegram.press(MOTHER, buttons(asked)["Saya sendiri"])
        app.start()
    else:
        telegram.press(MOTHER, buttons(asked)["Saya sendiri"])
    confirm = last(telegram, MOTHER, "Sudah benar?")
    telegram.press(MOTHER, buttons(confirm)["Ya, kirim"])
    if moment == "after_confirming":
        until(lambda: len(app.rows("select * from inbox")) == 3, "the button was not taken in")
        app.kill()
        app.start()
    last(telegram, MOTHER, "ADU-")
    assert len(app.rows("select * from cases")) == 1
    assert [row["status"] for row in app.rows("select status from inbox")] == ["done"] * 3


def test_the_page_of_the_centre_speaks_to_the_same_bot(app: App) -> None:
    session = "a1b2c3d4e5f6a7b8"
    assert app.post("/web/messages", {"session": session, "id": "1", "text": TOUR})[0] == 202
    assert app.post("/web/messages", {"session": session, "id": "1", "text": TOUR})[0] == 202
    until(lambda: app.get(f"/web/messages?session={session}&after=0")[1], "the page stays empty", seconds=20)
    (asked,) = app.get(f"/web/messages?session={session}&after=0")[1]
    assert "Program: PKH" in asked["text"]
    choice = {one["label"]: one["value"] for one in asked["choices"]}["Saya sendiri"]
    app.post("/web/messages", {"session": session, "id": "2", "choice": choice})
    app.post("/web/messages", {"session": session, "id": "3", "choice": "confirm:yes"})
    later = f"/web/messages?session={session}&after={asked['id']}"
    until(lambda: any("ADU-" in one["text"] for one in app.get(later)[1]), "no number came")
    assert app.get("/web/messages?session=someone-else-s-session&after=0")[1] == []
    status, page = app.get("/")
    assert status == 200
    assert "SERASI" in page


def test_without_rasa_the_understudy_answers_and_readyz_says_so(tmp_path: Path, telegram: FakeTelegram) -> None:
    with App(tmp_path, telegram, "http://127.0.0.1:9") as app:
        telegram.say(MOTHER, "bansos pkh saya belum cair 3 bulan di telanaipura")
        last(telegram, MOTHER, "Siapa yang mengalami?")
        telegram.say(FATHER, "anak saya dipukul bapaknya")
        last(telegram, FATHER, "DRT-")
        status, ready = app.get("/readyz")
        assert status == 200
        assert ready["nlu"] == "understudy"


def test_strange_updates_never_stop_the_lane(app: App, telegram: FakeTelegram) -> None:
    chat = {"id": MOTHER, "type": "private", "first_name": "Ibu"}
    telegram.push({"update_id": 900001, "something_new": {"from_the": "future"}})
    telegram.push({"update_id": 900002, "message": {"message_id": 1, "date": 1, "chat": chat, "dice": {"value": 3}}})
    telegram.photo(MOTHER)
    telegram.say(MOTHER, "x" * 4096)
    telegram.say(MOTHER, "😭😭😭")
    telegram.say(MOTHER, "what are the opening hours of the museum in berlin please")
    telegram.say(MOTHER, "menu")
    last(telegram, MOTHER, "Ada yang bisa dibantu")
    until(lambda: {row["status"] for row in app.rows("select status from inbox")} == {"done"}, "something is stuck")
    assert len(app.rows("select * from inbox")) == 7


def test_a_photo_is_kept_soon_after_it_came(app: App, telegram: FakeTelegram, tmp_path: Path) -> None:
    telegram.photo(MOTHER, caption="ini KK saya", content=b"\xff\xd8 kartu keluarga")
    until(lambda: app.rows("select * from attachments where sha256 <> ''"), "nobody fetched it")
    (kept,) = app.rows("select * from attachments")
    assert (tmp_path / "files" / kept["sha256"][:2] / kept["sha256"]).read_bytes() == b"\xff\xd8 kartu keluarga"


def test_news_of_the_platform_is_not_answered(app: App, telegram: FakeTelegram) -> None:
    chat = {"id": MOTHER, "type": "private", "first_name": "Ibu"}
    head = {"message_id": 9, "date": 1, "chat": chat, "from": {"id": MOTHER, "is_bot": False, "first_name": "Ibu"}}
    bot = {"id": 4839574812, "is_bot": True, "first_name": "Pintu"}
    change = {"old_chat_member": {"user": bot, "status": "kicked", "until_date": 0}}
    change |= {"new_chat_member": {"user": bot, "status": "member"}, "chat": chat, "from": head["from"], "date": 1}
    telegram.push({"update_id": 900001, "my_chat_member": change})
    telegram.push({"update_id": 900002, "message": {**head, "pinned_message": {**head, "message_id": 8, "text": "x"}}})
    telegram.push({"update_id": 900003, "message": {**head, "message_auto_delete_timer_changed": {}}})
    telegram.push({"update_id": 900004, "my_chat_member": {**change, "chat": {"id": DESK, "type": "supergroup"}}})
    telegram.say(MOTHER, "menu")
    last(telegram, MOTHER, "Ada yang bisa dibantu")
    until(lambda: len(app.rows("select * from inbox where status = 'done'")) == 5, "something is stuck")
    assert len(telegram.sent(MOTHER)) == 1


def test_no_word_of_a_family_stands_in_a_log(app: App, telegram: FakeTelegram, rasa: Rasa) -> None:
    typed = "suamiku menyembunyikan kartu bansos di lemari merah jambu telanaipura 3 bulan"
    telegram.say(MOTHER, typed)
    telegram.wait(MOTHER, seconds=20)
    telegram.say(DESK, "/balas rahasiapetugas", topic=1, author=OFFICER)
    app.post("/web/messages", {"session": "a1b2c3d4e5f6a7b8", "id": "1", "text": "kalimatrahasia dari halaman"})
    until(lambda: len(app.rows("select * from inbox where status = 'done'")) == 3, "not all was worked")
    app.kill()
    logs = app.logs.read_text() + rasa.logs.read_text()
    assert '"event": "turn.done"' in logs
    for word in [*typed.split(), "rahasiapetugas", "kalimatrahasia"]:
        if len(word) > 4:
            assert word not in logs.lower(), "a family's word is in the log"
    for line in app.logs.read_text().splitlines():
        if line.startswith("{"):
            json.loads(line)
