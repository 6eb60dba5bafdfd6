"""Misspelt everyday words are read as what they stand for; names and short forms with a meaning stay as they are."""

from __future__ import annotations

import pytest

from handlers.words.spelling import mended


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("buat ank sya", "buat anak saya"),
        ("bwt sya sndiri", "buat saya sendiri"),
        ("rmh sendri", "rumah sendiri"),
        ("iya kak krim aja", "iya kak kirim aja"),
        ("dk tau programny apo", "tidak tau programnya apo"),
        ("dsn tuo", "dusun tuo"),
        ("strok ga bs jalan", "stroke ga bisa jalan"),
        ("dr bulan agstus", "dari bulan agustus"),
        ("BRU mau mulai", "baru mau mulai"),
        ("sayaa", "saya"),
    ],
)
def test_slips_of_everyday_words_are_mended(typed: str, meant: str) -> None:
    assert mended(typed) == meant


@pytest.mark.parametrize(
    "text",
    ["sd", "smp 3", "ktp", "kk", "kis", "pkh", "legok", "dika", "bini", "kakak", "tungkal", "baju", "tp", "", "👍"],
)
def test_what_means_something_by_itself_stays(text: str) -> None:
    assert mended(text) == text
