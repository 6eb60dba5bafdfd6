"""A copy of one person's data: everything of theirs, nothing of anybody else, nothing guarded unless it is whole."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest

from handlers.effects import Note, OpenCase, Relay
from handlers.personal import AddChild, Consent, Remember, Request, Subscribe
from handlers.state import Answer
from handlers.texts import Texts
from handlers.turn import File
from nlu.reading import Reading
from storage import access, content, export, visits
from storage.database import Database
from storage.tables import deliveries
from tests.storage.world import COMPLAINT, NOW, World

TEXTS = Texts(content.texts(Path(__file__).parents[2] / "content" / "texts"))
DANGER = OpenCase("danger", "danger_child_violence", {"what": Answer("ayah memukul aku")}, "urgent", NOW)
SCARED = Reading("danger_child_violence", 0.9, danger="danger_child_violence")


@pytest.fixture
def world(database: Database) -> World:
    world = World(database)
    world.hear("obrolan ayah", Remember("name", "Bapak Rahmat"), sender="web:ayah")
    world.hear("saya <b>Siti</b>", Remember("name", "Siti"), AddChild("Ama"), Consent("2026-11"))
    world.hear(world.message("ini kartunya", files=(File("photo", "telegram:1", "kartu.jpg"),)), COMPLAINT, Note())
    world.decide(Relay(1, "Kami cek dulu, Bu"))
    world.hear("minta salinan", Request("download", NOW))
    return world


def collect(world: World, *, whole: bool = True, person: int = 2) -> dict[str, export.Part]:
    with world.database.look() as tx:
        return export.collect(tx, person, whole=whole)


def test_everything_of_the_person_is_in_it(world: World) -> None:
    with world.database.begin() as tx:
        access.audit(tx, staff=None, action="console.read", subject="ADU-2026-000001", now=NOW)
    found = collect(world)
    assert found["person"][0]["name"] == "Siti"
    assert [child["name"] for child in found["children"]] == ["Ama"]
    assert found["cases"][0]["answers"] == ["Kartu saya ditahan. Sudah tiga bulan.", "rumah"]
    said = [(message["from"], message["text"], message["files"]) for message in found["messages"]]
    assert ("person", "ini kartunya", ["photo kartu.jpg"]) in said
    assert ("centre", "Kami cek dulu, Bu", []) in said
    assert [wish["kind"] for wish in found["requests"]] == ["download"]
    assert "console.read" in [entry["what"] for entry in found["log"]], "who processed it, and when (art. 32)"


def test_nothing_of_anybody_else_is_in_it(world: World) -> None:
    told = json.dumps(collect(world))
    assert "Rahmat" not in told
    assert "obrolan ayah" not in told
    assert "Rina" not in told, "staff are not named"
    assert "Siti" not in json.dumps(collect(world, person=1))


def test_in_part_danger_and_what_is_secret_are_left_out(world: World) -> None:
    world.hear("ayah memukul aku", DANGER, Note(), reading=SCARED)
    world.hear("aku takut ayah", reading=SCARED)
    whole, part = json.dumps(collect(world)), json.dumps(collect(world, whole=False))
    assert whole.count("ayah") > 2
    assert "ayah" not in part
    assert "DRT" not in part
    assert "danger" not in part
    assert "ADU-2026-000001" in part


def test_every_column_there_is_has_a_word(world: World) -> None:
    world.hear("mau tips", Subscribe("tips"))
    with world.database.begin() as tx:
        visits.add_visit(tx, family=2, person=2, at=NOW, now=NOW, case=1, officer="Bu Rina", note="lewat belakang")
        sent = {"rule": "tips", "person": 2, "occasion": "2026-W47", "key": "tips.main", "at": NOW}
        tx.execute(deliveries.insert().values(**sent))
    found = collect(world)
    assert all(found.values()), "otherwise a word could be missing"
    assert "Rina" not in export.page(found, TEXTS, now=NOW)


def test_the_page_can_be_read_and_holds_the_same_as_json(world: World) -> None:
    found = collect(world)
    page = export.page(found, TEXTS, now=NOW)
    assert "<b>Siti</b>" not in page
    assert "Salinan data Anda" in page
    table = page.partition("<h2>JSON</h2>")[0]
    for shown in ("21 Nov 2026 15.00", "Paling lambat", "Menunggu petugas", "<td>Anda</td>", "Siti", "kartu.jpg"):
        assert shown in table
    assert "+00:00" not in table
    assert "web:ibu" not in page, "whoever knows the session reads the talk"
    inside = re.search(r'<pre id="json">(.*)</pre>', page, re.DOTALL)
    assert inside is not None
    assert json.loads(html.unescape(inside[1])) == found
