from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels import (
    Choice,
    File,
    Incoming,
    Moved,
    Order,
    Receipt,
    Refused,
    SendFailed,
    TopicGone,
    TryAgain,
    Unreachable,
)
from bot.channels.telegram import Telegram
from handlers.orders import CLOSE_TOPIC, OPEN_TOPIC, POST, SAY
from handlers.turn import BLOCKED, EDITED, UNKNOWN, Contact, Place
from tests.bot.channels.contract import NOW, ChannelContract
from tests.fakes import TOKEN, FakeTelegram, buttons

CAPTURED = Path(__file__).parents[2] / "fixtures" / "telegram"
SECRET = "s3cret_of-the-webhook"
AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SARI, DESK = 718203941, -1001900000077
FROM_SARI = Incoming("", f"telegram:{SARI}", AT, author=f"telegram:{SARI}", name="Sari")
FROM_RINI = Incoming("", f"telegram:{DESK}/42", AT, author="telegram:550019283", name="Rini")


def captured(name: str) -> Any:
    return json.loads((CAPTURED / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def reader() -> Telegram:
    return Telegram(TOKEN)


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as platform:
        yield platform


class TestTheTelegramDoor(ChannelContract):
    @pytest.fixture(autouse=True)
    def _platform(self, telegram: FakeTelegram) -> None:
        self.telegram = telegram
        telegram.say(SARI, "halo")

    def door(self) -> Telegram:
        return Telegram(TOKEN, api=self.telegram.address, secret=SECRET)

    async def close(self, door: Any) -> None:
        await door.close()

    def authentic(self) -> tuple[Mapping[str, str], bytes]:
        return {"X-Telegram-Bot-Api-Secret-Token": SECRET}, b"{}"

    def forged(self) -> tuple[Mapping[str, str], bytes]:
        return {"X-Telegram-Bot-Api-Secret-Token": SECRET[:-1] + "é"}, b"{}"

    def bodies(self) -> list[Any]:
        return [captured(path.stem) for path in sorted(CAPTURED.glob("*.json"))]

    def family(self) -> str:
        return f"telegram:{SARI}"

    def sent(self) -> list[str]:
        return [message["text"] for message in self.telegram.sent(SARI)]


def test_a_door_without_a_secret_believes_no_request() -> None:
    door = Telegram(TOKEN)
    assert not door.authentic({}, b"{}")
    assert not door.authentic({"x-telegram-bot-api-secret-token": ""}, b"{}")


def photo(ref: str, size: int) -> tuple[File, ...]:
    return (File("photo", f"telegram:AgACAgUAAxkBAAIB{ref}", size=size),)


READ = {
    "text": replace(
        FROM_SARI,
        text="assalamualaikum bu, bansos pkh sy blm cair 3 bulan pdhl tetangga udah dpt, sy di telanaipura",
        ref="311",
    ),
    "emoji": replace(FROM_SARI, text="😭😭🙏", ref="312"),
    "command": replace(FROM_SARI, text="/mulai", ref="313"),
    "start_with_payload": replace(FROM_SARI, text="/start poster_puskesmas", ref="314"),
    "button": replace(FROM_SARI, choice="confirm:yes", at=NOW),
    "button_under_old_message": replace(FROM_SARI, choice="menu:complaint", at=NOW),
    "photo": replace(FROM_SARI, text="ini KK sy bu", files=photo("yA", 181233), ref="317"),
    "photo_without_text": replace(FROM_SARI, files=photo("xB", 95120), ref="318"),
    "photo_of_album": replace(FROM_SARI, files=photo("yC", 170233), ref="319"),
    "voice": replace(
        FROM_SARI, files=(File("voice", "telegram:AwACAgUAAxkBAAIBvoice", "", "audio/ogg", 31877),), ref="320"
    ),
    "audio": replace(
        FROM_SARI,
        files=(File("audio", "telegram:CQACAgUAAxkBAAIBaudio", "rekaman rapat.mp3", "audio/mpeg", 2911233),),
        ref="321",
    ),
    "video": replace(
        FROM_SARI,
        text="rumah kami bocor",
        files=(File("video", "telegram:BAACAgUAAxkBAAIBvideo", "VID-20261120.mp4", "video/mp4", 1822001),),
        ref="322",
    ),
    "video_note": replace(FROM_SARI, files=(File("video", "telegram:DQACAgUAAxkBAAIBnote", size=502001),), ref="323"),
    "animation": replace(
        FROM_SARI,
        files=(File("video", "telegram:CgACAgUAAxkBAAIBanim", "terima-kasih.mp4", "video/mp4", 88123),),
        ref="324",
    ),
    "document": replace(
        FROM_SARI,
        files=(File("document", "telegram:BQACAgUAAxkBAAIBdoc", "surat keterangan.pdf", "application/pdf", 220190),),
        ref="325",
    ),
    "sticker": replace(FROM_SARI, files=(File("sticker", "telegram:CAACAgUAAxkBAAIBstick", size=18220),), ref="326"),
    "location": replace(FROM_SARI, place=Place(-1.610123, 103.607254), ref="327"),
    "venue": replace(FROM_SARI, place=Place(-1.6012, 103.5801, "Puskesmas Simpang IV Sipin"), ref="328"),
    "contact": replace(FROM_SARI, contact=Contact("Pak RT 05", "+6281200000017"), ref="329"),
    "edited": replace(FROM_SARI, kind=EDITED, text="bansos pkh sy blm cair 4 bulan", ref="311"),
    "edited_caption": replace(FROM_SARI, kind=EDITED, text="ini KK yg baru", files=photo("yA", 181233), ref="317"),
    "answer_to_the_bot": replace(FROM_SARI, text="iya betul", replies_to="315", ref="330"),
    "answer_to_herself": replace(FROM_SARI, text="maksud sy ini", ref="331"),
    "blocked": replace(FROM_SARI, kind=BLOCKED),
    "removed_from_group": replace(FROM_RINI, sender=f"telegram:{DESK}", kind=BLOCKED),
    "topic_talk": replace(FROM_RINI, text="siapa yang bisa cek ke dinsos?", ref="51"),
    "topic_reply_to_the_bot": replace(FROM_RINI, text="Bu, boleh kirim foto KKS?", replies_to="43", ref="52"),
    "topic_reply_to_a_colleague": replace(FROM_RINI, text="oke saya saja", ref="53"),
    "topic_command": replace(FROM_RINI, text="/ambil", ref="54"),
    "topic_button": replace(FROM_RINI, choice="staff:take:7", at=NOW),
    "general_topic": replace(FROM_RINI, sender=f"telegram:{DESK}", text="selamat pagi semua", ref="55"),
    "replies_in_ordinary_group": replace(FROM_RINI, sender="telegram:-1001900000088", text="ya", ref="56"),
    "reply_to_the_bot_in_ordinary_group": replace(
        FROM_RINI, sender="telegram:-1001900000088", text="baik", replies_to="50", ref="58"
    ),
    "thread_in_private_chat": replace(FROM_SARI, text="di utas pribadi", ref="332"),
    "anonymous_admin": replace(FROM_RINI, author=f"telegram:{DESK}", name="Group", text="/selesai", ref="57"),
}
NOT_UNDERSTOOD = {
    "button_of_inline_message": f"telegram:{SARI}",
    "unblocked": f"telegram:{SARI}",
    "topic_created": f"telegram:{DESK}",
    "new_members": f"telegram:{DESK}",
    "pinned": f"telegram:{DESK}",
    "group_migrated": "telegram:-490011",
    "channel_post": "telegram:-1001700000001",
    "poll": "telegram:0",
    "dice": f"telegram:{SARI}",
    "kind_of_tomorrow": f"telegram:{SARI}",
}


@pytest.mark.parametrize("name", READ)
def test_a_captured_update_is_read(reader: Telegram, name: str) -> None:
    update = captured(name)
    assert reader.read(update, now=NOW) == (replace(READ[name], id=f"telegram:{update['update_id']}"),)


@pytest.mark.parametrize("name", NOT_UNDERSTOOD)
def test_an_update_that_says_nothing_is_kept_whole_under_its_conversation(reader: Telegram, name: str) -> None:
    update = captured(name)
    (message,) = reader.read(update, now=NOW)
    assert (message.id, message.kind, message.sender) == (
        f"telegram:{update['update_id']}",
        UNKNOWN,
        NOT_UNDERSTOOD[name],
    )
    assert json.loads(message.raw) == update


def test_only_what_somebody_said_has_a_ref_and_is_worth_an_answer(reader: Telegram) -> None:
    said = {name for name in NOT_UNDERSTOOD if reader.read(captured(name), now=NOW)[0].ref}
    assert said == {"dice"}
    tomorrow = {**captured("dice")["message"], "hologram": {"of": "me"}}
    assert reader.read({"update_id": 1, "message": tomorrow}, now=NOW)[0].ref == str(tomorrow["message_id"])
    assert not reader.read({"update_id": 1, "edited_message": tomorrow}, now=NOW)[0].ref


def test_every_captured_update_has_a_line_in_the_tables() -> None:
    assert {path.stem for path in CAPTURED.glob("*.json")} == READ.keys() | NOT_UNDERSTOOD.keys()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", 7),
        ("text", ["halo"]),
        ("text", {"a": 1}),
        ("date", "yesterday"),
        ("date", 10**18),
        ("chat", None),
        ("chat", 5),
        ("from", "Sari"),
        ("message_id", None),
        ("photo", "no photo"),
        ("location", {"latitude": "north", "longitude": 1}),
        ("contact", {"first_name": "Pak RT"}),
        ("reply_to_message", []),
    ],
)
def test_a_field_of_a_wrong_type_makes_it_unknown_and_loses_nothing(reader: Telegram, field: str, value: Any) -> None:
    update = captured("text")
    update["message"][field] = value
    (message,) = reader.read(update, now=NOW)
    assert (message.id, message.kind) == (f"telegram:{update['update_id']}", UNKNOWN)
    assert json.loads(message.raw) == update


