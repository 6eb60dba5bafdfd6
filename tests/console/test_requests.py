"""The page of wishes about people's own data: the clock, who may decide, and what the family hears."""

import re
from datetime import timedelta

import httpx
import pytest
import sqlalchemy as sa

from handlers.effects import Effect, Note, OpenCase, Outcome
from handlers.personal import Request
from handlers.state import Idle
from handlers.turn import Incoming
from nlu.reading import Reading
from storage import access, turns
from storage.tables import audit, messages, requests
from tests.console.conftest import CONTENT, TEXTS, Office

DANGER = OpenCase("danger", "danger_child_violence", {}, "urgent")


def ask(office: Office, kind: str, *effects: Effect, address: str = "web:siti-1234", detail: str = "") -> int:
    at = office.now
    with office.database.begin() as tx:
        number = len(tx.execute(sa.select(requests.c.id)).all()) + 1
        message = Incoming(f"{address}:{number}", address, at, author=address, name="Siti", text="minta")
        turn = turns.load(tx, message, Reading("service_privacy", 1.0), now=at)
        wish = Request(kind, at + timedelta(hours=72), detail)
        turns.apply(tx, turn, Outcome(Idle(), (*effects, wish)), texts=TEXTS, desk="", now=at)
    return number


def decide(client: httpx.Client, number: int, decision: str, ground: str = "") -> httpx.Response:
    page = client.get("/petugas/permintaan").text
    csrf = re.findall(r'name="csrf" value="([^"]+)"', page)[-1]
    form = {"csrf": csrf, "putusan": decision, "alasan": ground}
    return client.post(f"/petugas/permintaan/{number}", data=form)


def head(office: Office) -> httpx.Client:
    with office.database.begin() as tx:
        access.add(tx, "Kepala", access.HEAD, now=office.now)
    return office.officer("Kepala")


def told(office: Office) -> list[tuple[str, str]]:
    with office.database.look() as tx:
        rows = tx.execute(sa.select(messages).where(messages.c.direction == "out").order_by(messages.c.id))
        return [(row.address, row.text_key) for row in rows]


def stored(office: Office) -> list[tuple[str, str, str]]:
    with office.database.look() as tx:
        return [(row.status, row.decided_by, row.reason) for row in tx.execute(sa.select(requests))]


def test_a_wish_stands_there_with_its_clock_and_the_familys_words(office: Office) -> None:
    ask(office, "correct", detail="desa <pudak>, bukan legok")
    office.now += timedelta(hours=70)
    page = office.officer().get("/petugas/permintaan").text
    assert "Membetulkan" in page
    assert "desa &lt;pudak&gt;, bukan legok" in page
    assert "2 jam lagi" in page
    with office.database.look() as tx:
        assert "console.rights" in set(tx.scalars(sa.select(audit.c.action)))


def test_the_family_hears_the_decision_where_they_asked(office: Office) -> None:
    number = ask(office, "correct")
    assert "Keputusan dicatat" in decide(office.officer(), number, "penuhi").text
    assert told(office) == [("web:siti-1234", "privacy.corrected")]
    assert stored(office) == [("granted", "Rina", "")]


def test_a_decision_is_made_once_and_told_once(office: Office) -> None:
    number = ask(office, "download")
    officer = office.officer()
    decide(officer, number, "tolak", "law")
    assert "sudah diputuskan" in decide(officer, number, "penuhi").text
    assert stored(office) == [("refused", "Rina", "law")]
    assert told(office) == [("web:siti-1234", "privacy.refused")]


@pytest.mark.parametrize("ground", ["safety", "others", "law", "unclear"])
def test_a_refusal_sounds_the_same_whatever_the_ground(office: Office, ground: str) -> None:
    number = ask(office, "download", DANGER, Note())
    decide(head(office), number, "tolak", ground)
    assert told(office)[-1][1] == "privacy.refused"
    words = CONTENT.sentences["privacy.refused"].lower()
    assert not re.search(r"laporan|darurat|anak|bahaya|rahasia|keselamatan|orang lain", words)


@pytest.mark.parametrize("decision", ["sebagian", "tolak"])
def test_without_a_ground_nothing_is_refused(office: Office, decision: str) -> None:
    number = ask(office, "download")
    assert decide(office.officer(), number, decision).status_code == 422
    assert stored(office) == [("new", "", "")]
    assert decide(office.officer(), number, "lain").status_code == 403


def test_where_there_is_danger_only_the_head_decides(office: Office) -> None:
    number = ask(office, "erase", DANGER, Note(), detail="alamat lama")
    officer = office.officer()
    shut = officer.get("/petugas/permintaan").text
    assert "Diputuskan kepala" in shut
    assert "Siti" not in shut, "a name beside that mark would tell whose report it is"
    assert "alamat lama" not in shut
    assert 'name="putusan"' not in officer.get("/petugas/permintaan").text
    ask(office, "correct", address="web:lain-1234")  # its form gives the officer a token
    assert decide(officer, number, "penuhi").status_code == 422
    assert stored(office)[0] == ("new", "", "")
    boss = head(office)
    assert "Siti" in boss.get("/petugas/permintaan").text
    decide(boss, number, "sebagian", "safety")
    assert "Membahayakan" not in officer.get("/petugas/permintaan").text.partition("Sudah diputuskan")[2]
    assert stored(office)[0] == ("partly", "Kepala", "safety")
    assert told(office)[-1][1] == "privacy.erase_granted"


def test_a_copy_comes_as_a_link_on_the_web_and_by_the_officer_elsewhere(office: Office) -> None:
    officer = office.officer()
    decide(officer, ask(office, "download"), "penuhi")
    decide(officer, ask(office, "download", address="telegram:77"), "sebagian", "others")
    assert told(office) == [("web:siti-1234", "privacy.copy_ready"), ("telegram:77", "privacy.copy_by_officer")]
    with office.database.look() as tx:
        words = tx.scalars(sa.select(messages.c.text).where(messages.c.text_key == "privacy.copy_ready")).one()
    assert re.search(rf"{office.url}/unduh/1-[0-9a-f]{{40}}\b", words)
    file = officer.get("/petugas/permintaan/2/berkas")
    assert "attachment" in file.headers["content-disposition"]
    assert "Salinan data Anda" in file.text
    csrf = re.findall(r'name="csrf" value="([^"]+)"', officer.get("/petugas/permintaan").text)[-1]
    assert "sudah diserahkan" in officer.post("/petugas/permintaan/2/serahkan", data={"csrf": csrf}).text
    assert officer.get("/petugas/permintaan/2/berkas").status_code == 404


def test_the_file_of_a_guarded_family_is_for_the_head_only(office: Office) -> None:
    number = ask(office, "download", DANGER, Note())
    decide(head(office), number, "sebagian", "safety")
    assert office.officer().get(f"/petugas/permintaan/{number}/berkas").status_code == 404
    assert "DRT" not in office.officer("Kepala").get(f"/petugas/permintaan/{number}/berkas").text


def test_the_page_is_for_staff_only(office: Office) -> None:
    number = ask(office, "download")
    stranger = office.stranger()
    assert "/masuk" in str(stranger.get("/petugas/permintaan").url)
    assert "/masuk" in str(stranger.post(f"/petugas/permintaan/{number}", data={"putusan": "penuhi"}).url)
    assert stored(office)[0][0] == "new"
    assert office.officer().get("/petugas/permintaan/99/berkas").status_code == 404
