"""What staff say of a day off reaches the promises that are made, in the running app."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

from bot.app import build, days_off, living
from bot.settings import load
from storage import days

ROOT = Path(__file__).parents[2]


def test_an_override_is_heard_of_and_the_national_days_are_known(tmp_path: Path, migrated_file: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    config = (ROOT / "config.yml").read_text(encoding="utf-8").replace("closed: []", "closed: [2026-11-26]")
    (tmp_path / "config.yml").write_text(config, encoding="utf-8")
    shutil.copyfile(migrated_file, tmp_path / "pintu.db")
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path}/pintu.db", "PINTU_NOW": "2026-11-23T02:00:00Z"}
    app = build(load(tmp_path, environment), tmp_path)
    now = app.now()
    with app.database.begin() as tx:
        days.put(tx, date(2026, 11, 25), closed=True, reason="banjir", by="Rina", now=now)

    found = days_off(app)()
    assert {date(2026, 11, 25), date(2026, 11, 26), date(2026, 12, 25)} <= found
    assert app.book.limits["inspection"] == 60
    assert app.book.due("complaint", now) == datetime(2026, 11, 27, 9, tzinfo=UTC)  # before anybody asked the database
    assert living(app).due("complaint", now) == datetime(2026, 11, 30, 9, tzinfo=UTC)
    app.database.close()
