"""The files that families sent: seen on the page of their case by those who may see the case, and by nobody else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from handlers.effects import ANONYMOUS, CONFIDENTIAL, Note, OpenCase
from handlers.turn import File
from storage import access, files, tables
from tests.console.conftest import Office
from tests.console.test_secrecy import says, signed_in

REPORT = OpenCase("complaint", "complaint_extortion", {}, "routine")
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8
PDF, OGG, MP4 = b"%PDF-1.7 isi", b"OggS" + bytes(400), b"\0\0\0\x20ftypisom" + bytes(3 << 20)
WEBP, M4A, DOCX = b"RIFF\0\0\0\0WEBPVP8 ", b"\0\0\0\x20ftypM4A ", b"PK\x03\x04....word/document.xml"
PAGE = b"<html><script>alert(1)</script>"


@dataclass(frozen=True)
class Sent:
    """A case with one file: its code, the number of the file, where it lies."""

    code: str
    number: int

    @property
    def path(self) -> str:
        return f"/petugas/berkas/{self.number}"


def send(office: Office, content: bytes, kind: str = "photo", name: str = "", *, secrecy: str = "") -> Sent:
    """A family with a case sends a file, and it is fetched."""
    wish = OpenCase(REPORT.kind, REPORT.topic, {}, "routine", secrecy=secrecy)
    code = office.family("Siti", "kartu saya ditahan", wish)
    number = more(office, kind, name)
    with office.database.begin() as tx:
        kept = files.keep(files.folder(office.database, Path()), content)
        files.stored(tx, number, kept, now=office.now)
    return Sent(code, number)


def more(office: Office, kind: str, name: str = "", size: int = 0) -> int:
    """The family of that case sends another one, which nobody fetched yet."""
    says(office, "Siti", Note(1), files=(File(kind, f"telegram:{kind}{name}", name, "text/html", size),))
    with office.database.look() as tx:
        number: int = tx.execute(sa.select(sa.func.max(tables.attachments.c.id))).scalar_one()
    return number


def rows(office: Office) -> list[tuple[str, str]]:
    with office.database.look() as tx:
        opened = sa.select(tables.audit.c.action, tables.audit.c.subject)
        found = tx.execute(opened.where(tables.audit.c.action.startswith("console.file"))).all()
    return [(row.action, row.subject) for row in found]


def page(office: Office, sent: Sent, me: httpx.Client | None = None) -> str:
    return (me or office.officer()).get(f"/petugas/kasus/{sent.code}").text


@pytest.mark.parametrize(
    ("content", "kind", "told", "how"),
    [
        (JPEG, "photo", "image/jpeg", "inline"),
        (b"\x89PNG\r\n\x1a\n", "photo", "image/png", "inline"),
        (WEBP, "sticker", "image/webp", "inline"),
        (OGG, "voice", "audio/ogg", "inline"),
        (b"ID3", "audio", "audio/mpeg", "inline"),
        (M4A, "audio", "audio/mp4", "inline"),
        (MP4, "video", "video/mp4", "attachment"),
        (PDF, "document", "application/pdf", "attachment"),
        (DOCX, "document", "application/octet-stream", "attachment"),
        (PAGE, "photo", "application/octet-stream", "attachment"),
        (b"<svg onload=alert(1)>", "sticker", "application/octet-stream", "attachment"),
        (b"", "photo", "application/octet-stream", "attachment"),
    ],
)
def test_a_browser_is_told_what_the_bytes_are_and_may_run_nothing(
    office: Office, content: bytes, kind: str, told: str, how: str
) -> None:
    sent = send(office, content, kind, 'kk".html\r\nSet-Cookie: a=b')
    answer = office.officer().get(sent.path)

    assert answer.status_code == 200
    assert answer.content == content
    assert answer.headers["content-type"] == told
    assert re.fullmatch(rf'{how}; filename="{sent.code}-{sent.number}\.\w+"', answer.headers["content-disposition"])
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "set-cookie" not in answer.headers


def test_a_player_may_ask_for_a_part(office: Office) -> None:
    sent, me = send(office, OGG, "voice"), office.officer()
    part = me.get(sent.path, headers={"range": "bytes=0-3"})
    assert (part.status_code, part.content, part.headers["content-type"]) == (206, b"OggS", "audio/ogg")
    assert part.headers["content-security-policy"] == "sandbox; default-src 'none'"
    head = me.head(sent.path)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(OGG)))


def test_every_opening_is_written_down(office: Office) -> None:
    sent, me = send(office, JPEG), office.officer()
    page(office, sent, me)
    assert rows(office) == []
    me.get(sent.path)
    me.get(sent.path)
    assert rows(office) == [(f"console.file {sent.number}", sent.code)] * 2


def test_who_is_signed_out_is_asked_to_sign_in(office: Office) -> None:
    sent = send(office, JPEG)
    stranger = office.stranger()
    answer = stranger.get(sent.path, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/petugas/masuk")
    assert "Masuk" in stranger.get(sent.path).text
    assert rows(office) == []


def test_a_file_of_a_confidential_case_is_there_for_its_officer_and_the_head_alone(office: Office) -> None:
    sent = send(office, JPEG, secrecy=CONFIDENTIAL)
    rina, head = office.officer("Rina"), signed_in(office, "Bu Ketua", access.HEAD)
    unknown = rina.get("/petugas/berkas/999")
    refused = rina.get(sent.path)
    assert (refused.status_code, refused.text) == (404, unknown.text)
    assert rina.head(sent.path).status_code == 404
    assert head.get(sent.path).content == JPEG
    with office.database.begin() as tx:
        me = next(one.id for one in access.everybody(tx) if one.name == "Rina")
        tx.execute(tables.cases.update().values(officer_id=me))
    assert rina.get(sent.path).content == JPEG
    assert signed_in(office, "Budi", access.OFFICER).get(sent.path).status_code == 404
    assert len(rows(office)) == 2


def test_a_file_that_belongs_to_no_case_is_nowhere(office: Office) -> None:
    sent, me = send(office, JPEG), office.officer()
    assert me.get(sent.path).status_code == 200
    with office.database.begin() as tx:
        tx.execute(tables.messages.update().values(case=None))
    assert me.get(sent.path).status_code == 404


@pytest.mark.parametrize(
    "way",
    [
        *("../pintu.db", "..%2fpintu.db", "%2e%2e/%2e%2e/pintu.db", "1/../../pintu.db", "1%00", "-1", "1.5", "", "0"),
        *("a" * 64, "9" * 40, "1 OR 1=1", "١"),
    ],
)
def test_only_a_number_leads_to_a_file(office: Office, way: str) -> None:
    send(office, JPEG)
    answer = office.officer().get(f"/petugas/berkas/{way}")
    assert answer.status_code in (307, 404)
    assert b"SQLite" not in answer.content
    assert rows(office) == []


def test_a_name_in_the_record_that_is_no_hash_leads_out_of_the_folder_for_nobody(office: Office) -> None:
    sent = send(office, JPEG)
    with office.database.begin() as tx:
        tx.execute(tables.attachments.update().values(sha256="../../pintu.db"))
    answer = office.officer().get(sent.path)
    assert answer.status_code == 410
    assert "sudah tidak ada" in page(office, sent)


def test_the_page_shows_a_picture_a_player_and_links(office: Office) -> None:
    sent = send(office, JPEG)
    folder = files.folder(office.database, Path())
    for content, kind, name in (
        (OGG, "voice", ""),
        (MP4, "video", ""),
        (PDF, "document", "<kk>.pdf"),
        (b"?", "audio", ""),
    ):
        with office.database.begin() as tx:
            kept = files.keep(folder, content)
        number = more(office, kind, name)
        with office.database.begin() as tx:
            files.stored(tx, number, kept, now=office.now)
    answer = office.officer().get(f"/petugas/kasus/{sent.code}")
    read = answer.text

    assert f'<a href="{sent.path}"><img src="{sent.path}" loading="lazy" alt="Foto dari Siti, ' in read
    assert (
        f'<audio controls preload="none" src="/petugas/berkas/{sent.number + 1}" aria-label="Pesan suara dari' in read
    )
    assert f'<a href="/petugas/berkas/{sent.number + 2}">Video (MP4, 3,0 MB)</a>' in read
    assert f'<video controls preload="none" src="/petugas/berkas/{sent.number + 2}" aria-label="Video' in read
    assert f'<a href="/petugas/berkas/{sent.number + 3}">Berkas &lt;kk&gt;.pdf (PDF, 1 KB)</a>' in read
    assert f'<a href="/petugas/berkas/{sent.number + 4}">Audio (jenis lain, 1 KB)</a>' in read
    policy = answer.headers["content-security-policy"]
    assert "img-src 'self'; media-src 'self';" in policy


@pytest.mark.parametrize(
    ("why", "line"),
    [
        ("too-large", "lebih dari 20 MB"),
        ("file-too-big", "lebih dari 20 MB"),
        ("harmful", "berbahaya kalau dibuka"),
        ("file-gone", "sudah tidak ada"),
        ("", "sudah tidak ada"),
    ],
)
def test_the_page_says_why_there_is_nothing_to_open(office: Office, why: str, line: str) -> None:
    sent = send(office, JPEG)
    number = more(office, "document", "kk.pdf")
    assert "Berkas kk.pdf: masih diambil." in page(office, sent)
    assert office.officer().get(f"/petugas/berkas/{number}").status_code == 410
    with office.database.begin() as tx:
        files.stored(tx, number, "", now=office.now, refused=why)
    read = page(office, sent)
    assert line in read
    assert "masih diambil" not in read
    assert f"/berkas/{number}" not in read


def test_an_erased_file_says_so_on_the_page_and_behind_its_old_link(office: Office) -> None:
    sent, me = send(office, JPEG), office.officer()
    folder = files.folder(office.database, Path())
    next(path for path in folder.rglob("*") if path.is_file()).unlink()
    assert "Foto: sudah tidak ada." in page(office, sent, me)
    answer = me.get(sent.path)
    assert answer.status_code == 410
    assert "sudah dihapus" in answer.text
    with office.database.begin() as tx:
        tx.execute(tables.attachments.delete())
    answer = me.get(sent.path)
    assert answer.status_code == 404
    assert "Berkas ini tidak ada, sudah dihapus, atau bukan untuk Anda." in answer.text
    assert rows(office) == []


def test_of_an_anonymous_report_only_what_names_nobody_is_offered(office: Office) -> None:
    sent = send(office, JPEG, "photo", "foto Siti.jpg", secrecy=ANONYMOUS)
    number = more(office, "document", "KTP Siti.pdf")
    with office.database.begin() as tx:
        files.stored(tx, number, files.keep(files.folder(office.database, Path()), PDF), now=office.now)
    for me in (office.officer(), signed_in(office, "Bu Ketua", access.HEAD)):
        read = page(office, sent, me)
        assert "Siti" not in read
        assert f'src="{sent.path}"' in read
        assert "Berkas: tidak ditampilkan" in read
        assert f"/berkas/{number}" not in read
        assert me.get(sent.path).content == JPEG
        assert "Siti" not in me.get(sent.path).headers["content-disposition"]
        assert me.get(f"/petugas/berkas/{number}").status_code == 404
