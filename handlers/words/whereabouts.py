"""Tells a place that somebody names from what is only said beside the question: thanks, a yes, a question, a story."""

from __future__ import annotations

import re

from handlers.words.spelling import mended
from handlers.words.wording import asks, goes_on, plain, size, spot

_BEFORE = re.compile(
    r"^(?:(?:ya|iya|iyo|yo|oh|eh|oke|ok|saya|sy|sayo|aku|kami|kito|kita|ambo|datuk|nenek|rumah(?:nya|nyo|ku)?|itu|"
    r"tinggal(?:nya|nyo)?|alamat(?:nya|nyo)?|(?:ke)?jadian(?:nya|nyo)?|tempat(?:nya|nyo)?|lokasi(?:nya|nyo)?|posisi(?:nya|nyo)?|"
    r"ada|ado|dari|dr|di|d|daerah|wilayah|orang|warga)\b[\s,:.]*)+"
)
_AFTER = re.compile(r"(?:(?:^|[\s,.]+)(?:bu|ibu|buk|pak|bapak|kak|kakak|mbak|mas|bang|min|nak|dek|ya|yo|sih|nih|ni))+$")
_WITHIN = re.compile(r" (?:bu|buk|pak|kak|mbak|mas|bang|min|nak|dek)(?=,)", re.IGNORECASE)
_TALK = re.compile(
    r"\b(?:iya|iyo|ya|yo|oh|ooh|oke|ok|okay|sip|siap|baik|gitu|begitu|makasih|makasi|mksh|trims|terima|terimakasih|tarimo|"
    r"thanks|suwun|membantu|betul|benar|bener|sudah|udah|sdh|belum|blm|mau|ingin|pengen|pingin|nak|bisa|biso|boleh|tolong|"
    r"minta|tanya|nanya|nanyo|apa|apo|siapa|siapo|kenapa|ngapo|gimana|gmn|kapan|berapa|buat|untuk|utk|dipake|dipakai|pake|"
    r"pakai|tahu|tau|ngerti|paham|maaf|halo|hai|assalam\w*|yang|yg|tadi|td|ini|itu|kok|sih|dong|deh|kan|nian|aja|saja|bae|"
    r"lagi|tidak|tdk|gak|ga|nggak|dak|idak|ndak|bukan|salah|jangan|bansos|bantuan|pkh|bpnt|blt|kis|bpjs|cair|dapat|dapet|dpt|"
    r"kirim|batal|alhamdulillah|semoga|amin|aamiin|kasih|kasi|wah|sendiri|dewek|anak|suami|istri|bini|saya|sy|sayo|aku|kami|"
    r"bicara|ngomong|cerita|lapor|rahasia|sama|samo|dengan|"
    r"lanjut(?= (?:aja|saja|ya|yang|yg|bu|pak|kak|isi))|^lanjut\w*)\b"
)
_LANDMARK = re.compile(
    r"\b(?:dekat|dkt|depan|belakang|samping|sebelah|seberang|simpang|lorong|lrg|rt|rw|gang|gg|jalan|jl|jln|masjid|mesjid|"
    r"mushola|musholla|surau|langgar|pasar|sekolah|sdn?|smp|sma|puskesmas|jembatan|perumahan|perum|komplek|kompleks|blok|km|"
    r"kampung|kp|dusun|dsn|desa|ds|kelurahan|kel|kecamatan|kec|kabupaten|kab|kota|unit|muara|muaro|sungai|sei|talang|tanjung)\b"
)
_SHORT, _LONGEST = 5, 12  # words


def place(text: str) -> bool:
    """Whether the words can be taken for a place: one that calls itself so, or a few words that are no talk."""
    if asks(text) or not re.search(r"[^\W\d_]", text):
        return False
    if spot(text):
        return True
    bare = _AFTER.sub("", _BEFORE.sub("", mended(plain(text))))
    if not bare or _TALK.search(bare):
        return False
    marked = _LANDMARK.search(bare) is not None and not goes_on(text)
    return size(bare) <= (_LONGEST if marked else _SHORT)


def bare(text: str) -> str:
    """A place as a list shows it: without "di" and the like before it, and without "bu" behind it."""
    said = _WITHIN.sub("", text.strip(" .,!"))
    start = _BEFORE.match(said.lower())
    rest = said[start.end() :] if start else said
    end = _AFTER.search(rest.lower())
    return (rest[: end.start()] if end else rest).strip(" .,!") or said