def use(telegram: FakeTelegram, do: Callable[[Telegram], Awaitable[Any]], *, token: str = TOKEN, **more: Any) -> Any:
    """Open the door, do something with it, close it."""

    async def session() -> Any:
        door = Telegram(token, api=telegram.address, **more)
        try:
            return await do(door)
        finally:
            await door.close()

    return asyncio.run(session())


def send(telegram: FakeTelegram, *orders: Order, **more: Any) -> Receipt:
    async def each(door: Telegram) -> Receipt:
        receipt = Receipt()
        for order in orders:
            receipt = await door.send(order)
        return receipt

    receipt: Receipt = use(telegram, each, **more)
    return receipt


def say(words: str = "halo", to: int = SARI, **more: Any) -> Order:
    return Order(SAY, f"telegram:{to}", "k#1", words, **more)


def test_words_go_out_as_they_are_with_one_button_a_row_and_no_preview(telegram: FakeTelegram) -> None:
    telegram.say(SARI, "halo")
    choices = (Choice("confirm:yes", "Ya, kirim"), Choice("confirm:no", "Batal"))
    words = "Tulis <b>*apa*</b>_saja_ https://example.org"
    receipt = send(telegram, say(words, choices=choices, loud=False))
    (message,) = telegram.sent(SARI)
    assert message["text"] == words
    assert receipt == Receipt((str(message["message_id"]),))
    assert [len(row) for row in message["reply_markup"]["inline_keyboard"]] == [1, 1]
    assert buttons(message) == {"Ya, kirim": "confirm:yes", "Batal": "confirm:no"}
    (given,) = telegram.called("sendMessage")
    assert "parse_mode" not in given
    assert given["disable_notification"] == "True" or given["disable_notification"] == "true"
    assert json.loads(given["link_preview_options"]) == {"is_disabled": True}


