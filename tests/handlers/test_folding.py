"""Spellings that mean the same word."""

from __future__ import annotations

import pytest

from handlers.words import folding


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("gak nurut", "dak nurut"),
        ("blm bisa ngomong", "belum biso bicara"),
        ("gatel2", "gatal"),
        ("Demamnya", "demam"),
        ("ngamuknyo", "ngamuk"),
        ("kawannyo", "kawan"),
        ("udah tdk panas", "sudah tidak panas"),
    ],
)
def test_spellings_of_the_same_words_are_searched_alike(one: str, other: str) -> None:
    assert folding.keyword(one) == folding.keyword(other)


def test_a_word_after_a_not_does_not_count_as_said() -> None:
    assert "demam" not in folding.said("tapi ga demam")
    assert "sesak" not in folding.said("dak ada sesak, masih main")
    assert "demam" in folding.said("tidak mau makan, demam")
    assert folding.keyword("dak mau makan") <= folding.said("anak saya gak mau makan nasi")
    assert not folding.keyword("mau makan") <= folding.said("anak saya gak mau makan nasi")


def test_pieces_find_a_word_behind_its_prefixes() -> None:
    def pieces(text: str) -> set[str]:
        return {term for term in folding.terms(text) if term.startswith(folding.PIECE)}

    assert len(pieces("nggigit") & pieces("menggigit")) >= 3
    assert folding.terms("anak saya umur 3 tahun") == []
