"""Reads what people tell of themselves and their children: a name, an age, a birth month; and what has changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from handlers.parents.child import named
from handlers.turn import Child
from handlers.words import wording

_I = r"(?:saya|sy|sya|sayo|aku|ak|kami|ambo)"
_UNIT = r"(?:tahun|taun|thn|th|bulan|bln|bl)"
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan",
            "februari pebruari feb",
            "maret mar",
            "april apr",
            "mei",
            "juni jun",
            "juli jul",
            "agustus agus agt",
            "september sept sep",
            "oktober okt",
            "november nopember nov",
            "desember des",
        ),
        start=1,
    )
    for name in names.split()
}
_NUMBERS = {"satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7}
_BORN = (
    r"(?:lahir(?:nya)?\s+)(?:(?:tanggal|tgl)\s+\d{1,2}\s+|bulan\s+|bln\s+|\d{1,2}\s+)?"
    rf"(?P<month>{'|'.join(_MONTHS)})\s+(?P<year>20\d\d)"
)
_AGED = (
    r"(?:(?:ber)?(?:umur|usia)(?:nya)?\s*|sekarang\s+|sudah\s+|baru\s+|udah\s+|jadi\s+)*"
    rf"(?P<number>\d{{1,2}})\s*(?P<unit>{_UNIT})(?P<half>\s+setengah)?"
)
_ITEM = re.compile(
    rf"(?P<name>[^\W\d_](?:[^\W\d_]|[ '.-])*?)??[\s,:(]*(?:{_AGED}|{_BORN})\)?(?=$|[\s,;.&+])", re.IGNORECASE
)
_NEXT = re.compile(r"[\s,;:.&+]*(?:(?:dan|sama|terus|trus|lalu)\s+)?")
_FILLER = re.compile(
    rf"\b(?:anak|anaknya|budak|yang|yg|nama|namanya|namanyo|pertama|kedua|ketiga|keempat|ke|si|{_I}|adiknya|adeknya|"
    r"kakaknya|abangnya|bernama|sekarang|bayi|bu|pak|ya|itu|umurnya)\b",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"\b(?:susah|tidak|tdk|gak|ga|nggak|dak|idak|belum|blm|sakit|demam|panas|batuk|pilek|diare|mencret|makan|minum|tidur|"
    r"nangis|rewel|takut|nakal|marah|sekolah|bisa|biso|sudah|udah|sdh|mau|suka|sering|hilang|salah|ada|ado|apa|apo|siapa|"
    r"kenapa|kok|dicoret|dicatut|dipakai|dipake|keluar|masuk|terdaftar|tercatat|dihapus|dihapusin|masih|lagi|"
    r"laki|perempuan|kembar|tantrum|ngamuk|main|hp|kurus|gemuk|pendek|dari|dengan|untuk|buat|di|yatim|piatu|cacat|difabel|"
    r"autis|kejang|muntah|ngompol|minta|tolong|bantuan|kurang|umur|usia|saya|kami|anak|juga|sama|bansos|pkh|kip|ktp|kk)\b",
    re.IGNORECASE,
)
_ADD = re.compile(
    r"(?:(?:tolong|tlg|mau|bu|pak|mohon)\s+)*(?:tambah(?:kan|in|i)?|catat(?:kan)?|daftar(?:kan|in)|masuk(?:kan|in)|"
    rf"simpan)\s+(?:(?:data|nama|lagi|juga)\s+)*(?:anak(?:nya|ku)?)?(?:\s+{_I})?"
    r"(?:\s+(?:lagi|juga|yang baru|satu lagi))*[\s:,]*",
    re.IGNORECASE,
)
_COUNT = re.compile(
    rf"(?:(?:bu|pak|maaf|eh)\s+)*(?:anak(?:ku)?(?:\s+{_I})?|{_I}\s+punya\s+anak)"
    r"(?:\s+(?:sekarang|skrg|skrang|sudah|udah|jadi|ada|ado|cuma|nya))*\s+"
    rf"(?P<count>\d|{'|'.join(_NUMBERS)})(?!\s*(?:{_UNIT}|hari|minggu|mgg))(?:\s+orang)?(?:\s+(?:sekarang|bu|pak|ya))*",
    re.IGNORECASE,
)
_BIRTH = re.compile(
    rf"(?:(?:bu|pak|alhamdulillah|puji tuhan)[\s,]+)*(?:{_I}|istri {_I}|istriku)\s+(?:baru|sudah|udah|habis|abis)\s+"
    r"(?:saja\s+|aja\s+)?(?:melahirkan|lahiran)"
    r"(?:\s+(?:kemarin|tadi|minggu lalu|bulan ini|minggu ini|anak \w+|bu|pak))*",
    re.IGNORECASE,
)
_LIST = re.compile(
    rf"(?:(?:mau|boleh|bisa|tolong)\s+)*(?:lihat\s+|cek\s+)?(?:(?:data|daftar)\s+anak(?:ku)?(?:\s+{_I})?|"
    rf"anak\s+{_I}\s+(?:yang\s+)?(?:tercatat|terdaftar|siapa saja|siapa aja)"
    r"(?:\s+(?:siapa saja|siapa aja|yang tercatat))?)",
    re.IGNORECASE,
)
_GONE = (
    r"(?:sudah|udah|sdh|sekarang|la)?\s*(?:(?:tidak|tdk|gak|ga|nggak|dak) (?:lagi )?(?:tinggal|ikut|sama)\b.*|"
    r"(?:pindah|nikah|menikah|kawin|dewasa|besar|kerja|bekerja)\b(?: .{0,30})?)"
)
_DROP = (
    r"(?:hapus(?:kan|in)?|coret|keluarkan|hilangkan|buang)\s+(?:data\s+|nama\s+)*(?:anak\s+)?"
    r"(?:(?:saya|sy|aku)\s+)?(?:yang\s+)?(?:si\s+)?"
)
_FORMS = {
    **dict.fromkeys(("bu", "ibu", "buk", "mak", "mamak", "bunda"), "ibu"),
    **dict.fromkeys(("pak", "bapak", "pakde"), "bapak"),
    **dict.fromkeys(("kak", "kakak", "mbak", "mas", "bang", "abang", "yuk"), "kakak"),
}
_CALLED = re.compile(
    rf"(?:(?:bu|pak|halo|maaf|kenalkan|perkenalkan)[\s,]+)*(?:nama\s+{_I}(?:\s+(?:itu|adalah))?|namaku|namo\s+sayo|"
    rf"(?:tolong\s+)?panggil(?:\s+(?:saja|aja|bae))?\s+{_I}(?:\s+(?:saja|aja|bae))?|{_I}\s+(?:biasa\s+)?dipanggil|"
    rf"ganti\s+nama\s+{_I}\s+(?:jadi|ke|menjadi))[\s:,]+(?P<rest>.+)",
    re.IGNORECASE,
)
_MAN = re.compile(
    rf"(?:(?:jangan|jgn)\s+panggil\s+(?:{_I}\s+)?(?:bu|ibu|buk)[\s,]+)?{_I}\s+(?:ini\s+)?"
    r"(?:bapak|ayah|laki[ -]?laki|pria|cowok)"
    r"(?:\s*-?\s*(?:bapak|laki))?[\s,]*(?:bu|bukan\s+(?:ibu|bu|perempuan|cewek))?",
    re.IGNORECASE,
)
_RENAMED = re.compile(
    rf"(?:ganti|ubah|betulkan|perbaiki)?\s*nama\s+(?:anak\s+)?(?:{_I}\s+)?(?:bukan\s+)?(?P<old>[^\W\d_]+)\s+"
    r"(?:jadi|menjadi|tapi|tp|melainkan|yang benar|yg benar|yg bener|yang bener|seharusnya|harusnya)"
    r"\s+(?P<new>[^\W\d_]+(?: [^\W\d_]+)?)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class One:
    """A child as told: its name, "" when none was said, and the first day of its birth month, if that is known."""

    name: str
    born: date | None


def listed(text: str, today: date, *, freely: bool = False) -> tuple[One, ...]:
    """The children told in a message that tells nothing else ("anak saya 2: Ama 3 tahun, Dedek 5 bulan"); else none.

    Unless we have asked (`freely`), names are only believed behind a plain wish to have a child kept, behind a
    number of children, or written with a capital: "anak saya demam umur 2 tahun" tells no child called Demam.
    """
    said = text.strip(" .!?\n")
    start = _ADD.match(said) or _COUNT.match(said)
    trusted = freely or start is not None
    at, found = (start.end() if start else 0), []
    while at < len(said):
        at = _after(_NEXT.match(said, at), at)
        item = _ITEM.match(said, at)
        if item is None:
            return ()
        name = _name(item["name"] or "")
        if name is None or not (name or trusted) or not (trusted or name[:1].isupper()):
            return ()
        found.append(One(_capital(name), _born(item, today)))
        at = _after(_NEXT.match(said, item.end()), item.end())
    return tuple(found)


def wished(text: str) -> bool:
    """Whether it is said outright that children are told: "tambah anak …", "anak saya 2: …"."""
    said = text.strip()
    return _ADD.match(said) is not None or _COUNT.match(said) is not None


def count(text: str) -> int | None:
    """How many children somebody says they have, when the message says nothing else."""
    found = _COUNT.fullmatch(text.strip(" .!?\n"))
    return None if found is None else _NUMBERS.get(found["count"].lower()) or int(found["count"])


def birth(text: str) -> bool:
    """Whether somebody says that a child was just born, and nothing else."""
    return _BIRTH.fullmatch(text.strip(" .!\n")) is not None


def asks_list(text: str) -> bool:
    """Whether somebody wants to see which of their children are kept."""
    return _LIST.fullmatch(text.strip(" .!?\n")) is not None


def gone(text: str, children: tuple[Child, ...]) -> tuple[Child, str] | None:
    """The child that is not to be spoken of any more, and why: moved, or kept by mistake."""
    child, said = named(children, text), " ".join(text.lower().split()).strip(" .!?")
    if child is None:
        return None
    name = re.escape(child.name.lower())
    if re.fullmatch(rf"(?:anak (?:saya )?|si )*{name} {_GONE}", said):
        return child, "moved"
    return (
        (child, "mistake") if re.fullmatch(rf"{_DROP}{name}(?: (?:bu|pak|ya|dari sini|dari daftar))*", said) else None
    )


def amended(text: str, children: tuple[Child, ...], today: date) -> tuple[Child, One] | None:
    """A child's age, birth month or name put right; None when the message says anything else."""
    said = text.strip(" .!?\n")
    renamed = _RENAMED.fullmatch(said)
    if renamed is not None:
        child, name = named(children, renamed["old"]), _name(renamed["new"])
        return (child, One(_capital(name), child.born)) if child is not None and name else None
    child = named(children, said)
    if child is None:
        return None
    rest = re.sub(rf"(?i)\b{re.escape(child.name)}(?:nya)?\b", " ", said, count=1)
    rest = re.sub(
        rf"(?i)^[\s,]*(?:(?:anak|{_I}|si|umur|usia|yang benar|bukan \d+ \w+|tapi|eh|salah|bu|pak)[\s,]+)*", "", rest
    )
    item = _ITEM.fullmatch(rest.strip(" ,."))
    return (child, One(child.name, _born(item, today))) if item is not None and not item["name"] else None


