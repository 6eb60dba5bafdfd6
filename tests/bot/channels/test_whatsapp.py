from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.channels import Choice, Order, Outage, Receipt, Refused, TryAgain, Unreachable, WindowShut
from bot.channels.whatsapp import WhatsApp
from bot.channels.whatsapp_api import connect
from handlers.orders import CLOSE_TOPIC, POST, SAY
from tests.bot.channels.contract import ChannelContract
from tests.fakes_whatsapp import APP_SECRET, BUDI, DAY, PHONE_ID, SARI, TOKEN, VERIFY, FakeWhatsApp, options, words
from tests.fakes_whatsapp_http import signed

CAPTURED = Path(__file__).parents[2] / "fixtures" / "whatsapp"


def captured(name: str) -> Any:
    return json.loads((CAPTURED / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture
def whatsapp() -> Iterator[FakeWhatsApp]:
    with FakeWhatsApp() as platform:
        platform.person(SARI, phone="6281200000501")
        platform.say(SARI, "halo")
        yield platform


def door_of(whatsapp: FakeWhatsApp, *, token: str = TOKEN, phone: str = PHONE_ID, **more: Any) -> WhatsApp:
    line = connect(token, phone, whatsapp.address)
    return WhatsApp(line, phone, secret=APP_SECRET, word=VERIFY, choose="Pilih", **more)


class TestTheWhatsAppDoor(ChannelContract):
    @pytest.fixture(autouse=True)
    def _platform(self, whatsapp: FakeWhatsApp) -> None:
        self.whatsapp = whatsapp

    def door(self) -> WhatsApp:
        return door_of(self.whatsapp)

    async def close(self, door: Any) -> None:
        await door.close()

    def authentic(self) -> tuple[Mapping[str, str], bytes]:
        body = (CAPTURED / "emoji.json").read_bytes()
        return {"X-Hub-Signature-256": signed(APP_SECRET, body)}, body

    def forged(self) -> tuple[Mapping[str, str], bytes]:
        headers, body = self.authentic()
        return headers, body + b" "

    def bodies(self) -> list[Any]:
        return [captured(path.stem) for path in sorted(CAPTURED.glob("*.json"))]

    def family(self) -> str:
        return f"whatsapp:{SARI}"

    def sent(self) -> list[str]:
        return [words(message) for message in self.whatsapp.sent(SARI)]


@pytest.mark.parametrize(
    "header",
    ["", "sha256=", "sha256=" + "0" * 64, "é" * 71, signed(APP_SECRET, b"{}").removeprefix("sha256="), "sha1=abc"],
)
def test_nothing_but_the_right_signature_is_believed(whatsapp: FakeWhatsApp, header: str) -> None:
    door = door_of(whatsapp)
    assert door.authentic({"x-hub-signature-256": signed(APP_SECRET, b"{}")}, b"{}")
    assert not door.authentic({"x-hub-signature-256": header}, b"{}")
    assert not door.authentic({}, b"{}")


def test_a_signature_covers_the_bytes_as_they_came(whatsapp: FakeWhatsApp) -> None:
    raw = (CAPTURED / "emoji.json").read_bytes()
    written_anew = json.dumps(json.loads(raw)).encode()
    assert not door_of(whatsapp).authentic({"X-Hub-Signature-256": signed(APP_SECRET, raw)}, written_anew)


def test_only_the_agreed_word_sets_the_webhook_up(whatsapp: FakeWhatsApp) -> None:
    door = door_of(whatsapp)
    assert door.admits("subscribe", VERIFY)
    assert not door.admits("subscribe", VERIFY + "é")
    assert not door.admits("subscribe", "")
    assert not door.admits("unsubscribe", VERIFY)


def use(door: WhatsApp, do: Callable[[WhatsApp], Awaitable[Any]]) -> Any:
    async def session() -> Any:
        try:
            return await do(door)
        finally:
            await door.close()

    return asyncio.run(session())


def send(whatsapp: FakeWhatsApp, *orders: Order, **more: Any) -> Receipt:
    async def each(door: WhatsApp) -> Receipt:
        receipt = Receipt()
        for order in orders:
            receipt = await door.send(order)
        return receipt

    receipt: Receipt = use(door_of(whatsapp, **more), each)
    return receipt


def say(text: str = "halo", to: str = SARI, **more: Any) -> Order:
    return Order(SAY, f"whatsapp:{to}", "k#1", text, **more)


def choices(*labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(f"value:{number}", label) for number, label in enumerate(labels))


def test_words_go_out_and_their_ids_come_back(whatsapp: FakeWhatsApp) -> None:
    receipt = send(whatsapp, say("Baik, Bu. https://example.com"))
    (message,) = whatsapp.sent(SARI)
    assert receipt.refs == (message["id"],)
    assert message["text"] == {"body": "Baik, Bu. https://example.com", "preview_url": False}


@pytest.mark.parametrize("user", [SARI, BUDI, "6281200000501"])
def test_ids_and_numbers_are_written_to_each_in_its_own_field(whatsapp: FakeWhatsApp, user: str) -> None:
    whatsapp.person(BUDI)
    whatsapp.say(BUDI, "halo")
    send(whatsapp, say(to=user))
    message = whatsapp.sent_by_us[-1]
    assert (message.get("to"), message.get("recipient")) == ((user, None) if user.isdecimal() else (None, user))


def test_up_to_three_choices_are_buttons(whatsapp: FakeWhatsApp) -> None:
    send(whatsapp, say("Sudah benar?", choices=choices("Ya, kirim", "Ada yang salah", "Batal")))
    (message,) = whatsapp.sent(SARI)
    assert message["interactive"]["type"] == "button"
    assert options(message) == {"Ya, kirim": "value:0", "Ada yang salah": "value:1", "Batal": "value:2"}


def test_more_choices_or_longer_ones_are_a_list(whatsapp: FakeWhatsApp) -> None:
    labels = ("Keluhan", "Bantuan", "Mengasuh anak", "Bicara dengan petugas di kantor kami")
    send(whatsapp, say("Ada yang bisa dibantu?", choices=choices(*labels)))
    (message,) = whatsapp.sent(SARI)
    action = message["interactive"]["action"]
    assert (message["interactive"]["type"], action["button"]) == ("list", "Pilih")
    assert list(options(message)) == ["Keluhan", "Bantuan", "Mengasuh anak", "Bicara dengan petugas…"]
    assert action["sections"][0]["rows"][3]["description"] == labels[3]


def test_more_than_ten_choices_are_numbered(whatsapp: FakeWhatsApp) -> None:
    send(whatsapp, say("Bulan apa?", choices=choices(*(f"Bulan {number}" for number in range(1, 13)))))
    (message,) = whatsapp.sent(SARI)
    assert message["type"] == "text"
    assert words(message).endswith("12. Bulan 12")


def test_long_words_come_before_the_question_that_has_the_buttons(whatsapp: FakeWhatsApp) -> None:
    story = "\n\n".join(["Ini ceritanya. " * 20] * 5)
    receipt = send(whatsapp, say(f"{story}\n\nSudah benar?", choices=choices("Ya", "Tidak")))
    first, last = whatsapp.sent(SARI)
    assert receipt.refs == (first["id"], last["id"])
    assert (first["type"], last["type"]) == ("text", "interactive")
    assert words(last).endswith("Sudah benar?")
    assert len(words(last)) > 600, "as much as fits stands with the buttons"


def test_a_template_is_filled_in_order(whatsapp: FakeWhatsApp) -> None:
    whatsapp.templates["pengingat", "id"] = {"status": "APPROVED", "params": 2}
    whatsapp.person(SARI).heard = None
    send(whatsapp, say("tidak dikirim", template="pengingat", template_values=("Senin,\n30 November", "09.00")))
    (message,) = whatsapp.sent(SARI)
    assert words(message) == "pengingat Senin, 30 November 09.00"


@pytest.mark.parametrize(
    ("template", "expected"),
    [("tiada", "template-missing"), ("dijeda", "template-paused"), ("mati", "template-disabled")],
)
def test_a_template_that_may_not_go_shuts_the_window(whatsapp: FakeWhatsApp, template: str, expected: str) -> None:
    whatsapp.templates["dijeda", "id"] = {"status": "PAUSED", "params": 0}
    whatsapp.templates["mati", "id"] = {"status": "DISABLED", "params": 0}
    with pytest.raises(WindowShut) as shut:
        send(whatsapp, say(template=template))
    assert shut.value.args == (expected,)


def test_a_template_filled_wrongly_is_our_mistake(whatsapp: FakeWhatsApp) -> None:
    whatsapp.templates["kabar", "id"] = {"status": "APPROVED", "params": 1}
    with pytest.raises(Refused) as refused:
        send(whatsapp, say(template="kabar"))
    assert (refused.value.code, refused.value.ours) == ("132000", True)


def test_outside_the_window_words_are_not_taken(whatsapp: FakeWhatsApp) -> None:
    heard = whatsapp.person(SARI).heard
    assert heard is not None
    whatsapp.clock = lambda: heard + DAY
    with pytest.raises(WindowShut):
        send(whatsapp, say())


def test_who_is_not_on_whatsapp_is_unreachable(whatsapp: FakeWhatsApp) -> None:
    with pytest.raises(Unreachable):
        send(whatsapp, say(to="6280000000000"))


def test_without_money_the_door_is_out(whatsapp: FakeWhatsApp) -> None:
    whatsapp.fail_next(131042)
    with pytest.raises(Outage) as out:
        send(whatsapp, say())
    assert out.value.code == "131042"
    assert out.value.urgent


@pytest.mark.parametrize(("token", "phone", "code"), [("wrong", PHONE_ID, "190"), (TOKEN, "1", "33")])
def test_a_wrong_token_or_number_stops_the_door_until_somebody_mends_it(
    whatsapp: FakeWhatsApp, token: str, phone: str, code: str
) -> None:
    with pytest.raises(Outage) as out:
        send(whatsapp, say(), token=token, phone=phone)
    assert out.value.code == code


def test_too_fast_for_one_person_waits_at_least_six_seconds(whatsapp: FakeWhatsApp) -> None:
    whatsapp.pair = 6
    with pytest.raises(TryAgain) as again:
        send(whatsapp, say("satu"), say("dua"))
    assert again.value.code == "flood"
    assert again.value.after >= 6


def test_what_went_through_is_not_sent_again(whatsapp: FakeWhatsApp) -> None:
    order = say("\n\n".join("kata demi kata " * 150 for _ in range(4)))

    async def twice(door: WhatsApp) -> Receipt:
        whatsapp.pair = 6
        with pytest.raises(TryAgain):
            await door.send(order)
        whatsapp.pair = 0
        return await door.send(order)

    receipt = use(door_of(whatsapp), twice)
    sent = whatsapp.sent(SARI)
    assert receipt.refs == tuple(message["id"] for message in sent)
    assert " ".join(map(words, sent)).split() == order.words.split()


def test_a_broken_line_is_tried_again(whatsapp: FakeWhatsApp) -> None:
    whatsapp.hang_up_next()
    with pytest.raises(TryAgain) as again:
        send(whatsapp, say())
    assert again.value.code == "network"


@pytest.mark.parametrize("status", [500, 502, 503])
def test_the_trouble_of_a_server_is_tried_again(whatsapp: FakeWhatsApp, status: int) -> None:
    whatsapp.fail_next(100, status=status)
    with pytest.raises(TryAgain):
        send(whatsapp, say())


@pytest.mark.parametrize("do", [POST, CLOSE_TOPIC])
def test_what_only_the_staff_group_can_do_is_refused(whatsapp: FakeWhatsApp, do: str) -> None:
    with pytest.raises(Refused):
        send(whatsapp, Order(do, f"whatsapp:{SARI}", "k#1", "halo"))


def test_read_marks_and_typing_are_shown_and_never_fail(whatsapp: FakeWhatsApp) -> None:
    async def mark(door: WhatsApp) -> None:
        await door.acknowledge("wamid.1", typing=False)
        await door.acknowledge("wamid.2", typing=True)

    use(door_of(whatsapp), mark)
    assert [(one["message_id"], "typing_indicator" in one) for one in whatsapp.marked] == [
        ("wamid.1", False),
        ("wamid.2", True),
    ]
    use(door_of(whatsapp, token="wrong"), mark)
