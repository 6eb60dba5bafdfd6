"""Signs that a health worker has to see: each is heard when it is said, and not when it is not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from handlers.handbook import Sign
from handlers.parents.signs import heard
from storage.content import load

SIGNS = load(Path(__file__).parents[2] / "content").signs

ROWS = [  # the sign · said of a child of so many months · the same kind of words without it
    ("death_thoughts", "anak sy bilang pengen nyusul ayah nya", 120, "anak nyusul ayahnya ke kebun", 120),
    ("death_thoughts", "dia silet tangannya sendiri", 170, "tangannya kena silet waktu ngerautin pensil", 110),
    ("breathing", "batuk dari kemarin nafasnya cepat", 8, "batuk pilek, ga sesak, masih main", 8),
    ("breathing", "nafas anak sesak malam ini", None, "batuk tapi sesak idak", None),
    ("swelling_face", "habis makan udang bibirnya bengkak", 60, "habis nangis mukanya bengkak", 60),
    ("fever_young_baby", "anak saya demam tinggi", 2, "anak saya demam tinggi", 3),
    ("fever_young_baby", "bayi saya badannya panas", None, "anak sd panas 3 hari", None),
    ("fever_young_baby", "dari tadi malam panas", 0, "kamarnya panas bayi gelisah", 0),
    ("young_baby_ill", "bayi lemas gak mau nyusu", 0, "anak lemas gak mau nyusu", 24),
    ("young_baby_ill", "badannya kuning", 0, "baru lahir, beraknya kuning", 0),
    ("dehydration", "mencret trs matanya cekung", 20, "mencret, masih kencing dan mau minum", 20),
    ("dehydration", "diare dari pagi belum pipis", 14, "malam belum pipis sudah ngompol di kasur", 70),
    ("blood", "berak ada darahnya", 30, "haid pertama darah banyak", 140),
    ("blood", "muntahnya hijau", 3, "muntah susu sedikit", 3),
    ("fever_bleeding", "panas 4 hari terus mimisan", 80, "mimisan habis main panas panasan", 80),
    ("animal_bite", "tadi digigit anjing tetangga", 90, "mimpi digigit anjing", 90),
    ("head_injury", "jatuh dari kasur habis itu muntah", 18, "jatuh dari kasur langsung nangis, ga muntah", 18),
    ("lost_skills", "dulu bisa ngomong mama sekarang diam", 26, "dulu ga bisa diam sekarang anteng", 26),
    ("no_words", "belum bisa ngomong", 26, "belum bisa ngomong", 14),
    ("no_words", "udah 2 tahun blm bicara", None, "ngomongnya masih cadel", 50),
    ("not_walking", "blm bisa jalan", 18, "blm bisa jalan", 12),
    ("not_walking", "cucu belum jalan jugo", None, "belum mau jalan sendiri ke sekolah", 70),
    ("not_sitting", "belum bisa duduk", 10, "belum bisa duduk", 6),
    ("not_gaining", "bb dak naik2", 9, "bb anak naik terus terlalu gemuk", 50),
    ("not_gaining", "kata kader garis merah", None, "ada garis merah di kulit kakinya gatal", None),
]


@pytest.mark.parametrize(("sign", "text", "months", "other", "other_months"), ROWS)
def test_a_sign_is_heard_when_it_is_said_and_only_then(
    sign: str, text: str, months: int | None, other: str, other_months: int | None
) -> None:
    found = heard(SIGNS, text, months)
    assert found is not None
    assert found.id == sign
    found = heard(SIGNS, other, other_months)
    assert found is None or found.id != sign


def test_every_sign_is_tested_and_says_where_it_comes_from() -> None:
    assert {sign.id for sign in SIGNS} == {row[0] for row in ROWS}
    for sign in SIGNS:
        assert sign.source, sign.id
        assert date(int(sign.source_date[:4]), 1, 1) <= date(2026, 12, 31), sign.id
        assert len(sign.say) <= 250, sign.id


@pytest.mark.parametrize("text", ["anak susah makan sayur", "ngamuk terus di pasar", "tolong ajari bikin mpasi", ""])
def test_ordinary_questions_carry_no_sign(text: str) -> None:
    assert heard(SIGNS, text, 30) is None


def test_words_far_apart_are_no_sign() -> None:
    sign = Sign("x", 0, 215, ("mencret lemas",))
    assert heard((sign,), "mencret dari pagi badannya lemas", 20) is sign
    assert heard((sign,), "mencret kemarin sudah sembuh kok bu makannya mau mainnya juga mau ibunya lemas", 20) is None
    assert heard((sign,), "dulu mencret. Sekarang ibunya lemas", 20) is None
