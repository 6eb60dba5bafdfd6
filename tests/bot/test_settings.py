from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load

ROOT = Path(__file__).parents[2]

WHATSAPP = {
    "WHATSAPP_TOKEN": "EAAJ",
    "WHATSAPP_PHONE_ID": "106540352242922",
    "WHATSAPP_APP_SECRET": "9f86d081",
    "WHATSAPP_VERIFY_TOKEN": "the-word-we-agreed-on",
}


def settings(tmp_path: Path, text: str = "", **environment: str) -> Settings:
    (tmp_path / "config.yml").write_text(text, encoding="utf-8")
    return load(tmp_path, environment)


def test_the_settings_that_come_with_the_project_are_right() -> None:
    assert load(ROOT, {}).centre.zone == "Asia/Jakarta"


def test_what_is_not_said_has_a_default(tmp_path: Path) -> None:
    assert settings(tmp_path) == Settings()


def test_values_are_read_in_their_own_kind(tmp_path: Path) -> None:
    said = "clock:\n  tip_from: 09:30\ncalendar:\n  closed: [2026-12-24]\npromises:\n  aid: 4\nlanguage: id\n"
    found = settings(tmp_path, said, PORT="8080", TELEGRAM_DESK="-100123")
    assert found.clock.tip_from == time(9, 30)
    assert found.calendar.closed == (date(2026, 12, 24),)
    assert found.promises.aid == 4
    assert found.environment.port == 8080
    assert found.desk == "telegram:-100123"


@pytest.mark.parametrize(
    ("text", "environment", "names"),
    [
        ("promises:\n  complain: 3\n", {}, ["promises.complain", "Did you mean complaint?"]),
        ("promise:\n  aid: 3\n", {}, ["'promise'", "Did you mean promises?"]),
        ("", {"TELEGRAM_DESK": "--5"}, ["'--5'", "-1001234567890"]),
        ("", {"TELEGRAM_DESK": "1001900000077"}, ["no Telegram group id"]),
        ("", {"TELEGRAM_API": "api.telegram.org"}, ["TELEGRAM_API", "http://"]),
        ("", {"NLU_URL": "http://127.0.0.1:99999"}, ["NLU_URL"]),
        ("", {"PORT": "²"}, ["PORT"]),
        ("promises:\n  aid: soon\n", {}, ["promises.aid", "a whole number", "'soon'"]),
        ("promises: 3\n", {}, ["promises must hold named values"]),
        ("promises:\n\taid: 3\n", {}, ["not valid YAML", "line 2"]),
        ("- a\n", {}, ["named sections"]),
        ("centre:\n  zone: Jambi\n", {}, ["centre.zone", "Asia/Jakarta"]),
        ("understanding:\n  sure: 45\n", {}, ["understanding.sure", "between 0 and 1"]),
        ("clock:\n  tip_from: noon\n", {}, ["clock.tip_from", "09:00"]),
        ("clock:\n  tip_weekday: sabtu\n", {}, ["clock.tip_weekday", "saturday"]),
        ("calendar:\n  closed: lebaran\n", {}, ["calendar.closed", "2026-12-24"]),
        ("", {"PORT": "http"}, ["PORT", "1 to 65535"]),
        ("", {"PINTU_NOW": "besok"}, ["PINTU_NOW", "2026-11-21T09:00:00+07:00"]),
        ("", {"DATABASE_URL": "mysql://x"}, ["DATABASE_URL", "sqlite: or postgresql:"]),
        ("", {"TELEGRAM_DESK": "grup petugas"}, ["staff group", "-1001234567890"]),
        ("telegram:\n  mode: webhook\n", {"TELEGRAM_TOKEN": "1:a"}, ["TELEGRAM_WEBHOOK_SECRET"]),
        ("telegram:\n  mode: pull\n", {}, ["telegram.mode", "polling or webhook"]),
        ("", {"WHATSAPP_TOKEN": "EAAJ"}, ["WHATSAPP_PHONE_ID is not set", "WHATSAPP_TOKEN is", "Phone number ID"]),
        ("", {**WHATSAPP, "WHATSAPP_APP_SECRET": ""}, ["WHATSAPP_APP_SECRET is not set", "App settings"]),
        ("", {**WHATSAPP, "WHATSAPP_VERIFY_TOKEN": " "}, ["WHATSAPP_VERIFY_TOKEN is not set", "webhook"]),
        ("", {**WHATSAPP, "WHATSAPP_PHONE_ID": "+62812"}, ["WHATSAPP_PHONE_ID", "'+62812'", "not a phone number"]),
        ("", {**WHATSAPP, "WHATSAPP_BUSINESS_ID": "our account"}, ["WHATSAPP_BUSINESS_ID", "long number"]),
        ("", {**WHATSAPP, "WHATSAPP_API": "graph.facebook.com"}, ["WHATSAPP_API", "http://"]),
    ],
)
def test_a_mistake_names_the_key_and_the_remedy(
    tmp_path: Path, text: str, environment: dict[str, str], names: list[str]
) -> None:
    with pytest.raises(SettingsError) as wrong:
        settings(tmp_path, text, **environment)
    for name in names:
        assert name in str(wrong.value)


def test_a_folder_without_settings_says_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no config\.yml here"):
        load(tmp_path, {})


def test_a_fixed_start_without_a_zone_is_local_time(tmp_path: Path) -> None:
    start = settings(tmp_path, PINTU_NOW="2026-11-21T09:00:00").start()
    assert start is not None
    assert start.astimezone(UTC) == datetime(2026, 11, 21, 2, tzinfo=UTC)


def test_whatsapp_is_set_up_whole_or_not_at_all(tmp_path: Path) -> None:
    assert settings(tmp_path).environment.whatsapp_token == ""
    given = settings(tmp_path, **WHATSAPP).environment
    assert (given.whatsapp_phone_id, given.whatsapp_api) == ("106540352242922", "https://graph.facebook.com")