def test_a_button_value_of_more_than_64_bytes_is_numbered_into_the_text(telegram: FakeTelegram) -> None:
    telegram.say(SARI, "halo")
    send(telegram, say("Kirim?", choices=(Choice("é" * 33, "Ya"), Choice("no", "Tidak"))))
    (message,) = telegram.sent(SARI)
    assert message["text"] == "Kirim?\n\n1. Ya\n2. Tidak"
    assert buttons(message) == {}


@pytest.mark.parametrize("kind", ["photo", "voice", "audio", "video", "document"])
def test_a_file_goes_out_by_its_id_with_the_words_as_its_caption(telegram: FakeTelegram, kind: str) -> None:
    telegram.say(SARI, "halo")
    file = File(kind, f"telegram:{telegram.file(kind, b'content')}")
    send(telegram, say("Ini suratnya.", files=(file,), choices=(Choice("ok", "Baik"),)))
    (message,) = telegram.sent(SARI)
    assert kind in message
    assert message["caption"] == "Ini suratnya."
    assert buttons(message) == {"Baik": "ok"}


def test_words_too_long_for_a_caption_and_words_to_a_sticker_go_before_the_file(telegram: FakeTelegram) -> None:
    telegram.say(SARI, "halo")
    picture = File("photo", f"telegram:{telegram.file('photo', b'content')}")
    sticker = File("sticker", f"telegram:{telegram.file('sticker', b'content')}")
    send(telegram, say("a" * 1025, files=(picture,)), say("Terima kasih.", files=(sticker,)))
    kinds = [next(kind for kind in ("text", "photo", "sticker") if kind in m) for m in telegram.sent(SARI)]
    assert kinds == ["text", "photo", "text", "sticker"]


