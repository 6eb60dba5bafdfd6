"""The page of all advice and facts: what it shows, and what it calls unchecked."""

import re
from dataclasses import replace
from datetime import date, timedelta

import httpx
import pytest
import sqlalchemy as sa

from console.content import KINDS, Entry, entries, reviewed
from storage import access, reviews
from storage.tables import audit
from tests.console.conftest import CONTENT, NOW, Office, fields

TODAY = date(2026, 11, 21)
ZONE = "Asia/Jakarta"
FEVER = next(entry for entry in entries(CONTENT, TODAY) if (entry.kind, entry.id) == ("faq", "demam"))


def head(office: Office, role: str = access.HEAD) -> httpx.Client:
    with office.database.begin() as tx:
        access.add(tx, "dr. Sari", role, now=office.now)
    return office.officer("dr. Sari")


def press(client: httpx.Client, where: str = "", **said: str) -> httpx.Response:
    page = client.get("/petugas/isi")
    sent = {**fields(page.text), "jenis": "faq", "butir": "demam", "kata": FEVER.words, **said}
    return client.post(f"/petugas/isi{where}", data=sent)


def signatures(office: Office) -> list[tuple[str, str]]:
    with office.database.look() as tx:
        return [(one.by, one.body_hash) for one in reviews.everything(tx).get(("faq", "demam"), ())]


def done(office: Office) -> list[tuple[str, str]]:
    with office.database.look() as tx:
        rows = tx.execute(sa.select(audit).where(audit.c.action.like("console.content%")).order_by(audit.c.id))
        return [(row.action, row.subject) for row in rows]


def row(page: httpx.Response, id_: str = "demam") -> str:
    return next((part for part in page.text.split('<tr role="row">') if f'<p class="soft small">{id_}</p>' in part), "")


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


@pytest.mark.parametrize("role", [access.HEAD, access.ADMIN])
def test_the_head_or_an_admin_signs_what_is_right_and_can_take_it_back(office: Office, role: str) -> None:
    client = head(office, role)
    assert "Belum diperiksa" in row(client.get("/petugas/isi"))
    page = press(client)
    assert page.status_code == 200
    assert "Ditandai benar: Anak demam" in page.text
    assert '<span class="tag done">Diperiksa</span> <span class="soft small">dr. Sari, 21 Nov 2026</span>' in row(page)
    assert signatures(office) == [("dr. Sari", FEVER.words)]

    page = press(client, "/batal")
    assert "Tanda dibatalkan: Anak demam" in page.text
    assert "Belum diperiksa" in row(page)
    assert signatures(office) == []
    assert done(office) == [("console.content_signed", "faq demam"), ("console.content_unsigned", "faq demam")]


def test_a_second_press_of_either_button_is_no_second_act(office: Office) -> None:
    client = head(office)
    for where in ("", "", "/batal", "/batal"):
        assert press(client, where).status_code == 200
    assert [action for action, _ in done(office)] == ["console.content_signed", "console.content_unsigned"]


def test_what_is_signed_leaves_the_list_of_what_is_not_and_can_be_taken_back_at_once(office: Office) -> None:
    client = head(office)
    before = client.get("/petugas/isi", params={"hanya": "belum"})
    page = press(client, hanya="belum")
    assert row(before)
    assert not row(page)
    assert page.text.count('<tr role="row">') == before.text.count('<tr role="row">') - 1
    undo = page.text.partition('role="status"')[2].partition("</div>")[0]
    assert 'action="/petugas/isi/batal"' in undo
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', undo))
    assert row(client.post("/petugas/isi/batal", data=sent))


def test_words_that_changed_after_they_were_signed_need_a_new_sign_off(office: Office) -> None:
    with office.database.begin() as tx:
        reviews.sign(tx, ("faq", "demam"), reviews.fingerprint("Dulu."), by="dr. Adi", now=NOW - timedelta(days=9))
    client = head(office)
    before = row(client.get("/petugas/isi", params={"hanya": "belum"}))
    assert '<span class="tag near">Berubah, periksa lagi</span>' in before
    assert "Sebelumnya: dr. Adi, 12 Nov 2026" in before
    after = row(press(client))
    assert "dr. Sari, 21 Nov 2026" in after
    assert "Berubah" not in after


def test_words_that_changed_while_the_page_was_open_are_not_signed_unread(office: Office) -> None:
    page = press(head(office), kata=reviews.fingerprint("Dulu."))
    assert page.status_code == 409
    assert "sudah berubah sejak halaman ini dibuka" in page.text
    assert signatures(office) == []
    assert done(office) == []


def test_an_officer_sees_who_signed_and_can_sign_nothing(office: Office) -> None:
    press(head(office))
    client = office.officer()
    page = client.get("/petugas/isi")
    assert "dr. Sari, 21 Nov 2026" in row(page)
    assert "Hanya kepala dan admin" in page.text
    assert 'action="/petugas/isi' not in page.text.replace('method="get" action="/petugas/isi"', "")
    for where in ("", "/batal"):
        assert press(client, where).status_code == 403
    assert len(signatures(office)) == len(done(office)) == 1


def test_a_form_of_another_session_or_of_nobody_is_refused(office: Office) -> None:
    assert press(head(office), csrf="x").status_code == 403
    sent = {"jenis": "faq", "butir": "demam", "kata": FEVER.words, "csrf": "x"}
    assert office.stranger().post("/petugas/isi", data=sent, follow_redirects=False).status_code == 303
    assert signatures(office) == []


@pytest.mark.parametrize("wrong", [{"butir": "tidak-ada"}, {"jenis": "tips"}, {"jenis": "<script>"}])
def test_what_is_not_in_content_cannot_be_signed(office: Office, wrong: dict[str, str]) -> None:
    assert press(head(office), **wrong).status_code == 404
    assert done(office) == []


@pytest.mark.parametrize(
    "change", [{"title": "Lain"}, {"text": "Lain."}, {"source": "Lain"}, {"ages": (0, 6)}, {"ages": None}]
)
def test_a_signature_belongs_to_the_words_the_ages_and_the_source(change: dict[str, object]) -> None:
    assert replace(FEVER, **change).words != FEVER.words  # type: ignore[arg-type]
    assert replace(FEVER, by="dr. Adi", stale=True).words == FEVER.words


def test_words_that_are_changed_back_are_signed_again() -> None:
    given = (reviews.Review(FEVER.words, "dr. Adi", NOW), reviews.Review("lain", "dr. Sari", NOW))
    assert not _of(given).changed
    assert _of(given).signed == given[0]
    assert _of(given[1:]).changed
    assert _of(given[1:]).unchecked


def test_a_number_that_was_signed_holds_for_half_a_year() -> None:
    old = replace(CONTENT, hotlines=(replace(CONTENT.hotlines[0], checked="2026-01-01"),))
    line = next(entry for entry in entries(old, TODAY) if entry.kind == "hotlines")
    for ago, unchecked in ((0, False), (180, False), (181, True)):
        known = {(line.kind, line.id): (reviews.Review(line.words, "dr. Sari", NOW - timedelta(days=ago)),)}
        found = next(entry for entry in reviewed(old, known, TODAY, zone=ZONE) if entry.kind == "hotlines")
        assert found.unchecked is unchecked


def _of(given: tuple[reviews.Review, ...]) -> Entry:
    found = reviewed(CONTENT, {(FEVER.kind, FEVER.id): given}, TODAY, zone=ZONE)
    return next(entry for entry in found if (entry.kind, entry.id) == ("faq", "demam"))
