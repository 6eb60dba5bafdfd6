"""What every page of the desk works with: the database, the words, the time and the staff group."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from console.pages import Pages
from handlers.casework.deadlines import LIMITS
from handlers.texts import Texts
from handlers.turn import Address
from storage.access import Staff
from storage.content import Content
from storage.database import Database
from storage.days import Days


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the WhatsApp door may do: free messages a month, and people to write to first in 24 hours."""

    free_a_month: int
    new_contacts_a_day: int


@dataclass(frozen=True, slots=True)
class Desk:
    """The console's own world.

    `texts` are what families and the staff group read, `pages` what is read here; `content` is everything in content/,
    `days` the days the office is closed.
    `site` is where families reach us from outside ("https://…"), "" when nobody said. `allowance` is None as long as
    the WhatsApp door is closed. `limits` are working days by step or class, see handlers.deadlines,
    `files` the folder of what families sent.
    """

    database: Database
    pages: Pages
    texts: Texts
    now: Callable[[], datetime]
    group: Address
    secret: bytes
    secure: bool
    content: Content
    days: Days
    site: str = ""
    allowance: Allowance | None = None
    limits: Mapping[str, int] = field(default_factory=lambda: dict(LIMITS))
    files: Path = Path("data/files")

    def form_token(self, me: Staff) -> str:
        """What a form of this session must carry. A stolen copy of the database is not enough to make one."""
        return hmac.new(self.secret, me.csrf.encode(), hashlib.sha256).hexdigest()