def test_a_file_of_another_door_is_refused_as_our_own_mistake(telegram: FakeTelegram) -> None:
    telegram.say(SARI, "halo")
    with pytest.raises(Refused) as refused:
        send(telegram, say("", files=(File("photo", "whatsapp:77"),)))
    assert refused.value.ours


@pytest.mark.parametrize(
    ("kind", "content", "there"),
    [
        ("photo", b"\xff\xd8\xff foto", "photo"),
        ("voice", b"OggS suara", "voice"),
        ("sticker", b"RIFF....WEBP", "sticker"),
        ("voice", b"what is this", "document"),
        ("document", b"%PDF surat", "document"),
    ],
)
def test_a_file_of_another_door_is_uploaded_as_what_its_bytes_say(
    telegram: FakeTelegram, kind: str, content: bytes, there: str
) -> None:
    async def bring(file: File) -> bytes:
        assert file.ref == "whatsapp:77"
        return content

    telegram.say(SARI, "halo")
    send(telegram, say("Dari keluarga:", files=(File(kind, "whatsapp:77"),)), bring=bring)
    message = telegram.sent(SARI)[-1]
    assert there in message
    sent = message[there][-1] if there == "photo" else message[there]
    assert telegram.files[sent["file_id"]][1] == content


def test_words_are_said_also_when_the_file_with_them_cannot_be_had(telegram: FakeTelegram) -> None:
    async def bring(_: File) -> bytes:
        raise Refused("file-gone", "it is gone", ours=False)

    telegram.say(SARI, "halo")
    order = say("Keluarga mengirim foto.", files=(File("photo", "whatsapp:77"),))
    send(telegram, order, bring=bring, stays="(Tidak dapat dibuka.)")
    (message,) = telegram.sent(SARI)
    assert message["text"] == "Keluarga mengirim foto.\n\n(Tidak dapat dibuka.)"


def test_a_topic_is_opened_written_into_and_closed(telegram: FakeTelegram) -> None:
    telegram.group(DESK)
    receipt = send(telegram, Order(OPEN_TOPIC, f"telegram:{DESK}", "k#1", "ADU-2026-000123 " + "x" * 200))
    topic = int(receipt.topic.removeprefix(f"telegram:{DESK}/"))
    post = Order(POST, receipt.topic, "k#2", "Keluhan baru")
    close = Order(CLOSE_TOPIC, receipt.topic, "k#3")
    send(telegram, post, close, close)
    _, message = telegram.sent(DESK, topic=topic)
    assert message["text"] == "Keluhan baru"
    assert telegram.chats[DESK].topics == {topic: "closed"}


