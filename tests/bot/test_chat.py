from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

from bot import chat, script
from handlers.handbook import Handbook
from handlers.texts import Texts
from nlu.client import Client
from nlu.danger import DangerWords
from nlu.entities import read_places
from nlu.keywords import Keywords
from storage import content
from tests.conversations.world import World

FOLDER = Path(__file__).parents[2] / "content"
CONTENT = content.load(FOLDER)
PLACES = read_places((FOLDER / "places.csv").read_text(encoding="utf-8"))
BOOK = Handbook(articles=CONTENT.articles, signs=CONTENT.signs, guide=CONTENT.guide, menu=CONTENT.menu)


def test_a_recorded_talk_is_a_script_that_plays(tmp_path: Path) -> None:
    client = Client("http://127.0.0.1:9", "", DangerWords(CONTENT.danger), Keywords(CONTENT.keywords, PLACES))
    typed = io.StringIO("bansos pkh saya belum cair 3 bulan di telanaipura\n1\n1\nmenu\n")
    out, record = io.StringIO(), tmp_path / "contoh.chat"
    now = datetime(2026, 11, 23, 2, tzinfo=UTC)
    chat.run(client, Texts(CONTENT.sentences), BOOK, now=lambda: now, typed=typed, out=out, record=record)
    assert "1. Saya sendiri" in out.getvalue()
    assert "ADU-2026-000001" in out.getvalue()
    recorded = record.read_text(encoding="utf-8")
    assert "ibu  : (tombol confirm:yes)" in recorded
    world = World(BOOK, Texts(CONTENT.sentences))
    for line in script.read(recorded):
        world.play(line)
    world.finish()
    assert world.cases[0].topic == "complaint_benefit_missing"
