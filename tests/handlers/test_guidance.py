"""Which help is meant, how its page is put together, and how a date is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from handlers.form.forms import Field
from handlers.help.aid import FORMS
from handlers.help.aid_fields import BABY, CARD, DISABILITY, HAPPENED, LEVEL, MATTER, PAPER
from handlers.help.aid_readers import people
from handlers.help.guidance import Guide, Help, Office, dated, meant, names, pages
from handlers.state import Answer
from handlers.turn import Incoming
from handlers.words import readers
from nlu.reading import Reading
from storage.content import load
from tests.handlers.test_filling import NOW

CONTENT = load(Path(__file__).parents[2] / "content")
GUIDE = CONTENT.guide
WORDS = {
    "guide.prepare": "Siapkan:",
    "guide.decides": "Pemutus {office}.",
    "guide.dated": "({date})",
    "guide.dated_weak": "({date}, lemah)",
    "guide.checked": "(dicek {date})",
    "guide.checked_weak": "(dicek {date}, lemah)",
    "guide.unsure": "(belum pasti {date})",
    "guide.office": "Tanya dulu.",
}
BASE = Help(
    "pip", "PIP", "kemdik", (), "Mulai dari sekolah.", ("KTP", "KK"), "B", "x", "2026-02-18", checked="2026-11-21"
)


@pytest.mark.parametrize(
    ("intent", "answers", "found"),
    [
        ("aid_documents", {"paper": Answer("kia", "kia")}, "kia"),
        ("aid_documents", {"paper": Answer("ktp", "ktp")}, "surat_lain"),
        ("aid_school", {"what": Answer("mau masuk sekolah rakyat")}, "sekolah_rakyat"),
        ("aid_school", {"what": Answer("butuh seragam")}, "pip"),
        ("aid_cash", {"programme": Answer("PKH", "PKH")}, "pkh"),
        ("aid_cash", {"what": Answer("anak yatim")}, "yapi"),
        ("aid_cash", {"programme": Answer("PKH", "PKH"), "listed": Answer("belum", "no")}, "dtsen"),
        ("aid_health", {"card": Answer("mati", "inactive")}, "pbi"),
        ("aid_health", {"card": Answer("belum", "none"), "what": Answer("ongkos berobat")}, "kis_baru"),
        ("aid_rehabilitation", {"matter": Answer("tppo", "trafficking")}, "pulang_tppo"),
        ("aid_elderly", {}, "atensi"),
        ("aid_nothing", {}, None),
    ],
)
def test_the_help_that_fits_the_answers_is_meant(intent: str, answers: dict[str, Answer], found: str | None) -> None:
    help_ = meant(GUIDE, intent, answers)
    assert (help_.id if help_ else None) == found


def test_every_kind_of_request_has_help_and_every_fit_is_an_answer_that_can_be_given() -> None:
    for form in FORMS.values():
        if form.name != "aid":
            assert meant(GUIDE, form.name, {}) is not None, form.name
    for help_ in GUIDE.helps:
        for fit in help_.fits:
            name, _, value = fit.partition(":")
            assert value in FORMS[help_.intent].field(name).choices, (help_.id, fit)


def test_no_page_promises_money() -> None:
    for key, text in CONTENT.sentences.items():
        if key.startswith(("help.", "programme.", "office.")):
            assert not any(word in text.lower() for word in ("rp", "juta", "ribu rupiah")), key


@pytest.mark.parametrize(
    ("change", "last"),
    [
        ({}, "(18 Februari 2026)"),
        ({"source_date": "2026-02"}, "(Februari 2026)"),
        ({"source_date": "2025"}, "(2025)"),
        ({"certainty": "C"}, "(18 Februari 2026, lemah)"),
        ({"source_date": ""}, "(dicek 21 November 2026)"),
        ({"source_date": "", "certainty": "C"}, "(dicek 21 November 2026, lemah)"),
        ({"certainty": "?"}, "(belum pasti 21 November 2026)"),
    ],
)
def test_a_page_says_of_when_it_is_and_how_sure(change: dict[str, str], last: str) -> None:
    guide = Guide((Office("kemdik", "Puslapdik", "x"),), (replace(BASE, **change),))  # type: ignore[arg-type]
    page = pages(guide, WORDS)["help.pip"].splitlines()
    assert page == ["Mulai dari sekolah.", "Siapkan:", "• KTP", "• KK", "Pemutus Puslapdik.", last]


def test_a_page_without_an_office_or_papers_leaves_those_lines_out() -> None:
    guide = Guide((), (replace(BASE, decides="", prepare=(), warning="Hati-hati."),))
    assert pages(guide, WORDS)["help.pip"].splitlines() == ["Mulai dari sekolah.", "Hati-hati.", "(18 Februari 2026)"]


def test_dates_are_said_as_a_family_says_them() -> None:
    assert (dated("2026-02-18"), dated("2026-02"), dated("2026")) == ("18 Februari 2026", "Februari 2026", "2026")


def test_a_name_counts_only_as_a_whole_word() -> None:
    assert names("KIA nya hilang", ("kia",))
    assert names("kianya hilang", ("kia",))
    assert not names("zakiah hilang", ("kia",))


@pytest.mark.parametrize(
    ("field", "story", "value"),
    [
        (PAPER, "mau urus akte lahir", "akta"),
        (PAPER, "akta cerai hilang", "other"),
        (PAPER, "kk dan ktp hilang", None),
        (CARD, "bpjs kami mati bu", "inactive"),
        (CARD, "bapak saya sudah mati", None),
        (CARD, "kami dak punyo bpjs", "none"),
        (LEVEL, "anak kelas 5 butuh sepatu", "sd"),
        (LEVEL, "anak kelas 11 butuh sepatu", "sma"),
        (LEVEL, "lulus sd mau masuk smp", None),
        (LEVEL, "anak saya dak sekolah lagi", "out"),
        (DISABILITY, "butuh kursi roda", "move"),
        (MATTER, "anak kecanduan sabu", "drugs"),
        (MATTER, "pulang dari kamboja", "trafficking"),
        (HAPPENED, "rumah kebanjiran", "disaster"),
        (BABY, "susu bayi habis", "baby"),
    ],
)
def test_a_story_tells_of_a_choice(field: Field, story: str, value: str | None) -> None:
    found = readers.told(story, field)
    assert (found.value if found else None) == value


@pytest.mark.parametrize(
    ("text", "count"), [("5", "5"), ("kami berlima", "5"), ("empat orang", "4"), ("banyak", None), ("99", None)]
)
def test_people_in_the_house_are_counted(text: str, count: str | None) -> None:
    answer = people(Incoming("t", "web:1", NOW, text=text), Reading("", 0.0), BABY)
    assert (answer.value if answer else None) == count
