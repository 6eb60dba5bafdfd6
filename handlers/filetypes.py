"""What a file is, by its first bytes: what it says of itself is only a claim (pure)."""

from __future__ import annotations

LOOKED_AT = 4096  # bytes
_BEGINNINGS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf1", "audio/aac"),
    (b"\xff\xf9", "audio/aac"),
    (b"#!AMR", "audio/amr"),
    (b"\xd0\xcf\x11\xe0", "application/msword"),
)
_PACKED = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "application/pdf": "pdf",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "video/mp4": "mp4",
    "image/gif": "gif",
    "image/heic": "heic",
    "audio/aac": "aac",
    "audio/amr": "amr",
    "video/3gpp": "3gp",
    "application/zip": "zip",
    "application/msword": "doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
}
# What runs when it is opened. An "invitation" that is an app for phones is the usual trick in Indonesia.
_RUNS = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa",
    b"\xcf\xfa\xed\xfe",
    b"dex\n",
    b"#!/",
    b"L\0\0\0\x01\x14",
)
_APPS = (b"AndroidManifest.xml", b"classes.dex", b"META-INF/MANIFEST.MF")
_PAGES = (b"<!doctype html", b"<html", b"<script", b"<svg", b"<?php")


def kind(content: bytes) -> str:
    """The media type, "" when the bytes tell of none that we know."""
    found = next((name for mark, name in _BEGINNINGS if content.startswith(mark)), "")
    if found:
        return found
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp":
        return _of_mp4(content[8:12])
    if content.startswith(b"PK\x03\x04"):
        return next((name for mark, name in _PACKED if mark in content[:LOOKED_AT]), "application/zip")
    return ""


def ending(content: bytes) -> str:
    """How the name of such a file ends, for one that came without a name."""
    return _ENDINGS.get(kind(content), "bin")


def harmful(content: bytes) -> bool:
    """Whether opening the file would run something: a program, an app, a page with scripts."""
    if content.startswith(_RUNS):
        return True
    if content.startswith(b"PK\x03\x04"):
        return any(mark in content for mark in _APPS)
    start = content[:LOOKED_AT].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith(_PAGES) or (start.startswith(b"<?xml") and b"<svg" in start)


def _of_mp4(brand: bytes) -> str:
    if brand.startswith((b"M4A", b"M4B")):
        return "audio/mp4"
    if brand.startswith((b"heic", b"heix", b"mif1")):
        return "image/heic"
    return "video/3gpp" if brand.startswith(b"3g") else "video/mp4"
