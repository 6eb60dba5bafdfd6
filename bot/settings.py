"""config.yml and the environment, checked once and frozen; a mistake names the key and the remedy."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from bot.sections import (
    Calendar,
    Centre,
    Clock,
    Environment,
    Limits,
    Office,
    Promises,
    Telegram,
    Understanding,
    WhatsApp,
    Work,
)

__all__ = ["WEEKDAYS", "Environment", "Settings", "SettingsError", "Telegram", "load"]

RASA_SECTIONS = frozenset(["recipe", "assistant_id", "language", "pipeline", "policies"])
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


# What the WhatsApp door needs, and where it is found.
_WHATSAPP = {
    "whatsapp_token": "the permanent token of a system user",
    "whatsapp_phone_id": 'the "Phone number ID" on the API page of the app, a long number',
    "whatsapp_app_secret": 'the "App secret" under App settings, Basic',
    "whatsapp_verify_token": "a word of your own, the same that you enter with the webhook's address",
}


class SettingsError(Exception):
    """A setting is wrong. The message names the key, what it says, and what to write instead."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set."""

    centre: Centre = field(default_factory=Centre)
    telegram: Telegram = field(default_factory=Telegram)
    whatsapp: WhatsApp = field(default_factory=WhatsApp)
    understanding: Understanding = field(default_factory=Understanding)
    promises: Promises = field(default_factory=Promises)
    limits: Limits = field(default_factory=Limits)
    office: Office = field(default_factory=Office)
    calendar: Calendar = field(default_factory=Calendar)
    clock: Clock = field(default_factory=Clock)
    work: Work = field(default_factory=Work)
    environment: Environment = field(default_factory=Environment)

    @property
    def desk(self) -> str:
        """The address of the staff group, or "" when there is none."""
        number = self.environment.telegram_desk or self.telegram.desk
        return f"telegram:{number}" if number else ""

    @property
    def address(self) -> str:
        """Where people reach us: PUBLIC_URL, or the host and port we listen on."""
        said = self.environment.public_url.rstrip("/")
        host = f"[{self.environment.host}]" if ":" in self.environment.host else self.environment.host
        return said or f"http://{host}:{self.environment.port}"

    def start(self) -> datetime | None:
        """The fixed moment at which the clock of a demonstration or test starts, UTC; None in real life."""
        said = self.environment.pintu_now
        if not said:
            return None
        try:
            moment = datetime.fromisoformat(said)
        except ValueError as wrong:
            raise SettingsError(f'PINTU_NOW={said!r} is no time. Write it like "2026-11-21T09:00:00+07:00".') from wrong
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(self.centre.zone))


