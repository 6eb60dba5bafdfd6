"""The lookup tables in Rasa's form say the same as the data that the extractor reads."""

import csv

import yaml
from examples import ROOM

from components.gazetteer import read_gazetteer


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


def test_all_villages_of_the_province_are_known() -> None:
    villages = read_gazetteer().villages.official
    assert sum(len(codes) for names in villages.values() for codes in names.values()) == 1585


def test_every_village_known_by_name_alone_lies_in_the_kecamatan_it_is_given() -> None:
    villages = read_gazetteer().villages
    official = [names.get(name, ()) for name in villages.known for names in villages.official.values()]
    told = [code for code in villages.known.values() for _ in villages.official]
    assert not [(codes, code) for codes, code in zip(official, told, strict=True) if code and set(codes) - {code}]
