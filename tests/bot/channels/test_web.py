from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bot.channels import Incoming
from bot.channels.web import Web, fault
from handlers.turn import UNKNOWN
from tests.bot.channels.contract import NOW, ChannelContract

SESSION = "b3q9-ZkP_0a1c2d3"


class TestTheWebDoor(ChannelContract):
    def door(self) -> Web:
        return Web()

    def authentic(self) -> tuple[Mapping[str, str], bytes]:
        return {}, b"{}"

    def forged(self) -> None:
        return None

    def bodies(self) -> list[Any]:
        return [
            {"session": SESSION, "id": "1", "text": "bansos sy blm cair bu"},
            {"session": SESSION, "id": "2", "choice": "confirm:yes"},
            {"session": SESSION, "id": "3", "text": "😭🙏"},
            {"session": SESSION, "id": "4", "text": "a" * 4096},
        ]

    def family(self) -> str:
        return f"web:{SESSION}"


def test_a_text_is_read() -> None:
    (message,) = Web().read({"session": SESSION, "id": "m.1", "text": " halo \n", "more": 1}, now=NOW)
    sender = f"web:{SESSION}"
    assert message == Incoming(f"{sender}:m.1", sender, NOW, author=sender, text="halo", ref="m.1")


def test_the_press_of_a_button_is_read() -> None:
    (message,) = Web().read({"session": SESSION, "id": "2", "choice": "menu:aid"}, now=NOW)
    assert (message.choice, message.text) == ("menu:aid", "")


def test_the_same_id_in_two_sessions_is_two_messages() -> None:
    first, second = ({"session": f"{SESSION}{end}", "id": "1", "text": "halo"} for end in "ab")
    assert Web().read(first, now=NOW)[0].id != Web().read(second, now=NOW)[0].id


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ({"session": SESSION, "id": "1", "text": "halo"}, ""),
        ({"session": "8letters", "id": "1", "text": "halo"}, ""),
        ({"session": "x" * 64, "id": "1", "choice": "y"}, ""),
        ({"session": "7letter", "id": "1", "text": "halo"}, "web.error.session"),
        ({"session": "x" * 65, "id": "1", "text": "halo"}, "web.error.session"),
        ({"session": "with a blank", "id": "1", "text": "halo"}, "web.error.session"),
        ({"session": "ends-in-newline\n", "id": "1", "text": "halo"}, "web.error.session"),
        ({"session": 12345678, "id": "1", "text": "halo"}, "web.error.session"),
        ({"id": "1", "text": "halo"}, "web.error.session"),
        ({"session": SESSION, "text": "halo"}, "web.error.form"),
        ({"session": SESSION, "id": 1, "text": "halo"}, "web.error.form"),
        ({"session": SESSION, "id": "", "text": "halo"}, "web.error.form"),
        ({"session": SESSION, "id": "x" * 65, "text": "halo"}, "web.error.form"),
        ({"session": SESSION, "id": "1", "text": 5}, "web.error.form"),
        ({"session": SESSION, "id": "1", "text": ["halo"]}, "web.error.form"),
        ({"session": SESSION, "id": "1", "choice": {"a": 1}}, "web.error.form"),
        ({"session": SESSION, "id": "1", "choice": "é" * 65}, "web.error.form"),
        ({"session": SESSION, "id": "1"}, "web.error.empty"),
        ({"session": SESSION, "id": "1", "text": " \n\t"}, "web.error.empty"),
        ({"session": SESSION, "id": "1", "text": "\x00"}, "web.error.empty"),
        ({"session": SESSION, "id": "1", "text": None, "choice": None}, "web.error.empty"),
        ({"session": SESSION, "id": "1", "text": "a" * 4097}, "web.error.too_long"),
        ([], "web.error.form"),
        (None, "web.error.form"),
        ("halo", "web.error.form"),
    ],
)
def test_what_is_wrong_with_a_body_is_named(body: Any, key: str) -> None:
    assert fault(body) == key
    (message,) = Web().read(body, now=NOW)
    assert (message.kind == UNKNOWN) == bool(key)
