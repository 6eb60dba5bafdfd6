"""Reads who may know of a report: nobody who wrote it (anonymous), only one officer and the head (confidential)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from handlers.effects import ANONYMOUS, BOTH, CONFIDENTIAL, OpenCase
from handlers.state import Answers
from handlers.words.wording import plain, size

HIDE = "hide"
"""The answer under which the wish stands in a form; its value is one of SECRECIES, PLAIN, or "" while it is asked."""

PLAIN = "plain"
"""The wish that there be no secret (any more)."""

_I = r"(?:saya|sy|sya|sayo|aku|ak|kami|kito|kita|ambo|ku)"
_NO = r"(?:tidak|tdk|dak|gak|ga|gk|nggak|ngga|enggak|ndak|tak|g)"
_NOT = rf"(?:(?:jangan|jgn|jngan|jan)(?: (?:sampai|sampe|sampek|smpai|smpe|sampek))?|{_NO} (?:usah|usa|perlu|prlu|mau))"
_NAME = r"(?:nama|namo|nm|identitas|identitasnya|jati diri)(?:ku|nya| (?:lengkap ?)?(?:saya|sy|sya|sayo|aku|kami))?"
_SHOW = (
    r"(?:(?:di)?(?:sebut|sebutkan|sebutin|sebut sebut|tulis|tuliskan|tulisin|catat|cantumkan|cantumin|bocorkan|bocorin|"
    r"buka|ungkap|ungkapkan|tampilkan|kasih tau|kasih tahu|kasi tau|masukkan|masukin|muat|pakai|pake|sebarkan|sebarin|"
    r"sebar)|ketahuan|ketauan|disebut2|ditulis2|nyebut|nulis|ikut disebut)"
)
_KNOW = r"(?:tau|tahu|tw|taw|mengetahui|ngerti|denger|dengar|sampai tau)"
_TELL = r"(?:bilang|blg|bilang2|ngomong|omong|cerita|cerito|kasih ?ta\w+|kasi ?ta\w+|beri ?tahu|lapor)"
_SOMEBODY = r"[^\W_]+(?:[ -][^\W_]+){0,3}?"
_POLITE = r"(?:(?:tolong|tlg|mohon|minta|mintak|harap|mau|mo|bisa|kalau bisa|klo bisa|kalo bisa) )*"
_CLOSE = re.compile(  # whom a name would not be hidden from anyhow, and everybody else
    r"\b(?:suami\w*|istri\w*|bini|laki|anak\w*|mama\w*|mamak|mak|ibu (?:saya|sy|aku)|ibuku|bapak (?:saya|sy|aku)|"
    r"bapakku|ayah\w*|papa\w*|mertua\w*|keluarga\w*|kakak (?:saya|sy|aku)|abang (?:saya|sy|aku)|adik\w*|"
    r"orang tua\w*|ortu\w*|siapa ?siapa|siapa|siapo|siapapun|siapa2|siapo2|orang lain|orang2|orang orang|orang|"
    r"semua|semua orang)\b"
)
_ANONYMOUS = re.compile(
    r"\b(?:"
    r"anonim|anonimus|anonymous|anonin|annonim|tanpa (?:sebut |menyebut |disebut )?(?:nama|namo|identitas)|"
    rf"{_NOT} {_SHOW} (?:siapa )?{_NAME}|"
    rf"{_NAME} {_POLITE}(?:ini )?{_NOT} {_SHOW}|"
    rf"{_POLITE}(?:rahasia(?:kan|in)|sembunyi(?:kan|in)|samarkan|samarin|tutupi|tutup) {_NAME}|"
    rf"{_NAME} {_POLITE}(?:di ?rahasia(?:kan|in)?|disembunyi(?:kan|in)|disamarkan|disamarin|ditutupi)|"
    rf"{_NOT} (?:ketahuan|ketauan)(?: (?:siapa|kalau|kalo|klo|bahwa|sama|oleh)(?: \w+){{0,4}})?|"
    rf"{_NOT} {_KNOW} (?:siapa (?:saya|aku|sayo)|{_NAME})"
    r")\b"
)
_TOLD = re.compile(
    rf"\b(?:jangan|jgn|jngan|jan)(?: (?:sampai|sampe|sampek|smpai|smpe))? (?P<who>{_SOMEBODY})"
    rf" (?:itu |ini |nya )?{_KNOW}\b"
    rf"|\b(?:jangan|jgn|jngan|jan|dak usah|gak usah) {_TELL} (?:ke |samo |sama |kepada |pada |dengan )?"
    rf"(?P<whom>{_SOMEBODY})(?= (?:ya|yo|yaa|dong|bu|pak|min|kak|kalau|kalo|klo)\b|[.,!]|$)"
)
_CONFIDENTIAL = re.compile(
    r"\b(?:"
    r"di ?rahasia(?:kan|in)|rahasia(?:kan|in)|jadi(?:kan|in)? rahasia|(?:secara|bersifat|sifatnya) rahasia|"
    r"(?:ini |laporan(?:nya| ini| saya)? |tapi |tp )?rahasia"
    r"(?= (?:ya|yo|yaa|dong|donk|bu|pak|min|kak|saja|aja|bae|juga|jugo|jg)\b|[.,!]|$)|"
    r"(?:jangan|jgn|jngan)(?: (?:sampai|sampe))? (?:di)?(?:sebar|sebarkan|sebarin|sebar2|bocor|bocorkan|bocorin|umbar)"
    r"(?:kan)?(?: ke (?:siapa ?siapa|siapa2|siapapun|orang(?: lain)?))?"
    r")\b"
)
_PLAIN = re.compile(
    rf"\b(?:{_NO} (?:usah|usa|perlu|jadi)|batal(?:kan)?|jangan|jgn|hapus|cabut) (?:lagi )?(?:di)?"
    r"(?:anonim|rahasia(?:kan|in)?|sembunyi(?:kan|in))(?:nya)?\b|"
    rf"\b{_NAME} (?:boleh|bole|gpp|gapapa|silakan|silahkan) (?:saja |aja |kok )?(?:di)?"
    r"(?:sebut|sebutkan|tulis|tuliskan|catat|lihat|tampilkan|pakai)\b|"
    r"\bjadi(?:kan|in) biasa\b"
)
_USUAL = re.compile(r"(?:(?:ya|oke|ok|bu|pak) )*(?:yang )?biasa(?: (?:saja|aja|bae|ya|yo))*")
_SAID_BY_OTHERS = re.compile(
    r"\b(?:bilang(?:nya)?|katanya|kato(?:nyo)?|kata|suruh|disuruh|nyuruh|ngancam|ancam|diancam|mengancam|pesan|pesannya|"
    r"dio|dia|mereka|omongnya|ngomong|ngomongnya|padahal|malah|kok|kenapa|knp|ngapo)\b"
)
_ASKS = re.compile(
    r"\b(?:anonim|ketahuan|tanpa nama|(?:nama|namo|identitas)\b.*\b(?:disebut|ditulis|dirahasiakan|disembunyikan|"
    r"dilihat|kelihatan|keliatan))\b.*"
    r"(?:\?\s*$|\b(?:gak|ga|gk|nggak|tidak|dak|kan|apa|apo|kah)(?: (?:ya|yo|bu|pak|min|kak|sih))*\W*$)|"
    r"\b(?:apa|apo|apakah|bisa(?:kah)?|biso|boleh(?:kah)?|beda(?:nya)?|maksud(?:nya)?|gimana|cara(?:nya)?)\b.*"
    r"\b(?:anonim|rahasia|dirahasiakan|tanpa nama)\b"
)
_PLEASE = re.compile(r"\b(?:tolong|tlg|mohon|minta|jangan|jgn)\b")
_FILLER = re.compile(
    r"\b(?:ya|yo|yaa|yah|bu|ibu|pak|bapak|kak|min|mbak|dong|donk|tolong|tlg|mohon|minta|mintak|harap|tapi|tp|tapinya|dan|"
    r"kalau|kalo|klo|kalu|bisa|biso|boleh|bole|laporan|laporannya|laporan ini|laporanku|jadikan|jadiin|buat|bikin|"
    r"secara|ini|itu|nian|nah|oh|eh|maaf|oke|ok|baik|saja|aja|bae|deh|lah|juga|jugo|jugak|pokoknya|tolonglah|yang|yg|lapor|melapor|saya|sy|sayo|aku|mau|mo)\b"
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What was wished: one of SECRECIES or PLAIN, "" for nothing; and the words without the wish."""

    value: str = ""
    rest: str = ""

    @property
    def bare(self) -> bool:
        """Whether the message says nothing else."""
        return size(_FILLER.sub(" ", self.rest)) <= 1


