from __future__ import annotations

import shutil
from pathlib import Path

from bot import demo
from bot.app import build
from bot.settings import load
from storage.casefile import list_cases

ROOT = Path(__file__).parents[2]


def test_the_examples_fill_a_database_of_their_own_once_and_reach_nobody(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    shutil.copyfile(ROOT / "config.yml", tmp_path / "config.yml")
    environment = {
        "TELEGRAM_TOKEN": "1:invented",
        "TELEGRAM_DESK": "-100123",
        "DATABASE_URL": f"sqlite:///{tmp_path}/real.db",
    }
    app = build(load(tmp_path, environment), tmp_path)
    for _ in range(2):  # the second start finds them there
        shown = demo.prepare(app)
        assert (shown.telegram, shown.settings.desk) == (None, "")
        with shown.database.look() as tx:
            codes = sorted(case.code[:3] for case in list_cases(tx).cases)
        assert codes == ["ADU", "BTN", "DRT"]
        shown.database.close()
    assert not (tmp_path / "real.db").exists()
    app.database.close()
