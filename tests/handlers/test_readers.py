"""Tables of what families answer to one question, and what is read out of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from handlers.casework.complaint import PLACE, PROGRAMME, SINCE, WHAT, WHO
from handlers.form.forms import Field
from handlers.help.aid import AGE, FOR_WHOM
from handlers.help.aid_readers import counted, schooled, treated
from handlers.state import Answer
from handlers.turn import File, Incoming, Place
from handlers.words import readers
from nlu.reading import Entity, Reading

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
NOTHING = Reading("service_out_of_scope", 0.3)
CHILD_AGE = Field("age", readers.child_age, entity="person_age", needed=True)


def said(text: str = "", **more: object) -> Incoming:
    return Incoming("t1", "web:1", NOW, text=text, **more)  # type: ignore[arg-type]


def read(field: Field, text: str, *entities: Entity, choice: str = "") -> tuple[str, str] | None:
    answer = field.read(said(text, choice=choice), Reading("x", 0.5, entities=entities), field)
    return (answer.text, answer.value) if answer else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dusun tuo rt 3", ("dusun tuo rt 3", "")),
        ("Sungai Duren", ("Sungai Duren", "")),
        ("kantornya dimana bu?", None),
        ("dimana ya", None),
        ("kenapa harus tau tempat", None),
        ("12", None),
        ("12345", None),
        ("...", None),
        ("x" * 121, None),
        ("👍", None),
        ("@jelutung {0}", ("@jelutung {0}", "")),
    ],
)
def test_a_place_is_what_they_say_unless_they_ask(text: str, expected: tuple[str, str] | None) -> None:
    assert read(PLACE, text) == expected


def test_a_place_that_was_recognised_wins_over_the_words() -> None:
    assert read(PLACE, "di jelutung bu", Entity("place", "jelutung", "15.71.02")) == ("jelutung", "15.71.02")


def test_the_location_of_the_phone_is_a_place() -> None:
    answer = PLACE.read(said(place=Place(-1.6, 103.6)), NOTHING, PLACE)
    assert answer is not None
    assert (answer.value, answer.label) == ("-1.60000,103.60000", "kept.location")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 bulan", "3 bulan"),
        ("dari lebaran", "dari lebaran"),
        ("kmrn", "kmrn"),
        ("udah lamo nian", "udah lamo nian"),
        ("sejak pendamping ganti", "sejak pendamping ganti"),
        ("tidak cair", None),
        ("meisya", None),
        ("kapan ya bu", None),
    ],
)
def test_since_needs_a_word_of_time(text: str, expected: str | None) -> None:
    answer = read(SINCE, text)
    assert (answer[0] if answer else None) == expected


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("5", "60"),
        ("5 tahun", "60"),
        ("umurnya 8 bln", "8"),
        ("1,5 tahun", "18"),
        ("2 tahun 3 bulan", "27"),
        ("dua tahun setengah", "30"),
        ("setahun", "12"),
        ("6 minggu", "1"),
        ("72", "864"),
        ("kira kira 80 thn bu", "960"),
        ("130", None),
        ("masih kecil", None),
        ("", None),
    ],
)
def test_an_age_is_read_in_months(text: str, months: str | None) -> None:
    answer = read(AGE, text)
    assert (answer[1] if answer else None) == months


@pytest.mark.parametrize("text", ["hamil 7 bulan", "masih dalam kandungan 8 bulan", "25 tahun", "19"])
def test_the_unborn_and_the_grown_have_no_child_age(text: str) -> None:
    assert read(CHILD_AGE, text) is None


def test_a_recognised_age_is_taken() -> None:
    assert read(AGE, "umur segitu", Entity("person_age", "2 thn", "24")) == ("2 thn", "24")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("saya", "self"),
        ("sayo dewek", "self"),
        ("anak", "child"),
        ("anakku", "child"),
        ("budak kecik", "child"),
        ("cucu sy", "child"),
        ("ibu saya", "other"),
        ("saya ibu rumah tangga", "self"),
        ("anak tetangga", "other"),
        ("tetangga", "other"),
        ("1", "self"),
        ("2", "child"),
        ("3", "other"),
    ],
)
def test_who_it_happened_to(text: str, value: str) -> None:
    answer = read(WHO, text)
    assert answer is not None
    assert answer[1] == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("mamak", "parent"),
        ("nenek saya", "parent"),
        ("anak saya sendiri", "child"),
        ("suami", "other"),
        ("kami", "self"),
        ("Orang tua", "parent"),
        ("Orang lain", "other"),
        ("4", "other"),
    ],
)
def test_for_whom_help_is_asked(text: str, value: str) -> None:
    answer = read(FOR_WHOM, text)
    assert answer is not None
    assert answer[1] == value


def test_words_for_a_choice_are_kept_as_they_were_said() -> None:
    answer = WHO.read(said("cucu saya"), NOTHING, WHO)
    assert answer == Answer("cucu saya", "child")


@pytest.mark.parametrize(
    ("text", "choice", "expected"),
    [
        ("", "programme:PKH", ("PKH", "PKH")),
        ("", "programme:XYZ", None),
        ("", "who:self", None),
        ("bpnt", "", ("BPNT", "BPNT")),
        ("yang pkh itu", "", ("PKH", "PKH")),
        ("kartu kis", "", ("BPJS/KIS", "BPJS/KIS")),
        ("5", "", ("other", "other")),
        ("9", "", None),
        ("yayasan lain", "", ("yayasan lain", "other")),
        ("kartu prakerja", "", ("kartu prakerja", "")),
        ("itu program yang dari desa kemarin bu", "", None),
        ("apa itu?", "", None),
        ("?", "", None),
    ],
)
def test_a_programme_is_pressed_numbered_or_named(text: str, choice: str, expected: tuple[str, str] | None) -> None:
    assert read(PROGRAMME, text, choice=choice) == expected


@pytest.mark.parametrize(
    ("text", "is_unknown"),
    [
        ("dak tau", True),
        ("Sy gak tau bu", True),
        ("lupo", True),
        ("Lewati", True),
        ("kurang ingat pak", True),
        ("-", True),
        ("tidak ada", True),
        ("tahun lalu", False),
        ("tau bu, di jelutung", False),
        ("tidak cair", False),
        ("", False),
    ],
)
def test_not_knowing_is_heard_in_every_spelling(text: str, *, is_unknown: bool) -> None:
    assert readers.unknown(said(text)) is is_unknown


def test_the_button_skip_is_not_knowing() -> None:
    assert readers.unknown(said(choice="skip"))


@pytest.mark.parametrize(
    "text", ["ya", "Iya bu", "ok 👍", "👍🏽", "sudah benar", "ya, kirim", "sip pak", "nggih", "Betul!"]
)
def test_a_short_yes(text: str) -> None:
    assert readers.yes(said(text), NOTHING)


@pytest.mark.parametrize(
    "text", ["ya tapi tempatnya salah", "iya besok saya kirim suratnya", "yang itu", "boleh tanya", ""]
)
def test_more_than_a_yes_is_no_yes(text: str) -> None:
    assert not readers.yes(said(text), NOTHING)


@pytest.mark.parametrize("text", ["tidak", "dak", "belum bu", "ada yang salah", "masih ada yg salah", "salah"])
def test_a_short_no(text: str) -> None:
    assert readers.no(said(text), NOTHING)


@pytest.mark.parametrize("text", ["tidak cair", "salah sasaran semua bansos di desa kami ini pak", "no rekening", ""])
def test_more_than_a_no_is_no_no(text: str) -> None:
    assert not readers.no(said(text), NOTHING)


def test_a_button_is_neither_yes_nor_no() -> None:
    affirm = Reading("service_affirm", 0.9)
    assert not readers.yes(said("", choice="who:self"), affirm)
    assert not readers.no(said("", choice="who:self"), Reading("service_deny", 0.9))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("beras dipotong", "beras dipotong"),
        ("  ya  ", "ya"),
        ("x", None),
        ("👍👍", None),
        ("", None),
    ],
)
def test_a_story_has_words(text: str, expected: str | None) -> None:
    answer = read(WHAT, text)
    assert (answer[0] if answer else None) == expected


def test_a_voice_note_is_a_story_and_a_sticker_is_none() -> None:
    voice = WHAT.read(said(files=(File("voice", "telegram:v"),)), NOTHING, WHAT)
    assert voice is not None
    assert (voice.value, voice.label) == ("telegram:v", "kept.voice")
    assert WHAT.read(said(files=(File("sticker", "telegram:s"),)), NOTHING, WHAT) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("anak saya butuh seragam", "child"),
        ("untuk anakku yang kecil", "child"),
        ("mamak sayo lumpuh", "parent"),
        ("suami sy kecelakaan", "other"),
        ("saya butuh modal", None),
        ("anak saya dan ibu saya sakit", None),
        ("anak-anak di desa", None),
    ],
)
def test_whose_relative_a_story_is_about(text: str, value: str | None) -> None:
    answer = readers.related(text, FOR_WHOM)
    assert (answer.value if answer else None) == value


@pytest.mark.parametrize(
    "text",
    [
        "sayo dewek",
        "untuk wong tuo macam datuk ni",
        "umur datuk 74",
        "untuk nenek ini",
        "kayak kami ini",
        "buat diri sendiri",
        "usia sayo la 70",
    ],
)
def test_who_speaks_of_themselves_is_the_one_it_is_for(text: str) -> None:
    answer = FOR_WHOM.read(said(text), NOTHING, FOR_WHOM)
    assert answer is not None
    assert answer.value == "self"


@pytest.mark.parametrize(
    "text", ["umur datuk saya 74", "nenek sendiri", "untuk datuk saya", "umurnya 74", "datuk sakit"]
)
def test_who_speaks_of_their_elders_is_not_taken_for_them(text: str) -> None:
    assert readers.oneself(text) is None


@pytest.mark.parametrize(
    ("text", "months"),
    [("umur datuk 74", "888"), ("usio la 60 tahun", "720"), ("anak umur 5 bulan", "5"), ("antara umur 65", "780")],
)
def test_an_age_that_calls_itself_one_is_heard_in_any_message(text: str, months: str) -> None:
    answer = readers.aged(text)
    assert answer is not None
    assert answer.value == months


@pytest.mark.parametrize("text", ["umurnya antara 65 sampai 85", "umur berapa?", "74", "umur 300 tahun"])
def test_a_number_that_is_nobodys_age_is_not_heard(text: str) -> None:
    assert readers.aged(text) is None


@pytest.mark.parametrize(
    ("hears", "text", "value"),
    [
        (counted, "sembako buat 4 orang kak", "4"),
        (counted, "kami berlima di rumah", "5"),
        (treated, "di puskesmas kumpeh, disuruh bayar", "puskesmas kumpeh"),
        (treated, "berobat di RSUD Raden Mattaher dak biso", "rsud raden mattaher"),
        (schooled, "anak saya di SDN 47 sudah nunggak", "sdn 47"),
        (schooled, "dia di smp negeri 3", "smp negeri 3"),
    ],
)
def test_what_is_told_in_passing_is_heard(hears: Callable[[str], Answer | None], text: str, value: str) -> None:
    answer = hears(text)
    assert answer is not None
    assert answer.value == value


@pytest.mark.parametrize(
    ("hears", "text"),
    [
        (counted, "dibilang orang kaya"),
        (counted, "ada 3 orang petugas datang"),
        (treated, "puskesmas jauh"),
        (treated, "puskesmas minta bayar"),
        (schooled, "minta seragam sd bu"),
        (schooled, "sekolah dimana?"),
    ],
)
def test_what_only_sounds_like_it_is_not_heard(hears: Callable[[str], Answer | None], text: str) -> None:
    assert hears(text) is None
