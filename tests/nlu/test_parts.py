"""Where a message is cut: at words that announce something else, and never into scraps."""

from __future__ import annotations

import pytest

from nlu.parts import LONG, MOST, cut


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("bansos belum cair, terus anak sy susah makan", ("bansos belum cair", "anak sy susah makan")),
        ("pkh dak cair la lamo trus jugo budak dak galak makan", ("pkh dak cair la lamo", "budak dak galak makan")),
        ("kk saya hilang. satu lagi, anak saya bolos", ("kk saya hilang", "anak saya bolos")),
        ("kartu saya ditahan oh iya mau buat akta", ("kartu saya ditahan", "mau buat akta")),
        ("minta sembako bu, sekalian saya mau modal usaha", ("minta sembako bu", "saya mau modal usaha")),
        ("lampu jalan mati\nanak saya demam tinggi", ("lampu jalan mati", "anak saya demam tinggi")),
        ("1. minta kursi roda\n2. anak mau sekolah", ("1. minta kursi roda", "anak mau sekolah")),
        ("bansos belum cair dan anak sy jg sakit", ("bansos belum cair", "anak sy jg sakit")),
        ("beras kami habis, anak saya juga sakit", ("beras kami habis", "anak saya juga sakit")),
        ("akta anak hilang samo anak sayo bolos terus", ("akta anak hilang", "anak sayo bolos terus")),
    ],
)
def test_a_message_is_cut_where_something_else_begins(text: str, parts: tuple[str, ...]) -> None:
    assert cut(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "",
        "terus terus terus",
        "bansos saya belum cair juga",
        "anak saya main hp terus",
        "saya dipukul sama suami tadi malam",
        "anak saya nangis terus kalau malam",
        "anak saya digendong trs. mau minta kursi",
        "beras habis. suami sakit. kami tidak punya apa apa lagi.",
        "petugasnya jutek banget sama saya kemarin pagi",
        "terus gimana dong bu, kok begitu",
        "kata " * LONG + "terus anak saya susah makan",
    ],
)
def test_a_message_of_one_piece_is_not_cut(text: str) -> None:
    assert cut(text) == ()


def test_there_are_never_more_parts_than_may_be_asked_about_and_nothing_is_dropped() -> None:
    text = "terus ".join(f"satu dua tiga nomor{at} " for at in range(8))
    parts = cut(text)
    assert len(parts) == MOST
    assert all(f"nomor{at}" in " ".join(parts) for at in range(8))


def test_what_is_announced_is_cut_rather_than_what_merely_follows() -> None:
    parts = cut("beras kami habis, trus lampu mati kemarin, trus kami gelap gelapan, satu lagi akta anak saya hilang")
    assert parts[-1] == "akta anak saya hilang"
