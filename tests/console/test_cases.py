from datetime import timedelta

import sqlalchemy as sa

from handlers.effects import OpenCase
from handlers.state import Answer
from storage import tables
from tests.console.conftest import Office


def danger(office: Office, name: str = "Ani", *, ago: timedelta = timedelta(hours=2)) -> str:
    wish = OpenCase("danger", "danger_domestic_violence", {}, "urgent", office.now - ago + timedelta(minutes=15))
    return office.family(name, "tolong <b>saya</b> dipukul", wish, ago=ago)


def test_the_urgent_case_stands_first_and_its_late_answer_is_marked(office: Office, complaint: str) -> None:
    urgent = danger(office)
    page = office.officer().get("/petugas/").text

    assert page.index(urgent) < page.index(complaint)
    assert "Lewat 1 jam" in page
    assert "3 hari lagi" in page
    assert "Kekerasan di rumah" in page


def test_numbers_are_masked_in_the_list_and_whole_on_the_page(office: Office, complaint: str) -> None:
    officer = office.officer()
    listed, whole = officer.get("/petugas/").text, officer.get(f"/petugas/kasus/{complaint}").text

    assert "0812-3456-7890" not in listed
    assert "••••90" in listed
    assert "0812-3456-7890" in whole
    assert "1571054101900001" in whole


def test_the_list_is_filtered_by_status_kind_and_words(office: Office, complaint: str) -> None:
    urgent, officer = danger(office), office.officer()

    def found(**asked: str) -> set[str]:
        page = officer.get("/petugas/", params=asked).text
        return {code for code in (complaint, urgent) if code in page}

    assert found(jenis="danger") == {urgent}
    assert found(status="done") == set()
    assert found(cari="siti") == {complaint}
    assert found(cari=urgent.lower()) == {urgent}
    assert found(cari="100%_\\'\"<script>") == set()
    assert found(status="karangan", jenis="karangan", setelah="x.y") == {complaint, urgent}


def test_a_long_list_is_read_page_by_page(office: Office) -> None:
    codes = []
    for nth in range(30):
        wish = OpenCase("aid", "aid_food", {"what": Answer("beras")}, "soon")
        codes.append(office.family(f"Keluarga{nth}", "beras habis", wish, ago=timedelta(minutes=90 - nth)))
    officer = office.officer()
    first = officer.get("/petugas/", params={"jenis": "aid"}).text
    onward = first.split('class="button" href="')[1].split('"')[0].replace("&amp;", "&")
    second = officer.get(onward).text

    seen = [[code for code in codes if code in page] for page in (first, second)]
    assert [len(page) for page in seen] == [25, 5]
    assert sorted(seen[0] + seen[1]) == sorted(codes)
    assert "jenis=aid" in onward


def test_what_a_family_wrote_is_shown_and_never_run(office: Office) -> None:
    page = office.officer().get(f"/petugas/kasus/{danger(office)}").text

    assert "tolong &lt;b&gt;saya&lt;/b&gt; dipukul" in page
    assert "<b>saya" not in page


def test_the_page_shows_answers_by_their_names(office: Office, complaint: str) -> None:
    page = office.officer().get(f"/petugas/kasus/{complaint}").text

    assert "<dt>Program</dt><dd>PKH</dd>" in page
    assert "Bantuan tidak cair" in page
    assert "Kasus dibuka" in page


def test_reading_a_case_is_written_down(office: Office, complaint: str) -> None:
    officer = office.officer("Budi")
    officer.get("/petugas/")
    officer.get(f"/petugas/kasus/{complaint.lower()}")

    with office.database.look() as tx:
        rows = tx.execute(
            sa.select(tables.staff.c.name, tables.audit.c.action, tables.audit.c.subject).join(tables.audit)
        ).all()
    assert ("Budi", "console.read", complaint) in [tuple(row) for row in rows]
    assert len([row for row in rows if row.action == "console.read"]) == 1
