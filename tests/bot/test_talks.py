from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot import script, talks
from bot.app import App, build
from bot.settings import load

ROOT = Path(__file__).parents[2]
SCRIPTS = talks.scripts(ROOT)
PAGE = ROOT / "docs" / "percakapan.md"
ACTS = {"", "tekan", "balas", "foto", "suara", "video", "berkas"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> App:
    away = {"NLU_URL": "http://127.0.0.1:9", "DATABASE_URL": f"sqlite:///{tmp_path_factory.mktemp('none')}/none.db"}
    return build(load(ROOT, away), ROOT)


def test_a_talk_is_written_down_with_what_was_understood_and_opened(app: App) -> None:
    told = """# Judul
# Catatan
ibu    : petugas
ibu    : (tekan Ya, boleh)
ibu    : (foto) ini *suratnya*
petugas: /ambil
petugas: (balas) Baik, Bu.
waktu  : +1 jam
"""
    talk = talks.play(app, "contoh", told)
    page = "\n".join(talk.page)
    assert "**Ibu:** petugas\n\n<sub>service_talk_to_staff 1.00 · opens ASH-2026-000001" in page
    assert "**Ibu:** \\[ Ya, boleh \\]" in page
    assert "**Ibu:** 📷 ini \\*suratnya\\*" in page
    assert "> **Petugas Contoh:** Baik, Bu." in page
    assert "… 1 h later …" in page
    assert talk.late == []
    assert talk.now - talks.START > script.elapsed("+1 jam")
    assert page == "\n".join(talks.play(app, "contoh", told).page)


def test_time_that_passes_lets_the_clock_speak(app: App) -> None:
    talk = talks.play(app, "contoh", "ibu : petugas\nwaktu : +3 hari\n")
    assert ", by itself:" in "\n".join(talk.page)


def test_a_button_that_was_never_shown_is_told(app: App) -> None:
    talk = talks.play(app, "contoh", "ibu : halo\nibu : (tekan Tidak ada)\n")
    assert len(talk.late) == 1
    assert "line 2" in talk.late[0]
    assert "**Ibu:** Tidak ada" in talk.page


def test_there_are_ten_long_talks() -> None:
    assert len(SCRIPTS) == 10


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_a_script_can_be_played_and_is_on_the_page(path: Path) -> None:
    told = path.read_text(encoding="utf-8")
    lines = script.read(told)
    assert len(lines) >= 20
    assert {line.act for line in lines} <= ACTS
    title, note = talks.titles(told)
    number = SCRIPTS.index(path) + 1
    page = PAGE.read_text(encoding="utf-8")
    part = page.partition(f"## {number}. {title}\n")[2].partition(f"\n## {number + 1}. ")[0]
    assert note in part, "make percakapan writes docs/percakapan.md anew"
    said = iter(re.findall(r"^\*\*[A-Z][a-z]+:\*\* (.*)$", part, re.MULTILINE))
    for line in lines:
        if line.who not in script.NOT_FAMILY:
            assert (line.value or line.text) in next(said), "make percakapan writes docs/percakapan.md anew"
    assert next(said, None) is None


def test_the_page_was_made_with_the_model() -> None:
    assert re.search(r"Model: `pintu-[0-9a-f]{12}\.tar\.gz`", PAGE.read_text(encoding="utf-8"))
