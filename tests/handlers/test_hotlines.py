"""Which numbers are shown for what, and where."""

from dataclasses import replace

from handlers.safety.hotlines import Hotline, numbers, within

POLICE = Hotline(
    "police",
    "Polisi",
    "phone",
    ("110",),
    "",
    "",
    "nasional",
    ("danger_medical", "danger_suicide"),
    "2026-11-21",
    "x",
    "B",
)
CITY = replace(POLICE, id="city", area="15.71", checked="2026-10-01")
CITY_WA = replace(CITY, id="city_wa")
KNOWN = (POLICE, CITY, CITY_WA)


def ids(intent: str, place: str) -> list[str]:
    return [value.removeprefix("@hotline.") for _, value in numbers(KNOWN, intent, place).lines]


def test_a_city_has_its_own_number_first() -> None:
    assert ids("danger_medical", "15.71.03") == ["city", "police"]
    assert ids("danger_medical", "15.71") == ["city", "police"]


def test_a_number_of_another_place_is_never_shown() -> None:
    assert ids("danger_medical", "15.05.01") == ["police"]
    assert ids("danger_medical", "15.710") == ["police"]
    assert ids("danger_medical", "") == ["police"]


def test_a_number_is_shown_only_for_what_it_is_for() -> None:
    assert numbers(KNOWN, "danger_trafficking", "15.71") == numbers((), "danger_medical", "")


def test_the_day_shown_is_that_of_the_oldest_check() -> None:
    assert numbers(KNOWN, "danger_medical", "").checked == "21 November 2026"
    assert numbers(KNOWN, "danger_medical", "15.71.03").checked == "1 Oktober 2026"


def test_never_more_than_four_numbers() -> None:
    many = tuple(replace(POLICE, id=f"n{number}") for number in range(9))
    assert len(numbers(many, "danger_suicide", "").lines) == 4


def test_a_place_is_within_its_own_area_only() -> None:
    assert within("15.71.03", "15.71")
    assert not within("15.7", "15.71")
    assert not within("", "15.71")
