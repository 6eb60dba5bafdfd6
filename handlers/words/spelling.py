"""Words typed in haste read as what they stand for: vowels left out, letters twice, everyday short forms."""

from __future__ import annotations

import re
from functools import lru_cache

_TOKEN = re.compile(r"[^\W\d_]+")
_TWICE = re.compile(r"([^\W\d_])\1+")
_VOWELS = re.compile(r"[aeiou]")
_LEAST = 3  # letters that must be left of a word
_SHORT = {
    **dict.fromkeys(("sy", "sya", "syaa"), "saya"),
    **dict.fromkeys(("utk", "tuk", "unt"), "untuk"),
    **dict.fromkeys(("bwt", "bt"), "buat"),
    **dict.fromkeys(("dk", "gk", "tdk", "gx"), "tidak"),
    **dict.fromkeys(("dr", "dri"), "dari"),
    **dict.fromkeys(("sm", "ama"), "sama"),
    "org": "orang",
    "bs": "bisa",
    "dgn": "dengan",
    "strok": "stroke",
    "kebon": "kebun",
    "rmh": "rumah",
}
_KNOWN: frozenset[str] = frozenset(
    _TOKEN.findall(
        """
        saya sendiri anak untuk buat orang lain kami rumah desa dusun kelurahan kecamatan kampung lorong jalan
        dekat betul benar kirim sudah belum tidak sejak mulai dari dulu bulan tahun minggu hari kemarin pagi siang
        sore malam januari februari maret april juni juli agustus september oktober november desember lebaran puasa
        umur umurnya usia baru mau kerja pekerjaan usaha jualan suami istri bapak ibu nenek kakek tetangga teman
        keluarga tinggal sama lumpuh kursi roda puskesmas puskesmasnya sekolah lewati ingat punya sewa kontrakan
        numpang menumpang petugas pendamping guru bocor roboh banjir kebakaran berdua bertiga berempat berlima
        berenam tahu programnya lanjutkan batal makasih terima kasih hamil bayi balita aktif mati modal seragam
        cari pelatihan sendirian oke okey
        kartu lahir hilang
        """
    )
)


def mended(text: str) -> str:
    """The text in lower case with misspelt everyday words put right; words it does not know stay as they are.

    For recognising only: what a family wrote is kept as they wrote it.
    """
    return _TOKEN.sub(lambda found: _word(found[0]), text.lower())


@lru_cache(maxsize=4096)
def _word(word: str) -> str:
    if word in _KNOWN:
        return word
    if word in _SHORT:
        return _SHORT[word]
    once = _TWICE.sub(r"\1", word)
    for said in (once, f"{once}a" if once.endswith("ny") else once):
        if said in _KNOWN:
            return said
        meant: list[str] = [known for known in _KNOWN if _left_out(said, known)]
        if len(meant) == 1:
            return meant[0]
    return word


def _left_out(said: str, known: str) -> bool:
    """Whether a word is a known one with nothing but vowels left out ("sndiri", "krim")."""
    if len(said) < _LEAST or len(said) >= len(known) or said[0] != known[0]:
        return False
    letters = iter(known)
    return _bones(said) == _bones(known) and all(letter in letters for letter in said)


def _bones(word: str) -> str:
    return _VOWELS.sub("", _TWICE.sub(r"\1", word))