def test_a_closed_topic_is_opened_again_to_write_into_it(telegram: FakeTelegram) -> None:
    telegram.group(DESK)
    topic = send(telegram, Order(OPEN_TOPIC, f"telegram:{DESK}", "k#1", "ADU-2026-000123")).topic
    send(telegram, Order(CLOSE_TOPIC, topic, "k#2"), Order(POST, topic, "k#3", "Ibu menulis lagi"))
    assert telegram.sent(DESK)[-1]["text"] == "Ibu menulis lagi"


FAILURES: list[tuple[int, str, dict[str, int], type[SendFailed]]] = [
    (429, "Too Many Requests: retry after 17", {"retry_after": 17}, TryAgain),
    (500, "Internal Server Error", {}, TryAgain),
    (502, "Bad Gateway", {}, TryAgain),
    (403, "Forbidden: bot was blocked by the user", {}, Unreachable),
    (403, "Forbidden: user is deactivated", {}, Unreachable),
    (403, "Forbidden: bot was kicked from the supergroup chat", {}, Unreachable),
    (400, "Bad Request: chat not found", {}, Unreachable),
    (400, "Bad Request: group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": -1005}, Moved),
    (400, "Bad Request: message thread not found", {}, TopicGone),
    (400, "Bad Request: TOPIC_DELETED", {}, TopicGone),
    (400, "Bad Request: BUTTON_DATA_INVALID", {}, Refused),
    (400, "Bad Request: not enough rights to send text messages to the chat", {}, Refused),
    (401, "Unauthorized", {}, Refused),
    (404, "Not Found", {}, Refused),
]


@pytest.mark.parametrize(("status", "description", "parameters", "kind"), FAILURES)
def test_what_telegram_answers_says_what_to_do(
    telegram: FakeTelegram, status: int, description: str, parameters: dict[str, int], kind: type[SendFailed]
) -> None:
    telegram.say(SARI, "halo")
    telegram.fail_next("sendMessage", status, description, **parameters)
    with pytest.raises(SendFailed) as failed:
        send(telegram, say())
    assert type(failed.value) is kind
    match failed.value:
        case TryAgain(code="flood", after=after):
            assert after == 17
        case Moved(to=to):
            assert to == "telegram:-1005"
        case Refused(ours=ours, reason=reason):
            assert ours
            assert reason


def test_a_line_that_breaks_is_tried_again(telegram: FakeTelegram) -> None:
    telegram.say(SARI, "halo")
    telegram.hang_up_next("sendMessage")
    with pytest.raises(TryAgain) as failed:
        send(telegram, say())
    assert failed.value.code == "network"


def test_a_telegram_that_cannot_be_reached_is_tried_again() -> None:
    with FakeTelegram() as telegram:
        pass
    with pytest.raises(TryAgain):
        send(telegram, say())


def test_a_stranger_cannot_be_written_to(telegram: FakeTelegram) -> None:
    with pytest.raises(Unreachable):
        send(telegram, say(to=99))


def test_a_wrong_token_is_our_mistake_and_says_which_setting(telegram: FakeTelegram) -> None:
    with pytest.raises(Refused) as refused:
        use(telegram, lambda door: door.send(say()), token="1:wrong")
    assert (refused.value.code, refused.value.ours) == ("token", True)
    assert "TELEGRAM_TOKEN" in refused.value.reason


def test_a_group_without_topics_is_our_mistake_and_says_how_to_mend_it(telegram: FakeTelegram) -> None:
    telegram.group(DESK, forum=False)
    with pytest.raises(Refused) as refused:
        send(telegram, Order(OPEN_TOPIC, f"telegram:{DESK}", "k#1", "ADU-2026-000123"))
    assert refused.value.ours
    assert "turn on Topics in the staff group" in refused.value.reason


