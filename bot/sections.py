"""What can be set: the sections of config.yml and the environment, with the values that hold when nothing is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True)
class Centre:
    """The centre itself. `zone` is an IANA time zone."""

    name: str = "SERASI"
    zone: str = "Asia/Jakarta"


@dataclass(frozen=True, slots=True)
class Telegram:
    """The Telegram door. `mode` is polling or webhook; `desk` the staff group's id (a negative number) or ""."""

    mode: str = "polling"
    desk: str = ""


@dataclass(frozen=True, slots=True)
class WhatsApp:
    """The WhatsApp door.

    `new_contacts_a_day` is how many people the platform lets us write to first in 24 hours, `free_a_month` how many
    free messages it delivers without asking for money.
    """

    new_contacts_a_day: int = 250
    free_a_month: int = 1000


@dataclass(frozen=True, slots=True)
class Understanding:
    """Confidences between 0 and 1, see handlers.handbook and nlu.danger. `timeout` in seconds."""

    sure: float = 0.6
    gap: float = 0.2
    unsure: float = 0.35
    danger_model: float = 0.45
    danger_doubt: float = 0.32
    danger_quiet: float = 0.08
    timeout: float = 4.0

    @property
    def thresholds(self) -> tuple[float, float, float]:
        """Those of danger, as nlu.client takes them."""
        return self.danger_model, self.danger_doubt, self.danger_quiet


@dataclass(frozen=True, slots=True)
class Promises:
    """By when a family hears from a person: working days, and minutes for danger."""

    complaint: int = 3
    aid: int = 5
    parenting: int = 1
    danger_minutes: int = 15


@dataclass(frozen=True, slots=True)
class Limits:
    """Working days until a later step of a complaint, or until its end by class; see handlers.deadlines."""

    follow_up: int = 5
    aspiration: int = 5
    information: int = 5
    plain: int = 14
    inspection: int = 60
    no_reply: int = 10
    last_call: int = 5


@dataclass(frozen=True, slots=True)
class Office:
    """When somebody is there to answer, local time, on working days."""

    opens: time = time(8)
    closes: time = time(16)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Dates that differ from the national calendar: further days off, and days off that are worked."""

    closed: tuple[date, ...] = ()
    worked: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Clock:
    """When the clock may speak: the weekday of the tip, and the waking hours of families (local time)."""

    tip_weekday: str = "saturday"
    tip_from: time = time(9)
    waking_from: time = time(8)
    waking_until: time = time(20)


@dataclass(frozen=True, slots=True)
class Work:
    """How many messages are worked on side by side, and after how many days finished queue rows are removed."""

    workers: int = 2
    senders: int = 8
    keep_queue_days: int = 14


@dataclass(frozen=True, slots=True)
class Environment:
    """What comes from the environment only. Empty means: not set, so that door is closed."""

    telegram_token: str = ""
    telegram_api: str = "https://api.telegram.org"
    telegram_webhook_secret: str = ""
    telegram_desk: str = ""
    whatsapp_token: str = ""
    whatsapp_phone_id: str = ""
    whatsapp_app_secret: str = ""
    whatsapp_verify_token: str = ""
    whatsapp_business_id: str = ""
    whatsapp_api: str = "https://graph.facebook.com"
    database_url: str = "sqlite:///data/pintu.db"
    nlu_url: str = "http://127.0.0.1:5005"
    nlu_token: str = ""
    console_secret: str = ""
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    pintu_now: str = ""
