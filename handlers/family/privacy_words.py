"""Which right over one's own data typed words ask for, and which words take it back."""

from __future__ import annotations

import re

from handlers.turn import Turn
from handlers.words.wording import plain, size

SEE, CORRECT, DOWNLOAD, ERASE, STOP, WITHDRAW = "see", "correct", "download", "erase", "stop", "withdraw"
RIGHTS = (SEE, CORRECT, DOWNLOAD, ERASE, STOP, WITHDRAW)

_SHORT, _BARE = 12, 5
_MINE = r"(?:saya|sy|sya|sayo|aku|ak|kami|ambo|kito|gue|gw)"
_OWN = rf"(?:data|dato|akun)(?:ku| pribadi(?: {_MINE})?| {_MINE})"
_DATA = rf"(?:{_OWN}|data|dato|akun)"
_POLITE = (
    rf"(?:(?:bu|pak|min|kak|mbak|tolong|tlg|mohon|boleh|bisa|biso|mau|mo|minta|mintak|ingin|pengen|pingin|nak|{_MINE}|"
    r"lihat|liat|ngeliat|melihat|cek|ngecek|tampilkan|tunjukkan|tunjukin|buka) )*"
)
# Not our data: what the ministry or the village keeps about a family is a matter for a complaint.
_ELSEWHERE = re.compile(
    r"\b(?:dtsen|dtks|bansos|bantuan|pkh|bpnt|pip|kip|kis|bpjs|blt|kk|ktp|nik|desa|kelurahan|rt|dinsos|dukcapil|kemensos|"
    r"kartu|penerima|daftar|sekolah|kenapa|knp|ngapo|ngapa|kok|padahal|belum|blm|hilang|diganti|orang lain)\b"
)
_READ = {
    WITHDRAW: re.compile(
        r"\b(?:cabut|mencabut|tarik|menarik|batalkan)\b.*\b(?:persetujuan|izin|ijin)|"
        rf"\b{_MINE} (?:tidak|tdk|gak|ga|nggak|dak) (?:setuju|mengizinkan) lagi\b"
    ),
    STOP: re.compile(
        r"\b(?:jangan|jgn|stop|setop|berhenti(?:kan)?)\b.*\b(?:pakai|pake|memakai|proses|memproses|olah|gunakan|"
        rf"simpan|menyimpan|nyimpan)\b.*\b{_DATA}\b"
    ),
    DOWNLOAD: re.compile(
        rf"\b(?:unduh|mengunduh|download|donlot|salinan|kopian|copy|fotokopi)\b.*\b{_DATA}\b|"
        rf"\b{_DATA}\b.*\b(?:diunduh|didownload|salinannya|dikirim ke {_MINE})\b"
    ),
    ERASE: re.compile(
        r"\b(?:hapus|hapusin|hapuskan|menghapus|ngapus|apus|apusin|delete|musnahkan|hilangkan)\b.*"
        rf"\b(?:{_DATA}|chat|cet|percakapan|obrolan|riwayat)\b|"
        rf"\b(?:{_DATA}|chat|percakapan|riwayat)\b.*\b(?:dihapus|dihapusin|diapus|dimusnahkan)\b"
    ),
    CORRECT: re.compile(
        rf"{_POLITE}(?:betulkan|betulin|perbaiki|benerin|koreksi|ralat|ubah|ganti|membetulkan|mengubah) {_OWN}\b.*|"
        rf"{_OWN} (?:yang |yg |ada |ado )*(?:salah|keliru)(?: (?:di sini|disini|di laporan.*))?"
    ),
    SEE: re.compile(
        rf"{_POLITE}{_OWN}(?: (?:apa|apo|saja|sajo|aja|bae|yang|yg|kalian|kamu|anda|ada|ado|disimpan|simpan|tersimpan|"
        r"di|sini|disini|dong|ya|yo|bu|pak|min))*|"
        rf"(?:apa|apo|data apa)(?: (?:saja|aja|bae|yang|yg))* (?:disimpan|kalian simpan|tersimpan)"
        rf" (?:tentang|soal|dari) {_MINE}"
    ),
}
_RECALL = re.compile(
    r"(?:(?:eh|bu|pak|maaf|tolong) )*(?:batal(?:kan)?|(?:tidak|tdk|gak|ga|nggak|dak|gk) jadi|jangan(?: jadi)?|jgn)"
    r"(?: (?:di)?hapus(?: data(?:ku|nya| \w+)?)?| penghapusan)(?: (?:ya|bu|pak|dulu|aja))*"
)
_OUT = re.compile(
    r"(?:(?:eh|bu|pak|maaf) )*(?:(?:tidak|tdk|gak|ga|nggak|dak|gk) jadi|jangan|jgn)(?: (?:deh|dulu|bu|pak|ya))*"
)
_ASKED_IN_FORM = re.compile(
    rf"{_POLITE}(?:(?:hapus|apus|unduh|download|salinan)\w*(?: (?:aja|saja|bae|semua|dulu|dong))* )?{_OWN}$"
)
_WHEN = re.compile(
    r"\b(?:kapan|kpn|kapannyo|(?:berapa|brp) lama|(?:sudah|udah|sdh|la) .*\b(?:belum|blm)|(?:kok )?(?:belum|blm))\b"
)
_DONE = {
    ERASE: re.compile(r"\b(?:di)?(?:hapus|apus)(?:in|nya|nyo|kan)*\b"),
    DOWNLOAD: re.compile(r"\b(?:salinan|kopian)(?:nya|nyo)?\b"),
    CORRECT: re.compile(r"\bdi(?:betulkan|betulin|perbaiki|ganti|ubah)(?:nya|nyo)?\b"),
}
_LEADS = r"kak|bu|pak|min|terus|trus|emang|emangnya|memang|itu|ini|kalau|boleh tau|mau tanya"
_WHAT_FOR = re.compile(
    rf"(?:(?:{_LEADS}|data\w*|dato|{_MINE}) )*(?:dipake|dipakai|digunakan|gunanya|guna|kegunaannya)"
    r"(?: (?:buat|untuk|utk))?(?: (?:apa|apo))(?: \w+){0,4}"
    rf"|(?:(?:{_LEADS}) )*data\w* (?:\w+ )?(?:buat|untuk|utk) (?:apa|apo)(?: \w+){{0,3}}"
)
_SURE = 0.6