def test_a_deleted_topic_is_gone(telegram: FakeTelegram) -> None:
    telegram.group(DESK)
    topic = send(telegram, Order(OPEN_TOPIC, f"telegram:{DESK}", "k#1", "ADU-2026-000123")).topic
    telegram.delete_topic(DESK, int(topic.partition("/")[2]))
    with pytest.raises(TopicGone):
        send(telegram, Order(POST, topic, "k#2", "halo"))


def test_after_a_broken_line_only_the_parts_that_are_missing_are_sent(telegram: FakeTelegram) -> None:
    telegram.say(SARI, "halo")
    words = "\n\n".join(letter * 4000 for letter in "abc")

    async def twice(door: Telegram) -> Receipt:
        with pytest.raises(TryAgain):
            await door.send(say("ab" * 5000))
        with pytest.raises(TryAgain):
            await door.send(replace(say(words), key="k#2"))
        telegram._failures.clear()
        return await door.send(replace(say(words), key="k#2"))

    telegram.fail_next("sendMessage", 500)
    original = telegram._do_sendmessage

    def breaks_at_b(given: dict[str, Any]) -> Any:
        sent = original(given)
        if given["text"].startswith("a"):
            telegram.fail_next("sendMessage", 500)
        return sent

    telegram._do_sendmessage = breaks_at_b  # type: ignore[method-assign]
    receipt = use(telegram, twice)
    assert [message["text"][0] for message in telegram.sent(SARI)] == ["a", "b", "c"]
    assert len(receipt.refs) == 3


def test_a_file_is_fetched(telegram: FakeTelegram, reader: Telegram) -> None:
    update = telegram.photo(SARI, content=b"\xff\xd8 the whole photo")
    (message,) = reader.read(update, now=NOW)
    assert use(telegram, lambda door: door.fetch(message.files[0])) == b"\xff\xd8 the whole photo"


@pytest.mark.parametrize("said", [True, False])
def test_a_file_of_more_than_20_megabytes_is_refused(telegram: FakeTelegram, said: bool) -> None:  # noqa: FBT001
    ref = telegram.file("video", bytes((20 << 20) + 1))
    with pytest.raises(Refused) as refused:
        use(telegram, lambda door: door.fetch(File("video", f"telegram:{ref}", size=(20 << 20) + 1 if said else 0)))
    assert refused.value.code == "file-too-big"


def test_a_pressed_button_is_acknowledged_and_a_failure_of_that_is_of_no_account(telegram: FakeTelegram) -> None:
    telegram.say(SARI, "halo")
    send(telegram, say("Kirim?", choices=(Choice("yes", "Ya"),)))
    update = telegram.press(SARI, "yes")

    async def acknowledge(door: Telegram) -> None:
        for body in (update, update, None, {}, {"callback_query": {"id": 7}}):
            await door.acknowledge(body)

    use(telegram, acknowledge)
    assert len(telegram.called("answerCallbackQuery")) == 2
    assert telegram._queries == set()


def test_updates_come_as_they_were_sent_from_the_offset_on(telegram: FakeTelegram) -> None:
    first = telegram.say(SARI, "satu")
    odd = telegram.push({"update_id": first["update_id"] + 1, "message": {"text": 5}})
    assert use(telegram, lambda door: door.updates(0, wait=0)) == [first, odd]
    assert use(telegram, lambda door: door.updates(odd["update_id"], wait=0)) == [odd]


def test_a_webhook_that_stands_in_the_way_of_polling_is_named_and_can_be_taken_away(telegram: FakeTelegram) -> None:
    update = telegram.say(SARI, "halo")
    telegram.webhook = "https://old.example/telegram"
    with pytest.raises(Refused) as refused:
        use(telegram, lambda door: door.updates(0, wait=0))
    assert refused.value.code == "webhook"
    use(telegram, lambda door: door.forget_webhook())
    assert use(telegram, lambda door: door.updates(0, wait=0)) == [update]
