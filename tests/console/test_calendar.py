"""The page of the days off: who may change them, what is refused, and what follows."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import httpx
import pytest

from handlers.casework.cases import working_days_after
from handlers.effects import OpenCase, Rate
from storage import access, cases, days
from tests.console.conftest import NOW, Office, fields

DUE = working_days_after(NOW, 3, closed=frozenset(), zone="Asia/Jakarta")
WISH = OpenCase("complaint", "complaint_extortion", {}, "soon", DUE)


def head(office: Office) -> httpx.Client:
    with office.database.begin() as tx:
        access.add(tx, "Kepala", access.HEAD, now=office.now)
    return office.officer("Kepala")


def save(client: httpx.Client, **said: str) -> httpx.Response:
    page = client.get("/petugas/libur")
    typed = {"tanggal": "2026-11-25", "jenis": "tutup", "alasan": "banjir", **said}
    return client.post("/petugas/libur", data={**fields(page.text), **typed})


def known(office: Office) -> list[tuple[date, bool]]:
    with office.database.look() as tx:
        return [(one.day, one.closed) for one in days.overrides(tx)]


def due(office: Office, code: str) -> datetime | None:
    with office.database.look() as tx:
        found = cases.by_code(tx, code)
    assert found
    return found.due


def test_the_head_closes_a_day_and_the_promises_follow(office: Office) -> None:
    code = office.family("Sari", "lapor", WISH)
    client = head(office)
    page = save(client)
    assert page.status_code == 200
    assert "Rabu, 25 November 2026" in page.text
    assert "banjir" in page.text
    assert "1 kasus berubah" in page.text
    assert known(office) == [(date(2026, 11, 25), True)]
    assert due(office, code) == DUE + timedelta(days=1)

    page = client.post("/petugas/libur/hapus", data={**fields(page.text), "tanggal": "2026-11-25"})
    assert page.status_code == 200
    assert known(office) == []
    assert due(office, code) == DUE


@pytest.mark.parametrize(
    "wrong", [{"tanggal": "2026-11-20"}, {"tanggal": "25 November"}, {"tanggal": ""}, {"alasan": " "}]
)
def test_a_day_gone_by_no_day_or_no_reason_is_refused_and_what_was_typed_stays(
    office: Office, wrong: dict[str, str]
) -> None:
    page = save(head(office), **wrong)
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert ("banjir" in page.text) is ("alasan" not in wrong)
    assert known(office) == []


def test_a_day_can_stay_open_although_the_country_is_off(office: Office) -> None:
    assert save(head(office), jenis="buka").status_code == 200
    assert known(office) == [(date(2026, 11, 25), False)]


def test_an_officer_sees_the_days_and_cannot_change_them(office: Office) -> None:
    client = office.officer()
    page = client.get("/petugas/libur")
    assert page.status_code == 200
    assert 'name="alasan"' not in page.text
    for where in ("libur", "libur/hapus"):
        sent = {**fields(page.text), "tanggal": "2026-11-25", "jenis": "tutup", "alasan": "x"}
        assert client.post(f"/petugas/{where}", data=sent).status_code == 403
    assert known(office) == []


def test_nobody_else_sees_the_page(office: Office) -> None:
    page = office.stranger().get("/petugas/libur", follow_redirects=False)
    assert page.status_code == 303


def test_a_form_of_another_session_is_refused(office: Office) -> None:
    client = head(office)
    sent = {"csrf": "x", "tanggal": "2026-11-25", "jenis": "tutup", "alasan": "banjir"}
    assert client.post("/petugas/libur", data=sent).status_code == 403
    assert known(office) == []


def test_how_content_the_family_is_stands_on_the_page_of_the_case(office: Office) -> None:
    code = office.family("Sari", "lapor", WISH)
    with office.database.begin() as tx:
        found = cases.by_code(tx, code)
        assert found
        cases.change(tx, found.id, Rate(found.id, 1), now=office.now)
    assert "Penilaian keluarga: Belum puas" in office.officer().get(f"/petugas/kasus/{code}").text
