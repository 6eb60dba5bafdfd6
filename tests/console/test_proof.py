"""What the page of a case shows of the family's consent, of replies that are held back, and of changed promises."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from handlers.effects import Classify, Extend, Keep, Quiet
from storage import access, cases, personal
from storage.access import HEAD
from tests.console.conftest import Office, Post


def page(office: Office, code: str) -> str:
    return office.officer().get(f"/petugas/kasus/{code}").text


def test_every_consent_is_shown_with_version_way_and_moment_also_one_taken_back(office: Office, complaint: str) -> None:
    assert "Belum ada persetujuan." in page(office, complaint)
    with office.database.begin() as tx:
        personal.consent(tx, 1, "2026-10", how="words", key="telegram:1", now=office.now - timedelta(days=30))
        personal.withdraw(tx, 1, now=office.now - timedelta(days=20))
        personal.consent(tx, 1, "2026-11", how="button", key="telegram:2", now=office.now)
    shown = page(office, complaint)
    assert "Sab, 21 Nov 2026 10.00: setuju pemberitahuan 2026-11, dengan tombol." in shown
    assert "setuju pemberitahuan 2026-10, dengan kata-kata. Dicabut Min, 1 Nov 2026 10.00." in shown
    assert "telegram:2" not in shown


def test_nothing_of_it_is_shown_where_nobody_may_see_who_wrote(office: Office, complaint: str) -> None:
    with office.database.begin() as tx:
        personal.consent(tx, 1, "2026-11", how="button", key="telegram:2", now=office.now)
        cases.change(tx, 1, Keep("anonymous"), now=office.now)
        access.add(tx, "Kepala", HEAD, now=office.now)
    for name in ("Rina", "Kepala"):
        assert "Persetujuan keluarga" not in office.officer(name).get(f"/petugas/kasus/{complaint}").text


def test_a_reply_that_is_held_back_is_marked(office: Office, complaint: str, send: Post) -> None:
    with office.database.begin() as tx:
        cases.change(tx, 1, Quiet(1), now=office.now)
    officer = office.officer()
    assert "Ditahan" in send(officer, complaint, "balas", teks="Ibu aman?").text


def test_a_changed_class_and_a_later_date_stand_in_the_timeline(office: Office, complaint: str) -> None:
    with office.database.begin() as tx:
        cases.change(tx, 1, Classify(1, "inspection", None, "Ada uang."), now=office.now, by="Rina")
        cases.change(tx, 1, Extend(1, datetime(2026, 12, 4, 9, tzinfo=UTC), "Surat."), now=office.now, by="Rina")
    shown = page(office, complaint)
    assert "Rina mengubah jenis laporan: Perlu pengawasan. Ada uang." in shown
    assert "Rina memperpanjang batas sampai Jum, 4 Des 2026 16.00. Surat." in shown
