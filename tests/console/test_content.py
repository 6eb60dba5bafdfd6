"""The page of all advice and facts: what it shows, and what it calls unchecked."""

from dataclasses import replace
from datetime import date

import pytest

from console.content import KINDS, entries
from tests.console.conftest import CONTENT, Office

TODAY = date(2026, 11, 21)


def test_everything_the_bot_gives_is_listed_with_its_source() -> None:
    found = entries(CONTENT, TODAY)
    assert {entry.kind for entry in found} == set(KINDS)
    assert len([entry for entry in found if entry.kind == "faq"]) == len(CONTENT.articles)
    assert len({(entry.kind, entry.id) for entry in found}) == len(found)
    assert all(entry.title and entry.text for entry in found)
    assert all(entry.source for entry in found if entry.kind in ("faq", "tips", "warnings", "hotlines"))


def test_what_somebody_of_the_trade_signed_is_checked() -> None:
    first = CONTENT.articles[0]
    signed = replace(CONTENT, articles=(replace(first, reviewed_by="dr. Sari"), *CONTENT.articles[1:]))
    by_id = {entry.id: entry for entry in entries(signed, TODAY) if entry.kind == "faq"}
    assert not by_id[first.id].unchecked
    assert by_id[CONTENT.articles[1].id].unchecked


@pytest.mark.parametrize(
    ("checked", "unchecked"), [("2026-11-21", False), ("2026-06-01", False), ("2026-05-01", True), ("", True)]
)
def test_a_number_is_to_be_looked_up_again_after_half_a_year(checked: str, *, unchecked: bool) -> None:
    line = replace(CONTENT.hotlines[0], checked=checked)
    found = next(entry for entry in entries(replace(CONTENT, hotlines=(line,)), TODAY) if entry.kind == "hotlines")
    assert found.unchecked is unchecked


def test_the_page_shows_one_kind_and_filters_it(office: Office) -> None:
    officer = office.officer()
    page = officer.get("/petugas/isi").text
    assert page.count('<tr role="row">') == len(CONTENT.articles) + 1
    assert "Belum diperiksa" in page
    assert "Anak demam" in page
    numbers = officer.get("/petugas/isi", params={"jenis": "hotlines"}).text
    assert "Polisi: 110" in numbers
    assert "2026-11-21" in numbers
    assert officer.get("/petugas/isi", params={"jenis": "hotlines", "hanya": "belum"}).text.count("<details>") == 0
    assert officer.get("/petugas/isi", params={"cari": "oralit zinc"}).text.count("<details>") == 1
    assert officer.get("/petugas/isi", params={"jenis": "<script>", "cari": "x" * 500}).status_code == 200


def test_the_page_is_for_staff_only(office: Office) -> None:
    assert "/masuk" in str(office.stranger().get("/petugas/isi").url)
