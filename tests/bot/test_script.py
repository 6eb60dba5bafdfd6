from __future__ import annotations

from datetime import timedelta

import pytest

from bot import script
from nlu.reading import Entity, Reading


def test_a_line_has_a_person_a_text_and_a_reading() -> None:
    (line,) = script.read(
        'ibu : belum cair: 3 bulan [complaint_benefit_missing=0.6 aid_cash=0.2 duration="3 bulan":90]'
    )
    assert (line.who, line.text) == ("ibu", "belum cair: 3 bulan")
    assert line.reading == Reading(
        "complaint_benefit_missing",
        0.6,
        (("complaint_benefit_missing", 0.6), ("aid_cash", 0.2)),
        (Entity("duration", "3 bulan", "90"),),
    )


def test_an_act_stands_in_brackets_before_the_text() -> None:
    pressed, photo = script.read("ibu : (tombol who:self)\n# a remark\n\nibu : (foto) ini suratnya")
    assert (pressed.act, pressed.value, pressed.text) == ("tombol", "who:self", "")
    assert (photo.act, photo.text, photo.number) == ("foto", "ini suratnya", 4)


def test_what_is_written_down_is_read_back() -> None:
    reading = Reading(
        "danger_suicide",
        0.71,
        (("danger_suicide", 0.71), ("aid_counselling", 0.2)),
        (Entity("place", "muaro jambi", "15.05"),),
        "danger_suicide",
    )
    (line,) = script.read(f"ibu : x {script.write_reading(reading)}")
    assert line.reading == reading


def test_a_line_that_cannot_be_read_is_named() -> None:
    with pytest.raises(ValueError, match="line 2"):
        script.read("ibu : halo\nno colon here")


def test_time_passes_in_words() -> None:
    assert script.elapsed("+2 jam") == timedelta(hours=2)
    with pytest.raises(ValueError, match="2 jam"):
        script.elapsed("besok")


def test_the_parts_of_a_reading_are_written_as_they_are_read() -> None:
    told = (
        "complaint_other=0.70 | complaint_other=0.95 place=tebo:15.09 text='jalan rusak, bu' | aid_food=0.90 text=beras"
    )
    reading = script.parse_reading(told)
    assert [(part.intent, part.text) for part in reading.parts] == [
        ("complaint_other", "jalan rusak, bu"),
        ("aid_food", "beras"),
    ]
    assert script.write_reading(reading) == f"[{told}]"
