import pytest
import sqlalchemy as sa

from handlers import orders
from handlers.state import Idle, WithStaff
from storage import casefile, cases, people, tables, visits
from storage.casefile import Detail
from tests.console.conftest import Office, Post, fields


def whole(office: Office, code: str) -> Detail:
    with office.database.look() as tx:
        brief = cases.by_code(tx, code)
        assert brief
        detail = casefile.detail(tx, brief.id)
    assert detail
    return detail


def sent(office: Office) -> list[orders.Order]:
    with office.database.look() as tx:
        rows = tx.execute(sa.select(tables.outbox.c.payload).order_by(tables.outbox.c.id)).scalars()
        return [orders.load(row) for row in rows]


def state(office: Office) -> object:
    with office.database.look() as tx:
        return people.talks(tx, tables.addresses.c.address == "telegram:siti")[0].state


def test_an_officer_takes_a_case_and_the_bot_falls_silent(office: Office, complaint: str, send: Post) -> None:
    page = send(office.officer("Rina"), complaint, "ambil")

    assert "Kasus ini Anda ambil" in page.text
    assert whole(office, complaint).case.officer == "Rina"
    assert isinstance(state(office), WithStaff)
    assert [order.to for order in sent(office)] == ["telegram:siti"]


def test_an_answer_reaches_the_family_in_the_officers_own_words(office: Office, complaint: str, send: Post) -> None:
    page = send(office.officer(), complaint, "balas", teks="  Baik Bu Siti, {kami} cek ke bank ya. @nanti  ")

    (order,) = sent(office)
    assert (order.to, order.words) == ("telegram:siti", "Baik Bu Siti, {kami} cek ke bank ya. @nanti")
    assert "Balasan segera dikirim" in page.text
    assert "Menunggu dikirim" in page.text
    assert whole(office, complaint).case.status == "taken"


def test_a_form_sent_twice_answers_once(office: Office, complaint: str) -> None:
    officer = office.officer()
    form = {**fields(officer.get(f"/petugas/kasus/{complaint}").text), "teks": "Sudah kami cek."}
    answers = [officer.post(f"/petugas/kasus/{complaint}/balas", data=form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(sent(office)) == 1


def test_a_finished_case_gives_the_family_back_to_the_bot(office: Office, complaint: str, send: Post) -> None:
    officer = office.officer()
    send(officer, complaint, "ambil")
    other_tab = fields(officer.get(f"/petugas/kasus/{complaint}").text)
    page = send(officer, complaint, "selesai")

    assert "Kasus ditandai selesai" in page.text
    assert state(office) == Idle()
    assert whole(office, complaint).case.status == "done"
    late = officer.post(f"/petugas/kasus/{complaint}/selesai", data=other_tab)
    assert "sudah selesai" in late.text


def test_a_visit_is_planned_in_local_time_once(office: Office, complaint: str, send: Post) -> None:
    officer = office.officer()
    for _ in range(2):
        page = send(officer, complaint, "kunjungan", tanggal="2026-11-24", jam="14:00", catatan="bawa KK")

    assert "Sel, 24 Nov 2026 14.00" in page.text
    assert "bawa KK" in page.text
    with office.database.look() as tx:
        (planned,) = visits.coming(tx, whole(office, complaint).case.family, now=office.now)
    assert f"{planned.at:%Y-%m-%dT%H:%M}" == "2026-11-24T07:00"


@pytest.mark.parametrize(
    ("day", "hour", "says"),
    [
        ("2026-11-20", "09:00", "harus di depan"),
        ("2026-11-21", "10:00", "harus di depan"),
        ("besok", "09:00", "belum benar"),
        ("2026-02-30", "09:00", "belum benar"),
        ("", "", "belum benar"),
    ],
)
def test_a_visit_that_cannot_be_is_refused_and_what_was_typed_stays(
    office: Office, complaint: str, send: Post, day: str, hour: str, says: str
) -> None:
    page = send(office.officer(), complaint, "kunjungan", tanggal=day, jam=hour, catatan="bawa KK")

    assert page.status_code == 422
    assert says in page.text
    assert 'value="bawa KK"' in page.text
    with office.database.look() as tx:
        assert not visits.coming(tx, whole(office, complaint).case.family, now=office.now)


def test_an_empty_answer_is_not_sent(office: Office, complaint: str, send: Post) -> None:
    page = send(office.officer(), complaint, "balas", teks="   ")

    assert page.status_code == 422
    assert sent(office) == []


@pytest.mark.parametrize("action", ["ambil", "balas", "selesai", "kunjungan"])
def test_a_form_from_elsewhere_is_refused(office: Office, complaint: str, action: str) -> None:
    officer, other = office.officer("Rina"), office.officer("Budi")
    path = f"/petugas/kasus/{complaint}/{action}"
    form = {
        **fields(officer.get(f"/petugas/kasus/{complaint}").text),
        "teks": "x",
        "tanggal": "2026-12-01",
        "jam": "09:00",
    }

    assert other.post(path, data=form).status_code == 403
    assert officer.post(path, data={**form, "csrf": ""}).status_code == 403
    assert officer.post(path, data=form, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert officer.post(path, json=form).status_code == 403
    assert officer.post(path, data={**form, "teks": "x" * 70_000}).status_code == 403
    assert office.stranger().post(path, data=form).url.path == "/petugas/masuk"
    assert sent(office) == []
    assert whole(office, complaint).case.status == "new"
    assert officer.get(path).status_code == 404


def test_an_action_on_no_case_finds_nothing(office: Office, complaint: str) -> None:
    officer = office.officer()
    form = fields(officer.get(f"/petugas/kasus/{complaint}").text)

    for action in ("ambil", "balas", "selesai", "kunjungan"):
        typed = {**form, "teks": "x", "tanggal": "2026-12-01", "jam": "09:00"}
        assert officer.post(f"/petugas/kasus/ADU-2026-999999/{action}", data=typed).status_code == 404