def read(text: str) -> Wish:
    """The wish in somebody's words; what they tell that others said is none of theirs."""
    said = " ".join(re.sub(r"[^\w\s,.!?-]", " ", text.lower()).split())
    taken = _PLAIN.search(said)
    if taken is not None:
        return Wish(PLAIN, _without(said, taken))
    value = ""
    for pattern in (_ANONYMOUS, _TOLD, _CONFIDENTIAL):
        for found in tuple(pattern.finditer(said)):
            if not _SAID_BY_OTHERS.search(" ".join(said[: found.start()].split()[-4:])):
                value = combined(value, _meant(found))
                said = said.replace(found.group(), " " * len(found.group()), 1)
    return Wish(value, " ".join(said.split()))


def usual(text: str) -> bool:
    """Whether somebody who was asked says that the usual way will do."""
    return _USUAL.fullmatch(plain(text)) is not None


def asks(text: str) -> bool:
    """Whether it is only asked whether a report can be kept secret, or what that means."""
    said = " ".join(text.lower().split())
    return size(said) <= 12 and _ASKS.search(said) is not None and _PLEASE.search(said) is None


def combined(before: str, new: str) -> str:
    """Two wishes one after the other: no name, and only one officer, is both; PLAIN takes back everything."""
    if not new or not before or PLAIN in (before, new):
        return new or before
    return new if before == new else BOTH


def of(answers: Answers) -> str:
    """The wish that stands in a form, "" for none."""
    return answers[HIDE].value if HIDE in answers else ""


def without(answers: Answers) -> Answers:
    """What was answered, the wish left out."""
    return {name: answer for name, answer in answers.items() if name != HIDE}


def settled(case: OpenCase, wish: str = "") -> OpenCase:
    """The case with the wish of its form, and a later one, as its secrecy; danger has none: help must find them."""
    value = "" if case.kind == "danger" else combined(combined(case.secrecy, of(case.answers)), wish)
    return replace(case, answers=without(case.answers), secrecy="" if value == PLAIN else value)


def _meant(found: re.Match[str]) -> str:
    if found.re is _CONFIDENTIAL:
        return CONFIDENTIAL
    if found.re is _TOLD:
        return CONFIDENTIAL if _CLOSE.search(found["who"] or found["whom"] or "") else ANONYMOUS
    return ANONYMOUS


def _without(said: str, found: re.Match[str]) -> str:
    return " ".join(f"{said[: found.start()]} {said[found.end() :]}".split())
