"""The bytes families send along: stored once by their hash, in a folder that no web server shows."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from handlers.filetypes import LOOKED_AT
from handlers.turn import File
from storage.database import Database, Tx
from storage.tables import attachments, messages

MOST_BYTES = 20 * 1024 * 1024  # what Telegram lets a bot download
LOST = "lost"
"""Why the bytes of a file are not here, when nothing more is known."""
_MOST_ID = 2**62


class TooLarge(Exception):
    """The file is larger than 20 MB: it stays at the door it came from, and only its name is kept."""


@dataclass(frozen=True, slots=True)
class Missing:
    """An attachment whose bytes have not been fetched yet."""

    id: int
    file: File


@dataclass(frozen=True, slots=True)
class Sent:
    """An attachment: the case of its message, the kind of file, and its hash ("" while the bytes are not here)."""

    case: int | None
    kind: str
    sha256: str


def folder(database: Database, root: Path) -> Path:
    """Where the files lie: beside an SQLite database, else in data/ (on several machines one shared folder)."""
    file = database.url.database if database.url.get_backend_name() == "sqlite" else None
    home = Path(file).parent if file and file != ":memory:" else root / "data"
    return home / "files"


def keep(folder: Path, content: bytes) -> str:
    """Store the bytes and return the hash that names them. Raises TooLarge."""
    if len(content) > MOST_BYTES:
        raise TooLarge(f"{len(content)} bytes; at most {MOST_BYTES} are stored")
    name = hashlib.sha256(content).hexdigest()
    path = _path(folder, name)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Written beside and renamed: a file that is there is always whole, also after a power cut.
        half = path.with_name(f".{secrets.token_hex(8)}")
        with half.open("xb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        half.replace(path)
    return name


def read(folder: Path, name: str) -> bytes:
    """The bytes stored under a hash. Raises FileNotFoundError, also for a name that is not a hash."""
    return find(folder, name).read_bytes()


def start(folder: Path, name: str) -> bytes:
    """The first bytes stored under a hash: enough to know what they are. Raises FileNotFoundError."""
    with find(folder, name).open("rb") as content:
        return content.read(LOOKED_AT)


def find(folder: Path, name: str) -> Path:
    """Where the bytes of a hash lie. Raises FileNotFoundError, also for a name that is not a hash."""
    if len(name) != 64 or not set(name) <= set("0123456789abcdef"):
        raise FileNotFoundError("no such attachment")
    path = _path(folder, name)
    if not path.is_file():
        raise FileNotFoundError("no such attachment")
    return path


def missing(
    tx: Tx, *, doors: Collection[str] = (), besides: Collection[int] = (), limit: int = 50
) -> tuple[Missing, ...]:
    """Attachments that still have to be fetched, oldest first: of these doors (of any when none is named)."""
    wanted = [attachments.c.sha256 == "", attachments.c.stored_at.is_(None), attachments.c.id.not_in(besides)]
    if doors:
        wanted.append(sa.or_(*[attachments.c.ref.startswith(f"{door}:", autoescape=True) for door in doors]))
    rows = tx.execute(sa.select(attachments).where(*wanted).order_by(attachments.c.id).limit(limit))
    return tuple(Missing(row.id, File(row.kind, row.ref, row.name, row.media_type, row.size)) for row in rows)


def stored_as(tx: Tx, ref: str) -> str:
    """The hash under which the bytes of the file that a door names so were stored; "" when they were not."""
    wanted = sa.select(attachments.c.sha256).where(attachments.c.ref == ref, attachments.c.sha256 != "")
    return tx.execute(wanted.limit(1)).scalar_one_or_none() or ""


def stored(tx: Tx, attachment: int, name: str, *, now: datetime, refused: str = "") -> None:
    """Remember under which hash an attachment's bytes lie.

    "" when they can never be had, so nobody asks again; `refused` is why, in a machine word.
    """
    why = "" if name else refused or LOST
    kept = {"sha256": name, "stored_at": now, "refused": why}
    tx.execute(attachments.update().where(attachments.c.id == attachment).values(**kept))


def one(tx: Tx, attachment: int) -> Sent | None:
    """An attachment by its number, and the case its message belongs to; None for an unknown one, and one erased."""
    wanted = sa.select(attachments, messages.c.case).join(messages, messages.c.id == attachments.c.message)
    row = tx.execute(wanted.where(attachments.c.id == min(attachment, _MOST_ID))).first()
    return Sent(row.case, row.kind, row.sha256) if row is not None else None


def forget(tx: Tx, folder: Path, names: frozenset[str]) -> int:
    """Delete stored bytes that no attachment names any more; returns how many."""
    still = set(tx.scalars(sa.select(attachments.c.sha256).where(attachments.c.sha256.in_(names))))
    gone = [path for name in names - still - {""} if (path := _path(folder, name)).exists()]
    for path in gone:
        path.unlink()
    return len(gone)


def _path(folder: Path, name: str) -> Path:
    return folder / name[:2] / name
