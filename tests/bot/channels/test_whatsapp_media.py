from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bot.channels import File, Refused
from handlers import filetypes
from tests.bot.channels.test_whatsapp import door_of, say, send, use
from tests.fakes_whatsapp import SARI, FakeWhatsApp


@pytest.fixture
def whatsapp() -> Iterator[FakeWhatsApp]:
    with FakeWhatsApp() as platform:
        platform.say(SARI, "halo")
        yield platform


def fetch(whatsapp: FakeWhatsApp, ref: str) -> bytes:
    content: bytes = use(door_of(whatsapp), lambda door: door.fetch(File("photo", f"whatsapp:{ref}")))
    return content


def test_a_file_is_fetched_in_two_steps(whatsapp: FakeWhatsApp) -> None:
    assert fetch(whatsapp, whatsapp.keep("image/jpeg", b"\xff\xd8\xff foto")) == b"\xff\xd8\xff foto"


def test_a_file_that_is_kept_no_more_is_gone(whatsapp: FakeWhatsApp) -> None:
    ref = whatsapp.keep("image/jpeg", b"foto")
    whatsapp.lapsed.add(ref)
    with pytest.raises(Refused) as gone:
        fetch(whatsapp, ref)
    assert gone.value.code == "file-gone"


def test_a_file_too_large_is_left_there(whatsapp: FakeWhatsApp) -> None:
    with pytest.raises(Refused) as refused:
        fetch(whatsapp, whatsapp.keep("video/mp4", b"x" * ((20 << 20) + 1)))
    assert refused.value.code == "file-too-big"


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/whatsapp_business/attachments/1",
        "http://lookaside.fbsbx.com/1",
        "https://lookaside.fbsbx.com.evil.example/1",
        "https://lookaside.fbsbx.com:8443/1",
        "https://user@evil.example/lookaside.fbsbx.com",
        "http://127.0.0.1:1/1",
    ],
)
def test_the_token_goes_to_no_other_host(whatsapp: FakeWhatsApp, url: str) -> None:
    whatsapp.extra.append(lambda _method, path, _query, _body: {"url": url, "file_size": 4} if path == ["7"] else None)
    with pytest.raises(Refused) as refused:
        fetch(whatsapp, "7")
    assert refused.value.code == "file-elsewhere"


VOICE, PHOTO, PAPER = b"OggS suara", b"\xff\xd8\xff foto", b"%PDF-1.7 surat"


@pytest.mark.parametrize(
    ("file", "content", "kind", "said"),
    [
        (File("voice", "telegram:v"), VOICE, "audio", {"voice": True}),
        (File("photo", "telegram:p"), PHOTO, "image", {}),
        (File("document", "telegram:d", "surat.pdf"), PAPER, "document", {"filename": "surat.pdf"}),
        (File("document", "telegram:d", "foto.jpg"), PHOTO, "document", {"filename": "foto.jpg"}),
        (File("audio", "telegram:a", "x.mp3"), b"ID3 lagu", "audio", {}),
        (File("photo", "telegram:p"), b"what is this", "document", {}),
    ],
)
def test_a_file_of_another_door_is_uploaded_as_what_it_is(
    whatsapp: FakeWhatsApp, file: File, content: bytes, kind: str, said: dict[str, Any]
) -> None:
    async def bring(wanted: File) -> bytes:
        assert wanted == file
        return content

    send(whatsapp, say("", files=(file,)), bring=bring)
    (message,) = whatsapp.sent(SARI)
    assert message["type"] == kind
    assert {name: value for name, value in message[kind].items() if name != "id"} == said
    assert whatsapp.media[message[kind]["id"]][1] == content


def test_a_file_that_came_in_here_goes_out_by_its_id_with_the_words_below_it(whatsapp: FakeWhatsApp) -> None:
    ref = whatsapp.keep("image/jpeg", PHOTO)
    receipt = send(whatsapp, say("Ini fotonya, Bu.", files=(File("photo", f"whatsapp:{ref}"),)))
    (message,) = whatsapp.sent(SARI)
    assert message["image"] == {"id": ref, "caption": "Ini fotonya, Bu."}
    assert len(receipt.refs) == 1


def test_without_a_way_to_other_doors_their_files_are_refused(whatsapp: FakeWhatsApp) -> None:
    with pytest.raises(Refused):
        send(whatsapp, say("", files=(File("voice", "telegram:v"),)))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xd8\xff\xe0 JFIF", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
        (b"OggS\0\x02", "audio/ogg"),
        (b"\0\0\0\x18ftypM4A ", "audio/mp4"),
        (b"\0\0\0\x18ftypmp42", "video/mp4"),
        (b"\0\0\0\x18ftyp3gp4", "video/3gpp"),
        (b"\0\0\0\x18ftypheic", "image/heic"),
        (b"%PDF-1.4", "application/pdf"),
        (b"PK\x03\x04....word/document.xml", filetypes.kind(b"PK\x03\x04word/")),
        (b"PK\x03\x04....something", "application/zip"),
        (b"halo bu", ""),
        (b"", ""),
    ],
)
def test_a_file_is_known_by_its_first_bytes(content: bytes, kind: str) -> None:
    assert filetypes.kind(content) == kind
    assert not filetypes.harmful(content)


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\0",
        b"\x7fELF\x02",
        b"#!/bin/sh\n",
        b"PK\x03\x04" + b"." * 9000 + b"AndroidManifest.xml",
        b"PK\x03\x04....META-INF/MANIFEST.MF",
        b"\xef\xbb\xbf  <!DOCTYPE html><p>halo",
        b"<svg onload=alert(1)>",
        b"<?xml version='1.0'?><svg>",
        b"<script>",
    ],
)
def test_what_would_run_when_it_is_opened_is_harmful(content: bytes) -> None:
    assert filetypes.harmful(content)
