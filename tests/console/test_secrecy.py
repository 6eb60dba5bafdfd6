"""The desk and cases kept secret: who wrote is on no page, and a confidential case is there for two people only."""

from __future__ import annotations

import re
from dataclasses import replace

import httpx
import pytest
import sqlalchemy as sa

from handlers.effects import ANONYMOUS, BOTH, CONFIDENTIAL, Keep, Note, OpenCase, Outcome
from handlers.personal import Remember, Request
from handlers.state import Answer, Idle
from handlers.turn import Contact, File, Incoming, Place
from nlu.reading import Reading
from storage import access, referrals, tables, turns
from tests.console.conftest import Office, Post, fields
from tests.console.test_actions import sent, whole

TELLING = ("siti", "aminah", "0812", "3456", "mawar", "103.6", "tetangga", "ktp siti", "telegram:")
ANSWERS = {
    "what": Answer("saya siti aminah, hp 0812-3456-7890, kartu saya ditahan"),
    "place": Answer("desa pudak rt 05 jl mawar no 12"),
}
REPORT = OpenCase("complaint", "complaint_extortion", ANSWERS, "routine", secrecy=ANONYMOUS)
WAYS = ("", "/rujukan", "/batas")
ACTS = ("ambil", "balas", "selesai", "kunjungan", "tugaskan", "identitas", "rujukan", "batas/jenis", "batas/tanggal")


def says(office: Office, name: str, *effects: object, **message: object) -> None:
    """The family writes something more at its own door."""
    address = f"telegram:{name.lower()}"
    at = message.pop("at", office.now)
    heard = Incoming(f"{address}:{id(effects)}:{len(str(message))}", address, at, author=address, **message)  # type: ignore[arg-type]
    with office.database.begin() as tx:
        turn = turns.load(tx, heard, Reading("service_affirm", 1.0), now=office.now)
        turns.apply(tx, turn, Outcome(Idle(), effects), texts=office.texts, desk="", now=office.now)  # type: ignore[arg-type]


def report(office: Office, secrecy: str = ANONYMOUS) -> str:
    code = office.family("Siti Aminah", "saya Siti, rumah di jl mawar no 12", replace(REPORT, secrecy=secrecy))
    name = "Siti Aminah"
    says(office, name, Remember("place", "jl mawar 12"), text="alamat: jl mawar 12")
    says(office, name, Note(1), files=(File("document", "telegram:D", "KTP Siti.pdf"),))
    says(office, name, Note(1), place=Place(-1.61234, 103.61234, "Rumah Siti"))
    says(office, name, Note(1), contact=Contact("Tetangga", "+628123456789"))
    return code


def signed_in(office: Office, name: str, role: str) -> httpx.Client:
    with office.database.begin() as tx:
        if all(one.name != name for one in access.everybody(tx)):
            access.add(tx, name, role, now=office.now)
    return office.officer(name)


def told(page: str) -> list[str]:
    return [word for word in TELLING if word in page.lower()]


@pytest.mark.parametrize("role", [access.OFFICER, access.HEAD, access.ADMIN])
def test_no_page_tells_who_wrote_an_anonymous_report(office: Office, role: str) -> None:
    code = report(office)
    me = signed_in(office, "Bu Ketua", role)
    pages = [me.get(f"/petugas/kasus/{code}{way}") for way in WAYS]
    listed = [me.get("/petugas/"), *(me.get("/petugas/", params={"cari": word}) for word in ("siti", "mawar", code))]
    read = "\n".join(page.text for page in (*pages, *listed))

    assert [page.status_code for page in pages] == [200, 200, 200]
    assert told(re.sub(r'value="(?:siti|mawar)"', "", read)) == []
    assert "kartu saya ditahan" in pages[0].text
    assert "Pelapor" in pages[0].text
    assert "Lokasi dikirim, tidak ditampilkan karena anonim" in pages[0].text
    assert code not in listed[1].text
    assert code not in listed[2].text
    assert code in listed[3].text


def test_the_same_report_in_the_open_tells_it_all(office: Office) -> None:
    code = report(office, secrecy="")
    page = signed_in(office, "Bu Ketua", access.HEAD).get(f"/petugas/kasus/{code}").text
    assert told(page) == [word for word in TELLING if word != "telegram:"]
    assert "Buka nama pelapor" not in page


def test_an_answer_to_an_anonymous_report_goes_out_and_a_visit_does_not(office: Office, send: Post) -> None:
    code = report(office)
    officer = office.officer()
    page = send(officer, code, "balas", teks="Baik Bu, kami cek.")
    refused = send(officer, code, "kunjungan", tanggal="2026-12-01", jam="09:00")

    assert "Balasan segera dikirim" in page.text
    assert [(order.to, order.words) for order in sent(office)] == [("telegram:siti aminah", "Baik Bu, kami cek.")]
    assert refused.status_code == 422
    assert "anonim, jadi tidak bisa dikunjungi" in refused.text
    with office.database.look() as tx:
        assert tx.execute(sa.select(tables.visits)).all() == []


def test_what_staff_wrote_about_a_referral_before_names_nobody_afterwards(office: Office) -> None:
    code = report(office)
    with office.database.begin() as tx:
        new = referrals.propose(tx, 1, "dinsos", handed_on=("place",), by="Rina", now=office.now, note="Bu Siti minta")
        said = {"words": "Siti Aminah sudah datang, hp 0812 3456 7890", "due": None, "by": "Rina", "now": office.now}
        assert referrals.took(tx, new, "accepted", before="proposed", **said)  # type: ignore[arg-type]
    page = office.officer().get(f"/petugas/kasus/{code}/rujukan").text
    assert told(page) == []
    assert "sudah datang" in page


