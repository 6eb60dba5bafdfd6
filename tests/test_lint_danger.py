"""The words for somebody in danger: one question, no proof, "kamu" to a child, nothing on a watched screen."""

import pytest

from tests.lint_content import unkind


@pytest.mark.parametrize(
    ("key", "text", "wrong"),
    [
        ("danger.x", "Aman? Di mana?", "more than one question"),
        ("danger.x", "Kirim fotonya, atau foto lukanya.", "asks for proof ('fotonya')"),
        ("danger.x", "Ada buktinya?", "asks for proof ('buktinya')"),
        ("danger.x_child", "Apakah Anda aman?", "'Anda' to a child"),
        ("quiet.x", "Ada pesan dari petugas.", "'petugas' on a screen"),
        ("quiet.x", "Ada pesan soal {code}.", "'{code}' on a screen"),
    ],
)
def test_what_may_not_be_said_is_found(key: str, text: str, wrong: str) -> None:
    (found,) = unkind(key, text)
    assert wrong in found


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("danger.x", "Apakah Anda aman saat ini? Tulis saja di sini."),
        ("danger.x_child", "Apakah kamu aman sekarang?"),
        ("quiet.x", "Ada pesan untuk Anda."),
        ("complaint.x", "Ada fotonya? Ada saksi?"),
    ],
)
def test_what_may_be_said_passes(key: str, text: str) -> None:
    assert not list(unkind(key, text))
