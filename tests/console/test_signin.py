from datetime import timedelta

import pytest

from tests.console.conftest import Office, fields


def test_looking_at_a_link_does_not_use_it_up(office: Office) -> None:
    token, preview, officer = office.link(), office.stranger(), office.stranger()

    assert preview.get("/petugas/masuk", params={"token": token}).status_code == 200
    assert not preview.cookies
    assert officer.post("/petugas/masuk", data={"token": token}).url.path == "/petugas/"
    assert "Rina" in officer.get("/petugas/").text


def test_a_link_opens_once_and_not_for_long(office: Office) -> None:
    token, late = office.link(), office.link()
    assert office.stranger().post("/petugas/masuk", data={"token": token}).status_code == 200

    again = office.stranger()
    assert again.post("/petugas/masuk", data={"token": token}).status_code == 403
    office.now += timedelta(minutes=31)
    assert again.post("/petugas/masuk", data={"token": late}).status_code == 403
    assert again.post("/petugas/masuk", data={"token": "karangan"}).status_code == 403
    assert not again.cookies


@pytest.mark.parametrize("path", ["/", "/?cari=Siti", "/kasus/ADU-2026-000001", "/kasus/ADU-1999-000001"])
def test_a_stranger_is_sent_to_the_door_whatever_they_ask_for(office: Office, complaint: str, path: str) -> None:
    answer = office.stranger().get(f"/petugas{path}")

    assert answer.url.path == "/petugas/masuk"
    assert "Siti" not in answer.text
    assert complaint not in answer.text


def test_the_cookie_is_kept_from_scripts_and_other_sites(office: Office) -> None:
    client = office.stranger()
    client.follow_redirects = False
    cookie = client.post("/petugas/masuk", data={"token": office.link()}).headers["set-cookie"]

    assert {"HttpOnly", "SameSite=strict", "Path=/petugas"} <= set(cookie.split("; "))


def test_signing_out_ends_the_session_for_a_copy_of_the_cookie_too(office: Office) -> None:
    officer = office.officer()
    copy = office.stranger()
    copy.cookies.update(officer.cookies)
    assert copy.get("/petugas/").url.path == "/petugas/"

    officer.post("/petugas/keluar", data=fields(officer.get("/petugas/").text))
    assert copy.get("/petugas/").url.path == "/petugas/masuk"


def test_a_session_ends_by_itself(office: Office) -> None:
    officer = office.officer()
    office.now += timedelta(hours=13)

    assert officer.get("/petugas/").url.path == "/petugas/masuk"


def test_every_answer_is_guarded(office: Office) -> None:
    officer = office.officer()
    for path in ("/petugas/", "/petugas/masuk", "/petugas/tidak/ada"):
        headers = officer.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
    style = officer.get("/petugas/static/console.css")
    assert style.status_code == 200
    assert len(style.content) < 15_000
    assert "http" not in style.text


def test_a_missing_page_and_a_missing_case_look_alike(office: Office) -> None:
    officer = office.officer()
    nowhere, nobody = officer.get("/petugas/tidak/ada"), officer.get("/petugas/kasus/ADU-2026-000099")

    assert (nowhere.status_code, nobody.status_code) == (404, 404)
    assert "Tidak ditemukan" in nowhere.text
    assert "Tidak ditemukan" in nobody.text