@pytest.mark.parametrize("role", [access.OFFICER, access.ADMIN])
def test_only_the_head_looks_up_who_wrote(office: Office, send: Post, role: str) -> None:
    code = report(office)
    signed_in(office, "Bu Kepala", access.HEAD)
    me = signed_in(office, "Rina", role)
    answer = send(me, code, "identitas", alasan="pelapor terancam di rumahnya")
    assert answer.status_code == 403
    assert told(answer.text) == []
    assert "Buka nama pelapor" not in me.get(f"/petugas/kasus/{code}").text


def test_looking_up_who_wrote_needs_a_reason_and_is_written_down(office: Office, send: Post) -> None:
    code = report(office)
    head = signed_in(office, "Bu Kepala", access.HEAD)
    short = send(head, code, "identitas", alasan="mau tau")
    page = send(head, code, "identitas", alasan="pelapor terancam di rumahnya")

    assert (short.status_code, told(short.text)) == (422, [])
    assert "Siti Aminah" in page.text
    assert "telegram:siti aminah" in page.text
    assert page.headers["cache-control"] == "no-store"
    with office.database.look() as tx:
        done = tx.execute(sa.select(tables.audit.c.action, tables.audit.c.subject)).all()
        events = tx.execute(sa.select(tables.case_events.c.what, tables.case_events.c.by)).all()
    assert [tuple(row) for row in done].count(("console.identity", code)) == 1
    assert [tuple(row) for row in events].count(("identity", "Bu Kepala")) == 1
    after = office.officer("Rina").get(f"/petugas/kasus/{code}").text
    assert "Bu Kepala membuka nama pelapor. Alasan: pelapor terancam di rumahnya" in after
    assert told(after) == []


def test_there_is_nobody_to_look_up_where_nobody_is_hidden(office: Office, complaint: str, send: Post) -> None:
    head = signed_in(office, "Bu Kepala", access.HEAD)
    assert send(head, complaint, "identitas", alasan="pelapor terancam di rumahnya").status_code == 404


@pytest.mark.parametrize("secrecy", [CONFIDENTIAL, BOTH])
def test_a_confidential_case_is_nowhere_for_others(office: Office, complaint: str, secrecy: str) -> None:
    code = report(office, secrecy)
    signed_in(office, "Bu Kepala", access.HEAD)
    rina, admin = office.officer("Rina"), signed_in(office, "Pak Admin", access.ADMIN)
    form = fields(rina.get(f"/petugas/kasus/{complaint}").text)
    for me in (rina, admin):
        listed = me.get("/petugas/").text + me.get("/petugas/", params={"cari": code}).text.replace(f'"{code}"', "")
        assert complaint in listed
        assert code not in listed
        assert [me.get(f"/petugas/kasus/{code}{way}").status_code for way in WAYS] == [404, 404, 404]
    filled = {"teks": "x", "tanggal": "2026-12-01", "jam": "09:00", "jenis": "plain", "kantor": "dinsos"}
    answers = {
        act: rina.post(f"/petugas/kasus/{code}/{act}", data={**form, **filled, "alasan": "karena perlu sekali"})
        for act in ACTS
    }
    assert {act: answer.status_code for act, answer in answers.items() if answer.status_code not in (403, 404)} == {}
    assert all(code not in answer.text for answer in answers.values())
    assert sent(office) == []
    assert whole(office, code).case.status == "new"


def test_the_head_gives_a_confidential_case_to_an_officer_who_then_sees_it(office: Office, send: Post) -> None:
    code = report(office, CONFIDENTIAL)
    joko, rina = office.officer("Joko"), office.officer("Rina")
    head = signed_in(office, "Bu Kepala", access.HEAD)
    assert code in head.get("/petugas/").text
    with office.database.look() as tx:
        number = next(one.id for one in access.everybody(tx) if one.name == "Joko")
    assert "Pilih dulu petugasnya" in send(head, code, "tugaskan", petugas="99").text
    page = send(head, code, "tugaskan", petugas=str(number))

    assert "sudah ditugaskan" in page.text
    assert "Bu Kepala menugaskan kasus ini kepada Joko" in page.text
    assert joko.get(f"/petugas/kasus/{code}").status_code == 200
    assert code in joko.get("/petugas/").text
    assert rina.get(f"/petugas/kasus/{code}").status_code == 404
    assert send(joko, code, "balas", teks="Saya yang menangani, Bu.").status_code == 200
    assert (whole(office, code).case.officer, whole(office, code).case.officer_id) == ("Joko", number)
    assert send(joko, code, "tugaskan", petugas=str(number)).status_code == 403


def test_a_case_that_becomes_confidential_leaves_the_others_pages_at_once(office: Office, complaint: str) -> None:
    rina = office.officer("Rina")
    assert rina.get(f"/petugas/kasus/{complaint}").status_code == 200
    says(office, "Siti", Keep(CONFIDENTIAL, 1), text="rahasia ya bu")
    assert rina.get(f"/petugas/kasus/{complaint}").status_code == 404
    says(office, "Siti", Keep("", 1), text="jadikan biasa ya bu")
    page = rina.get(f"/petugas/kasus/{complaint}").text
    assert "Pelapor minta dirahasiakan" in page
    assert "Pelapor minta laporan ini menjadi biasa" in page


def test_a_wish_about_data_names_nobody_who_wrote_in_secret_except_to_the_head(office: Office) -> None:
    report(office)
    says(office, "Siti Aminah", Request("download", office.now, ""), text="minta salinan data saya")
    assert told(office.officer("Rina").get("/petugas/permintaan").text) == []
    assert "Siti Aminah" in signed_in(office, "Bu Kepala", access.HEAD).get("/petugas/permintaan").text