def load(root: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read config.yml in `root` and the environment. Raises SettingsError."""
    path = root / "config.yml"
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except FileNotFoundError:
        raise SettingsError("There is no config.yml here. Run pintu in the folder that holds it.") from None
    except UnicodeDecodeError:
        raise SettingsError("config.yml is not UTF-8 text. Save it as UTF-8.") from None
    except OSError as wrong:
        raise SettingsError(f"config.yml cannot be read ({wrong.strerror}).") from None
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        line = f" (line {mark.line + 1})" if mark else ""
        raise SettingsError(f"config.yml is not valid YAML{line}. Check indentation and quotes there.") from None
    if not isinstance(said, dict):
        raise SettingsError("config.yml must hold named sections, such as centre: and promises:.")
    known = {one.name: get_type_hints(Settings)[one.name] for one in fields(Settings) if one.name != "environment"}
    for name in said:
        if name not in known and name not in RASA_SECTIONS:
            raise SettingsError(f"config.yml has an unknown section {name!r}.{_nearest(str(name), known)}")
    sections = {name: _section(name, kind, said.get(name)) for name, kind in known.items()}
    settings = Settings(**sections, environment=_environment(environment))
    _check(settings)
    return settings


def _section(name: str, kind: type, said: Any) -> Any:
    if said is None:
        return kind()
    if not isinstance(said, dict):
        raise SettingsError(f"config.yml: {name} must hold named values, not {said!r}.")
    assert is_dataclass(kind)
    hints = get_type_hints(kind)
    for key in said:
        if key not in hints:
            raise SettingsError(f"config.yml has an unknown key {name}.{key}.{_nearest(str(key), hints)}")
    return kind(**{key: _value(f"{name}.{key}", hints[key], value) for key, value in said.items()})


def _value(key: str, kind: Any, said: Any) -> Any:
    wants = {int: "a whole number", float: "a number", str: "a text", time: 'a time like "09:00"'}
    if kind is time:
        minutes = said if isinstance(said, int) else None  # YAML reads 09:00 without quotes as minutes
        try:
            return time(minutes // 60, minutes % 60) if minutes is not None else time.fromisoformat(str(said))
        except ValueError:
            raise SettingsError(f"config.yml: {key} must be {wants[time]}, not {said!r}.") from None
    if kind == tuple[date, ...]:
        if isinstance(said, list) and all(isinstance(one, date) for one in said):
            return tuple(said)
        raise SettingsError(f"config.yml: {key} must be a list of dates like 2026-12-24.")
    if kind is str and isinstance(said, int) and not isinstance(said, bool):
        return str(said)
    if isinstance(said, bool) or not isinstance(said, (int, float) if kind is float else kind):
        raise SettingsError(f"config.yml: {key} must be {wants[kind]}, not {said!r}.")
    return kind(said)


def _environment(said: Mapping[str, str]) -> Environment:
    values: dict[str, Any] = {}
    for one in fields(Environment):
        value = said.get(one.name.upper(), "").strip()
        if not value:
            continue
        if one.name == "port":
            if not value.isdecimal() or not 0 < int(value) < 65536:
                raise SettingsError(f"PORT={value!r} is no port. Give a number from 1 to 65535.")
            values["port"] = int(value)
        else:
            values[one.name] = value
    return Environment(**values)


def _check(settings: Settings) -> None:
    try:
        ZoneInfo(settings.centre.zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise SettingsError(
            f"config.yml: centre.zone {settings.centre.zone!r} is no time zone. "
            "Write Asia/Jakarta, Asia/Makassar or Asia/Jayapura."
        ) from None
    if settings.telegram.mode not in ("polling", "webhook"):
        raise SettingsError(f"config.yml: telegram.mode is {settings.telegram.mode!r}. Write polling or webhook.")
    if settings.clock.tip_weekday not in WEEKDAYS:
        raise SettingsError(f"config.yml: clock.tip_weekday must be one of {', '.join(WEEKDAYS)}.")
    if not settings.office.opens < settings.office.closes:
        raise SettingsError("config.yml: office.opens must come before office.closes.")
    for name in ("sure", "gap", "unsure", "danger_model", "danger_doubt", "danger_quiet"):
        if not 0 <= getattr(settings.understanding, name) <= 1:
            raise SettingsError(f"config.yml: understanding.{name} must lie between 0 and 1.")
    _check_doors(settings)
    settings.start()


def _check_doors(settings: Settings) -> None:
    if settings.telegram.mode == "webhook" and settings.environment.telegram_token:
        secret = settings.environment.telegram_webhook_secret
        if not secret:
            raise SettingsError("telegram.mode is webhook: set TELEGRAM_WEBHOOK_SECRET (1 to 256 of A-Z a-z 0-9 _ -).")
    number = settings.environment.telegram_desk or settings.telegram.desk
    if number and not re.fullmatch(r"-[0-9]{1,20}", number):
        raise SettingsError(
            f"The staff group {number!r} is no Telegram group id. It is a number such as -1001234567890."
        )
    _check_whatsapp(settings.environment)
    for name in ("telegram_api", "whatsapp_api", "nlu_url", "public_url"):
        said = getattr(settings.environment, name)
        if said and not _is_address(said):
            raise SettingsError(f"{name.upper()}={said!r} is no address. Write it like http://127.0.0.1:8081.")
    url = settings.environment.database_url
    if not url.startswith(("sqlite:", "postgresql:", "postgresql+psycopg:", "postgres:")):
        raise SettingsError("DATABASE_URL must start with sqlite: or postgresql:.")


def _check_whatsapp(environment: Environment) -> None:
    """All of it or nothing: half a door takes messages in and answers none, or the other way round."""
    given = [name for name in _WHATSAPP if getattr(environment, name)]
    for name, where in _WHATSAPP.items():
        if given and name not in given:
            raise SettingsError(
                f"{name.upper()} is not set, but {given[0].upper()} is. Set it to {where}, or unset all of WHATSAPP_…"
            )
    for name in ("whatsapp_phone_id", "whatsapp_business_id"):
        said = getattr(environment, name)
        if said and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", said):
            raise SettingsError(f"{name.upper()}={said!r} is no id of Meta's. It is a long number, not a phone number.")


def _is_address(said: str) -> bool:
    try:
        parts = urlsplit(said)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _nearest(name: str, known: Mapping[str, Any]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f" Did you mean {close[0]}?" if close else f" Known are: {', '.join(sorted(known))}."
