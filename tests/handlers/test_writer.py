"""Who is taken for a child by their own words, and who is not."""

import pytest

from handlers.safety.writer import says_child


@pytest.mark.parametrize(
    "text",
    [
        "umurku 10 tahun kak, ayah mukul aku",
        "umur saya 12 tahun, saya takut pulang",
        "aku 9 tahun",
        "saya masih 15 tahun bu",
        "aku kelas 4 sd",
        "saya masih sma kelas 11, guru saya pegang pegang",
        "aku anak smp mau cerita",
        "ayah suka mukul aku",
        "bapakku tiap malam mukulin aku",
        "ayah tiriku raba-raba aku kalau ibu kerja",
        "aku dipukul ayah",
        "aku sering dimarahin sama mama",
        "aku masih sekolah, dipaksa nikah",
    ],
)
def test_a_child_is_known_by_age_class_or_who_hurts_them(text: str) -> None:
    assert says_child(text)


@pytest.mark.parametrize(
    "text",
    [
        "anak saya umur 10 tahun dipukul ayahnya",
        "suami mukul aku tiap malam",
        "saya 10 tahun menikah, dipukul terus",
        "saya 12 tahun di malaysia, dipaksa kerja",
        "saya 35 tahun",
        "abang mukul aku lagi tadi malam",
        "umur anak saya 10 tahun, kelas 4 sd",
        "anakku dipukul gurunya, kelas 4 sd",
        "aku capek, pengen mati aja",
        "mertua mukul aku, bapak mertua juga",
        "anak saya kelas 4 sd dipukul guru",
        "",
    ],
)
def test_a_grown_up_is_not_called_kamu(text: str) -> None:
    assert not says_child(text)
