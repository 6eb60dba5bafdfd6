"""Help, programmes and offices are loaded whole; a mistake in them names the file and the entry."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from storage import facts
from storage.content import Mistake, load

HERE = Path(__file__).parents[2] / "content"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HERE, tmp_path / "content"))


@pytest.mark.parametrize(
    ("name", "right", "wrong", "says"),
    [
        ("agencies.yml", "decides: kemdik", "decides: kemdikbud", "pip names an office 'kemdikbud' that is not listed"),
        ("agencies.yml", "id: sekolah_rakyat", "id: pip", "pip stands there twice"),
        ("agencies.yml", 'source_date: "2026-02-18"', 'source_date: "Februari"', "pbi has the date 'Februari'"),
        ("agencies.yml", 'checked: "2026-11-21"', 'checked: ""', "the day on which pip was checked is missing"),
        ("agencies.yml", "certainty: C", "certainty: D", "certainty of pip must be one of"),
        ("programmes.yml", "help: bpnt", "help: raskin", "bpnt names a help 'raskin' that is not listed"),
        ("programmes.yml", "decides: kemdik", "decides: kemdikbud", "pip names an office 'kemdikbud'"),
        ("programmes.yml", "  entity: PKH", "  entity: [PKH]", r"programmes\[1\].entity must be text"),
        ("office.yml", "  certainty: B", "  certain: B", r"facts\[1\].certainty is missing"),
    ],
)
def test_a_mistake_is_named(folder: Path, name: str, right: str, wrong: str, says: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(Mistake, match=says):
        load(folder)


def test_every_place_has_a_name_to_be_shown() -> None:
    assert facts.places("code,level,name,regency\n15.71.01,kecamatan,Telanaipura,Kota Jambi\n") == {
        "place.15.71.01": "Telanaipura"
    }
