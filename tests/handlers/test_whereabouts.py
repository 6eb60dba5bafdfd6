"""What may be kept as a place, and what is only said beside the question."""

from __future__ import annotations

import pytest

from handlers.words import whereabouts

PLACES = """
legok · di legok bu · muara bulian · rumah saya di legok, bu · desa pudak kec kumpeh · tanjung lanjut · thehok · pal 5
simpang rimbo dekat indomaret depan masjid · lorong kenanga rt 5 · saya di sungai gelam pak · kebun handil
perumnas aurduri · ya di mendalo darat · kejadiannya di simpang tiga sipin · di pasar · talang banjar
"""
TALK = """
oh gitu ya, makasih bu · Ya, membantu · dipake buat apa aja · iya lanjut yg bansos td · makasih · iya bu · oke
saya sendiri · sudah · belum · terima kasih banyak ya · apa itu · mau bicara dengan petugas · bansos
saya tidak tahu · emang perlu ya · 123 · tetangga saya dapat tapi saya tidak pernah dikasih sama pak rt
siapa yang baca · alhamdulillah · lanjut · bu · 👍
"""


def _each(told: str) -> list[str]:
    return [one.strip() for line in told.strip().splitlines() for one in line.split("·")]


@pytest.mark.parametrize("text", _each(PLACES))
def test_a_place_in_few_words_or_by_a_landmark_is_kept(text: str) -> None:
    assert whereabouts.place(text)


@pytest.mark.parametrize("text", _each(TALK))
def test_talk_is_no_place(text: str) -> None:
    assert not whereabouts.place(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("di jelutung, kebun handil", "jelutung, kebun handil"),
        ("rumah saya di Legok, bu", "Legok"),
        ("thehok pak, jambi selatan", "thehok, jambi selatan"),
        ("di", "di"),
    ],
)
def test_a_place_is_shown_without_the_words_around_it(text: str, shown: str) -> None:
    assert whereabouts.bare(text) == shown
