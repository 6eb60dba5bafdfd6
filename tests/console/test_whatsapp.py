"""The page of the WhatsApp door: what an officer sees of outages, counts, held messages and templates."""

from __future__ import annotations

from datetime import timedelta

import pytest

from console.desk import Allowance
from handlers import orders
from handlers.orders import SAY, Order
from storage import doors, messages, queue, templates
from storage.database import Tx
from storage.tables import addresses, cases, door_months, openings, outbox
from storage.templates import Seen, fingerprint
from tests.console.conftest import CONTENT, NOW, Office, Post

OPEN = {template.id: template for template in CONTENT.templates.known}


@pytest.fixture
def allowance() -> Allowance:
    return Allowance(free_a_month=1000, new_contacts_a_day=250)


def page(office: Office) -> str:
    answer = office.officer().get("/petugas/whatsapp")
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def delivered(office: Office, count: int) -> None:
    with office.database.begin() as tx:
        tx.execute(door_months.insert().values(door="whatsapp", month="2026-11", service=count, templates=12))


def hold(tx: Tx, address: str, key: str, *, case: int | None = None, rank: int = queue.REPLY, ago: int = 3) -> None:
    at = NOW - timedelta(hours=ago)
    written = messages.queued(tx, key=key, address=address, person=None, text="Ada.", now=at, case=case)
    payload = orders.dump(Order(SAY, address, key, "Ada."))
    queue.put(tx, outbox, key=key, lane=address, payload=payload, now=at, rank=rank, do=SAY, message=written)
    tx.execute(outbox.update().where(outbox.c.key == key).values(status=queue.HELD, finished_at=at))


def test_a_stranger_sees_nothing_of_it(office: Office) -> None:
    with office.stranger() as client:
        assert client.get("/petugas/whatsapp").url.path == "/petugas/masuk"


@pytest.mark.parametrize(
    ("count", "mark", "told"),
    [(799, "", ""), (800, "near", "800 dari 1000 pesan gratis"), (1000, "over", "Pesan gratis bulan ini habis")],
)
def test_the_free_messages_of_the_month_are_counted(office: Office, count: int, mark: str, told: str) -> None:
    delivered(office, count)
    text = page(office)
    assert f"{count} dari 1000" in text
    assert (f'class="meter {mark}"' in text) is bool(mark)
    assert told in text
    assert ("pesan gratis" in text.split("<section")[0].lower()) is bool(told)


@pytest.mark.parametrize(
    ("code", "urgent", "told"),
    [
        ("131042", True, "Pembayaran ke Meta bermasalah"),
        ("190", True, "Token tidak berlaku lagi"),
        ("230", True, "Token tidak berlaku lagi"),
        ("131048", False, "Ada keluarga yang memblokir"),
        ("368", True, "Akun dibatasi oleh WhatsApp"),
        ("133010", True, "dibatasi Meta"),
    ],
)
def test_an_outage_is_red_and_says_what_to_do(office: Office, code: str, urgent: bool, told: str) -> None:  # noqa: FBT001
    assert 'class="notice bad"' not in page(office)
    with office.database.begin() as tx:
        until = NOW + timedelta(hours=1)
        doors.down(tx, "whatsapp", code=code, reason="theirs", urgent=urgent, until=until, now=NOW)
    text = page(office)
    assert 'class="notice bad" role="alert"' in text
    assert told in text
    assert f"Kode Meta: {code}" in text
    assert ("Pesan darurat juga tidak sampai" in text) is urgent


def test_what_waits_is_listed_longest_first_without_the_tips(office: Office, complaint: str) -> None:
    with office.database.begin() as tx:
        case = tx.execute(cases.select()).one().id
        hold(tx, "whatsapp:ID.1", "a#1", case=case, ago=50)
        hold(tx, "whatsapp:ID.1", "a#2", case=case, ago=2)
        hold(tx, "whatsapp:ID.2", "b#1", ago=1)
        hold(tx, "whatsapp:ID.3", "tips:1:x", rank=queue.BULK)
        hold(tx, "telegram:1", "c#1")
    text = page(office)
    assert "Menunggu keluarga menulis (3)" in text
    assert text.index(f'/petugas/kasus/{complaint}">') < text.index("Tanpa nomor kasus")
    assert "2 pesan" in text
    assert "sejak 2 hari lalu" in text


