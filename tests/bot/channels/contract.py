"""What every door must do. A door's test subclasses `ChannelContract` and gives it a door and some requests."""

from __future__ import annotations

import asyncio
import copy
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels import Channel, File, Order, Receipt, Refused
from handlers.orders import SAY
from handlers.turn import BLOCKED, EDITED, MESSAGE, MOVED, REPORT, UNKNOWN

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def _deep() -> list[Any]:
    nested: list[Any] = []
    for _ in range(5000):
        nested = [nested]
    return nested


# What a door may be given instead of what it expects.
ODD: dict[str, Any] = {
    "nothing": None,
    "a boolean": True,
    "a number": 7,
    "no JSON": "not json",
    "a list": [[]],
    "an empty object": {},
    "a wrong id": {"update_id": "x"},
    "a wrong message": {"update_id": 1, "message": 3},
    "depth": _deep(),
}


class ChannelContract(ABC):
    @abstractmethod
    def door(self) -> Channel: ...

    @abstractmethod
    def authentic(self) -> tuple[Mapping[str, str], bytes]:
        """A request the platform would send."""

    @abstractmethod
    def forged(self) -> tuple[Mapping[str, str], bytes] | None:
        """The same from somebody else; None at a door that is open to all."""

    @abstractmethod
    def bodies(self) -> list[Any]:
        """Decoded bodies of every kind the platform sends, no two alike."""

    @abstractmethod
    def family(self) -> str:
        """The address of somebody who can be written to."""

    async def close(self, door: Channel) -> None:  # noqa: ARG002 - most doors hold nothing
        """Let go of what the door holds, if anything."""
        await asyncio.sleep(0)

    def sent(self) -> list[str] | None:
        """What reached the family, in order; None where the record itself is what they read."""
        return None

    def test_a_request_of_the_platform_is_believed_and_a_forged_one_is_not(self) -> None:
        door = self.door()
        assert door.authentic(*self.authentic())
        forged = self.forged()
        assert forged is None or not door.authentic(*forged)

    def test_reading_is_pure(self) -> None:
        door = self.door()
        for body in self.bodies():
            before = copy.deepcopy(body)
            assert door.read(body, now=NOW) == door.read(body, now=NOW)
            assert body == before

    def test_every_body_becomes_messages_with_an_id_of_their_own_and_an_address_of_this_door(self) -> None:
        door = self.door()
        ids = []
        for body in self.bodies():
            messages = door.read(body, now=NOW)
            assert messages
            for message in messages:
                assert message.kind in (MESSAGE, EDITED, BLOCKED, UNKNOWN, REPORT, MOVED)
                assert message.id.startswith(f"{door.name}:")
                assert message.sender.startswith(f"{door.name}:")
                assert message.at.tzinfo is not None
                ids.append(message.id)
        assert len(ids) == len(set(ids))

    def test_what_was_read_can_be_written_down_as_json(self) -> None:
        door = self.door()
        for body in (*self.bodies(), *ODD.values()):
            for message in door.read(body, now=NOW):
                json.dumps({**asdict(message), "at": ""}).encode()

    @pytest.mark.parametrize("odd", ODD)
    def test_what_nobody_understands_is_kept_as_unknown(self, odd: str) -> None:
        (message,) = self.door().read(ODD[odd], now=NOW)
        assert message.kind == UNKNOWN
        assert message.raw
        assert message.raw.isascii()
        assert len(message.raw) <= 16 << 10

    def test_a_word_that_no_database_holds_does_no_harm(self) -> None:
        door = self.door()
        for body in self.bodies():
            spoiled = json.loads(json.dumps(body).replace("sy", r"s\u0000y").replace("bu", r"b\ud83du"))
            for message in door.read(spoiled, now=NOW):
                for word in (message.text, message.name, message.choice, message.raw):
                    assert "\x00" not in word
                    word.encode()

    def test_words_go_out_whole_and_in_order_however_long_they_are(self) -> None:
        words = "\n\n".join(f"{number}. " + "kata demi kata " * 40 for number in range(20))
        assert len(words) > self.door().limits.text
        receipt = self._send(Order(SAY, self.family(), "k#1", words))
        sent = self.sent()
        if sent is not None:
            assert len(receipt.refs) == len(sent) > 1
            assert " ".join(sent).split() == words.split()

    def test_an_order_for_another_door_is_refused_as_our_own_mistake(self) -> None:
        with pytest.raises(Refused) as refused:
            self._send(Order(SAY, "pigeon:7", "k#1", "halo"))
        assert refused.value.ours

    def test_an_order_that_says_nothing_is_refused_as_our_own_mistake(self) -> None:
        with pytest.raises(Refused) as refused:
            self._send(Order(SAY, self.family(), "k#1"))
        assert refused.value.ours

    def test_a_file_of_another_door_cannot_be_fetched(self) -> None:
        async def fetch() -> None:
            door = self.door()
            try:
                await door.fetch(File("photo", "pigeon:feather"))
            finally:
                await self.close(door)

        with pytest.raises(Refused):
            asyncio.run(fetch())

    def _send(self, order: Order) -> Receipt:
        async def send() -> Receipt:
            door = self.door()
            try:
                return await door.send(order)
            finally:
                await self.close(door)

        return asyncio.run(send())