def asks_for(turn: Turn) -> str:
    """Which right the words ask for, "" for none; what others keep about a family is none of them."""
    words = plain(turn.message.text)
    if size(words) > _SHORT or _ELSEWHERE.search(words):
        return ""
    if turn.reading.kind in ("complaint", "aid") and turn.reading.confidence >= _SURE:
        return ""
    for kind, pattern in _READ.items():
        whole = kind in (SEE, CORRECT)
        if pattern.fullmatch(words) if whole else pattern.search(words):
            return kind
    return ""


def bare(turn: Turn) -> bool:
    """Whether the message is a few words that nobody would give as an answer in a form."""
    words = plain(turn.message.text)
    return size(words) <= _BARE and _ASKED_IN_FORM.match(words) is not None


def calls_off(turn: Turn) -> bool:
    """Whether the words take back the wish to be erased ("batal hapus")."""
    return _RECALL.fullmatch(plain(turn.message.text)) is not None


def backs_out(turn: Turn) -> bool:
    """Whether the words are a plain "never mind"."""
    return _OUT.fullmatch(plain(turn.message.text)) is not None


def asks_when(turn: Turn) -> str:
    """Which right somebody asks after ("kapan dihapusnya", "sudah dihapus belum"), "" when none."""
    words = plain(turn.message.text)
    if size(words) > _SHORT or not _WHEN.search(words):
        return ""
    return next((kind for kind, pattern in _DONE.items() if pattern.search(words)), "")


def asks_what_for(turn: Turn, *, near: bool) -> bool:
    """Whether the words ask what the data are for; `near`: data were just spoken of, and need not be named."""
    words = plain(turn.message.text)
    named = re.search(rf"\b{_DATA}(?:nya|nyo)?\b", words) is not None and not _ELSEWHERE.search(words)
    return size(words) <= _SHORT and (named or near) and _WHAT_FOR.fullmatch(words) is not None