def test_templates_show_their_state_and_what_is_wrong_with_them(office: Office) -> None:
    text = page(office)
    assert "Belum pernah ditanyakan ke Meta" in text
    assert text.count("Belum diajukan ke Meta") == len(OPEN)
    with office.database.begin() as tx:
        words = fingerprint(OPEN["pengingat_kunjungan"].body)
        found = [
            Seen("kabar_baru", "id", "UTILITY", "REJECTED", "SCAM", "", "0"),
            Seen("pengingat_kunjungan", "id", "UTILITY", "APPROVED", "", "YELLOW", words),
        ]
        templates.keep(tx, found, now=NOW)
    text = page(office)
    assert "Ditolak Meta (SCAM)" in text
    assert text.count("Kata-katanya di Meta berbeda") == 1
    assert "Boleh dikirim." in text
    assert "Sab, 21 Nov 2026 10.00" in text
    assert "Ada kabar untuk urusan 2026-000123." in text


def test_a_word_of_meta_that_nobody_knows_is_shown_as_it_is(office: Office) -> None:
    with office.database.begin() as tx:
        templates.keep(tx, [Seen("kabar_baru", "id", "UTILITY", "LOCKED")], now=NOW)
    assert "Keadaan lain di Meta: LOCKED" in page(office)


def test_new_contacts_of_the_last_day_and_the_number_are_shown(office: Office) -> None:
    with office.database.begin() as tx:
        for number, hours in ((1, 1), (2, 2), (2, 3), (3, 30)):
            at = NOW - timedelta(hours=hours)
            tx.execute(openings.insert().values(address=f"whatsapp:ID.{number}", template="kabar_baru", at=at))
        templates.note_number(tx, "whatsapp", quality="YELLOW", tier="TIER_250", now=NOW)
    text = page(office)
    assert "2 dari 250" in text
    assert '<span class="tag near">Sedang</span>' in text
    assert "batas 250 orang sehari" in text
    for tier, told in (("TIER_2K", "batas 2000 orang sehari"), ("TIER_UNLIMITED", "")):
        with office.database.begin() as tx:
            templates.note_number(tx, "whatsapp", tier=tier, now=NOW)
        assert ("orang sehari" in page(office)) is bool(told)
        assert told in page(office)


def test_an_officer_knows_before_replying_that_it_will_wait(office: Office, complaint: str, send: Post) -> None:
    client = office.officer()
    assert "24 jam" not in client.get(f"/petugas/kasus/{complaint}").text
    with office.database.begin() as tx:
        silent = {"address": "whatsapp:ID.1", "last_heard_at": NOW - timedelta(hours=24)}
        tx.execute(addresses.update().values(**silent))
        tx.execute(cases.update().values(address="whatsapp:ID.1"))
    assert "Balasan Anda ditahan" in client.get(f"/petugas/kasus/{complaint}").text
    answer = send(client, complaint, "balas", teks="Besok bisa ke bank.")
    assert "Balasan ditahan. Terkirim begitu keluarga menulis lagi." in answer.text
    with office.database.begin() as tx:
        tx.execute(addresses.update().values(last_heard_at=NOW - timedelta(hours=23)))
    assert "Balasan segera dikirim" in send(client, complaint, "balas", teks="Bawa KTP.").text


@pytest.mark.parametrize("allowance", [None])
def test_without_a_number_the_page_says_that_the_door_is_closed(office: Office, allowance: None) -> None:
    text = page(office)
    assert "belum dibuka" in text
    assert "progress" not in text
