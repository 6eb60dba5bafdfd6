"""Two phones of one family, through the real app and the real model: a code there, a yes here, and apart again."""

from __future__ import annotations

import re

from tests.e2e.process import App
from tests.fakes import FakeTelegram, buttons

MOTHER, FATHER = 521, 522


def said(telegram: FakeTelegram, chat: int, holds: str) -> dict[str, object]:
    found: dict[str, object] = telegram.wait(chat, holds=holds, seconds=20)[-1]
    return found


def families(app: App) -> set[int]:
    return {row["family"] for row in app.rows("select family from people")}


def test_two_phones_become_one_family_and_part_without_a_word_to_the_other(app: App, telegram: FakeTelegram) -> None:
    telegram.say(MOTHER, "saya mau sambungkan hp suami saya")
    asked = said(telegram, MOTHER, "Boleh?")
    telegram.press(MOTHER, buttons(asked)["Ya, boleh"])
    offer = re.search(r"sambung (\d{6})", str(said(telegram, MOTHER, "Kode berlaku")["text"]))
    assert offer is not None
    telegram.say(FATHER, offer[0])
    telegram.press(FATHER, buttons(said(telegram, FATHER, "Boleh?"))["Ya, boleh"])
    said(telegram, FATHER, "Kami tanya dulu")
    question = said(telegram, MOTHER, "Sambungkan?")
    assert len(families(app)) == 2
    telegram.press(MOTHER, buttons(question)["Ya, sambungkan"])
    said(telegram, MOTHER, "sudah tersambung")
    said(telegram, FATHER, "Sudah tersambung")
    assert len(families(app)) == 1
    before = len(telegram.sent(FATHER))
    telegram.say(MOTHER, "lepas hp")
    telegram.press(MOTHER, buttons(said(telegram, MOTHER, "Lepaskan?"))["Lepaskan"])
    said(telegram, MOTHER, "sudah dilepas")
    assert len(families(app)) == 2
    assert len(telegram.sent(FATHER)) == before