def myself(text: str) -> tuple[str, str] | None:
    """The form of address and the name somebody wants to be called by; either may be "". None when neither is said."""
    said = text.strip(" .!?\n")
    if _MAN.fullmatch(said) and re.search(r"(?i)jangan|bukan|laki|pria|cowok", said):
        return "bapak", ""
    found = _CALLED.fullmatch(said)
    if found is None:
        return None
    said = re.sub(r"(?i)(?:\s+(?:bu|pak|ya|kak|aja|saja|bae))+$", "", found["rest"].strip())
    first, _, rest = said.partition(" ")
    form = _FORMS.get(first.lower().strip("."), "")
    name = _name(rest if form else said)
    if name is None or not (form or name):
        return None
    return form, _capital(name)


def _name(text: str) -> str | None:
    """A name as written, without what stands round it; "" when nothing is left, None for words that are no name."""
    bare = " ".join(_FILLER.sub(" ", text).split()).strip(" ,.:-'")
    if not bare:
        return ""
    good = wording.size(bare) <= 3 and len(bare) <= 30 and not _NO_NAME.search(bare) and not re.search(r"[\d?@/]", bare)
    return bare if good else None


def _capital(name: str) -> str:
    return name if name != name.lower() else name.title()


def _born(item: re.Match[str], today: date) -> date:
    if item["month"]:
        return date(int(item["year"]), _MONTHS[item["month"].lower()], 1)
    years = item["unit"].lower().startswith("t")
    age = int(item["number"]) * (12 if years else 1) + (6 if item["half"] and years else 0)
    whole = today.year * 12 + today.month - 1 - age
    return date(whole // 12, whole % 12 + 1, 1)


def _after(found: re.Match[str] | None, at: int) -> int:
    return found.end() if found else at
