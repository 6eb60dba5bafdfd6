"""The lookup tables in Rasa's form say the same as the data that the extractor reads."""

import csv

import yaml
from examples import ROOM


def lookup(name: str) -> list[str]:
    group = yaml.safe_load((ROOM / "data" / "lookups" / f"{name}.yml").read_text(encoding="utf-8"))["nlu"][0]
    assert group["lookup"] == name
    return [line.strip().removeprefix("- ") for line in group["examples"].splitlines()]


def gazetteer() -> list[dict[str, str]]:
    with (ROOM / "components" / "gazetteer.csv").open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def test_the_gazetteer_holds_the_whole_province() -> None:
    levels = [row["level"] for row in gazetteer()]
    assert (levels.count("provinsi"), levels.count("kabkota"), levels.count("kecamatan")) == (1, 11, 144)


def test_every_place_of_the_gazetteer_stands_in_the_lookup_table() -> None:
    places = yaml.safe_load((ROOM / "components" / "places.yml").read_text(encoding="utf-8"))
    short = [name for names in places["short"].values() for name in names]
    official = [row["name"] for row in gazetteer() if row["level"] != "provinsi"]
    assert lookup("place") == list(dict.fromkeys(official + short))


def test_every_way_of_saying_a_programme_stands_in_the_lookup_table() -> None:
    names = yaml.safe_load((ROOM / "components" / "programmes.yml").read_text(encoding="utf-8"))["names"]
    assert lookup("programme") == [said for ways in names.values() for said in ways]
