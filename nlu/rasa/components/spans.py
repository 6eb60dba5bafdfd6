"""Finds lengths of time; tells an age ("anak saya 3 tahun", in months) from a duration ("sudah 3 bulan", in days)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from components.dates import MONTH, find_starts
from components.found import Found
from components.numbers import NUMBER, number

_UNITS = {
    "tahun": r"tahun|tahon|taun|taon|thn|thun|th",
    "bulan": r"bulan|buln|bln|bl|wulan|sasi",
    "minggu": r"minggu|mnggu|mggu|mgg|pekan",
    "hari": r"hari|hri|hr|dino|dinten|malam|malem|mlm",
}
_DAYS = {"tahun": 365, "bulan": 30, "minggu": 7, "hari": 1}
_MONTHS_PER = {"tahun": 12.0, "bulan": 1.0, "minggu": 7 / 30, "hari": 1 / 30}
_UNIT = "|".join(f"(?P<{name}>{written})" for name, written in _UNITS.items())
_ANY_UNIT = "|".join(_UNITS.values())
_HALF = r"setengah|stengah|stgh"
_TO = r"-|–|/|sampai|sampe|hingga|s/d|atau|dan|sama|samo|karo|&"
# "3 bulan", "3bln", "2-3 minggu", "2 tahun setengah", "1 tahun 4 bulan", "setengah tahun", "seminggu", "saminggu"
_SPAN = re.compile(
    rf"""(?<![\w.,])(?:
      (?P<number>{NUMBER})(?:\s*(?:{_TO})\s*(?:{NUMBER}))?
      (?P<half_before>\s+setengah)?\s*
      (?:{_UNIT})(?:an)?(?![^\W_])
      (?P<half>\s+(?:{_HALF}))?
      (?:\s+(?:lebih\s+)?(?P<months>\d{{1,2}}|{NUMBER})\s*(?:{_UNITS["bulan"]})\b)?
    | s[ea]?(?P<single>tahun|taun|bulan|minggu|hari)\b(?P<single_half>\s+setengah)?
    | (?:{_HALF})\s+(?P<halved>tahun|taun|bulan)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_HOURS = re.compile(
    rf"(?<![\w.,])(?<!tgl )(?<!tanggal )(?:(?:{NUMBER}|{_HALF})\s*(?:jam|menit|mnt)(?:an)?|s[ea]jam|semenit)\b"
    r"(?!\s*\d)",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"""\b(?:
      (?:ber|ba)(?:tahun|bulan|minggu|hari)-?\s?(?:tahun|bulan|minggu|hari|2)
    | babulan | (?:belasan|puluhan|seratus)\s+(?:tahun|taun)
    | beberapa\s+(?:tahun|thn|bulan|bln|minggu|hari)(?:\s+(?:ini|terakhir))?
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
# What stands before or after a span and says which it is.
_OWN = r"saya|sy|sya|sayo|aku|ku|kami|kita|kito|awak|ambo|kulo|gue|gw|den|nya|mereka"
_AGE_WORD = r"(?:(?:umur|usia|umr)(?:ku|nya|ny|nyo|ne|e|mu)?|berumur|berusia|seumur|umuanyo|umua|yuswo|yuswane)"
_ABOUT = (
    r"sekarang|skrg|kini|saiki|baru|bru|br|sudah|udah|sdh|udh|dah|lah|la|alah|wis|wes|masih|msh|lagi|nembe|"
    r"kurang\ lebih|sekitar|kira|kiro|kira-kira|kira2|hampir|genap|jalan|masuk|menginjak|mau|nak|cuma|ditulis|tertulis|"
    r"dianggap|di\ bawah"
)
_RELATION = (
    r"mamak|mak|emak|ibu|bapak|ayah|mbah|nenek|kakek|datuk|nyai|anak|adik|adek|cucu|suami|istri|laki|bini|dia|dio|"
    r"beliau"
)
_FILLER = rf"(?:{_OWN}|{_ABOUT}|{_RELATION}|:|=)"
_BEFORE_AGE = re.compile(rf"(?:^|[^\w])(?:{_AGE_WORD})(?:\s*{_FILLER}(?![^\W_])){{0,3}}\s*$", re.IGNORECASE)
_SUFFIX = r"(?:nya|nyo|ny|ne|e|ku|mu)?(?:2|-anak|-adik)?"
_CHILD = rf"""(?:(?:anak|ank|bayi|balita|baby|cucu|adik|adek|adiak|dedek|ponakan|keponakan|kamanakan|budak|putra|putri|
    putu|putune|lare|kakak|abang|bocah|bocahe|remaja|gadis|bujang|murid|siswa|siswi|santri|pelajar|paja|kembar|sulung|
    bungsu|bontot|ragil|si\s+kecil|(?:yang|yg|nan|sing)\s+(?:kecil|kecik|besar|besak|tengah|gede|tua|muda)){_SUFFIX})"""
_BEFORE_CHILD = re.compile(
    rf"(?:^|\W){_CHILD}(?P<between>(?:[\s,(]+[^\W\d_]+(?:-[^\W\d_]+|2)?){{0,4}})[\s,(]*$", re.IGNORECASE | re.VERBOSE
)
# Between a child and a number these say that something other than the child has the length.
_OTHER = re.compile(
    r"""\b(?:hamil|kandungan|prematur|habis|abis|direhab|rehab|kerja|kerjo|begawe|nikah|menikah|kawin|nunggak|menunggak|
    tanpa|jarak|telat|terlambat|tlat|ikut|selama|tiap|setiap|sejak|dari|lebih|hampir|penitipan|rumah|panti|pondok|dulu|
    dirawat|dikurung|hilang|meninggal|obat|obatnya|demam|batuk|panas|mencret|diare|sakit|rawat|kontrol|sampai|beda|bedanya|
    maghrib|di|dek|sampe|dalam|tinggal|nunggu|tunggu|pergi|ditinggal|libur|sekolah|masuk|disuruh|dititip|dititipkan)\b""",
    re.IGNORECASE | re.VERBOSE,
)
# A grown person, or the writer: only years are an age, and not those something has been going on.
_GROWN = rf"""(?:(?:{_OWN}|dia|dio|ia|inyo|beliau|nenek|nene|kakek|mbah|simbah|datuk|nyai|oma|opa|uwa|ibu|mamak|mak|
    emak|mama|bapak|bpk|ayah|abah|suami|laki|laki2|laki-laki|istri|bini|bojo|janda|duda|lansia|perempuan|cewek|cowok|wedok|
    lanang|tante|paman|bibi|bude|pakde|mertua|pacar|orang|sepuh|teman|temen|kawan|sepupu|pasien|warga|pertama|kedua|
    wong|istrinya|gadis|bujang){_SUFFIX})"""
_DESCRIBED = (
    rf"(?:{_OWN}|{_ABOUT}|yang|yg|laki|perempuan|cewek|cowok|kandung|tiri|sambung|angkat|pikun|ini|itu|tu|ni|iko|tua)"
)
_BEFORE_GROWN = re.compile(
    rf"(?:^|\W){_GROWN}(?P<between>(?:[\s,(]+(?:{_DESCRIBED})(?![^\W_])){{0,3}})[\s,(]*$", re.IGNORECASE | re.VERBOSE
)
_NOW = re.compile(
    r"\b(?:sekarang|skrg|skrang|saiki|kini|padahal|pdhl|menginjak|untuk|utk|buat|mpasi|asi|screen\s+time|kelompok)\s*(?:sudah|udah|sdh|la|lah|wis|yang|yg|usia)?\s*$",
    re.IGNORECASE,
)
_ALREADY = re.compile(r"\b(?:sudah|sdh|udah|udh|dah|wis|wes|lah|la|alah|selama|hampir)\b", re.IGNORECASE)
# "sudah 3 tahun belum bisa bicara" is about a child of three; "sudah 3 tahun belum cair" is not.
_GROWS = (
    r"bicara|ngomong|ngompol|merangkak|tengkurap|berguling|duduk|ngoceh|disapih|nyusu|nenen|ngedot|empeng|digendong|gigi|"
    r"mpasi|asi|calistung|popok|pampers|(?:pake|pakai|lepas)\s+(?:popok|pampers|dot)|minta\s+(?:gendong|susu|disuap|nenen|dot)"
)
_GROWS_PERHAPS = (
    r"lancar|jalan|jelas|tumbuh|berdiri|baca|kata|kalimat|manja|lompat|kenal|mengenal|lepas|pake|pakai|minta"
)
_LATE = re.compile(
    rf"\b(?:normal(?:nya|nyo)?|(?:telat|terlambat|belum|blm)\s+(?:[^\W\d_]+\s+)?(?:{_GROWS}|jalan))\s+(?:[^\W\d_]+\s+)?$",
    re.IGNORECASE,
)
_AFTER_LATE = re.compile(
    rf"""\s*,?\s*(?:ini\s+|lebih\s+|kurang\s+)?(?:kok|tapi|tp|masih|msh|belum|blm|blom|gak|ga|tidak|tdk|dak|baru)\s+
    (?:(?:bisa|biso|mau|belum|blm|bs|pandai)\s+)?
    (?:(?P<surely>{_GROWS})|{_GROWS_PERHAPS}|(?:bisa|biso|bs|pandai)(?!\s+(?:di|cair|ambil|tarik|bayar|urus|dapat|masuk)))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_AFTER_PAST = re.compile(
    r"\s*(?:yang|yg)?\s*(?:lalu|silam|kemarin|kmrn|terakhir|belakangan|ke\ depan|berturut|sekali|kemudian)\b",
    re.IGNORECASE,
)
_NOT = r"belum|blm|tidak|tdk|gak|gk|ga|dak|ndak|indak|alun|ora"
_AFTER_LASTING = re.compile(
    rf"""\s*(?:lebih\s+|ini\s+)?(?:{_NOT}|kerja|kerjo|begawe|nunggu|menunggu|menikah|nikah|jadi|tinggal|jualan|antri|di|ke|
    ikut|jo|lahir|berhenti|nganggur|dirawat|pisah|cerai|hidup|merantau|mengabdi|ngajar|honor|lamanya|simpan)\b""",
    re.IGNORECASE | re.VERBOSE,
)
# What a child has gone without, after a "not": anything else ("5 tahun belum berani") is about the child itself.
_CHILD_LASTING = re.compile(
    rf"""\s*(?:lebih\s+|ini\s+|ni\s+|ko\s+)?(?:(?:{_NOT})\s+(?:pernah\s+|lagi\s+)?(?:sekolah|bersekolah|
    pulang|balik|balek|cair|dapat|dapet|dapek|terima|nerima|dibayar|masuk|ada|ado|keluar|kambuh|kabar|di\ rumah|sembuh|
    ketemu|jumpa|kencing|bab|berak)|
    kerja|kerjo|nikah|menikah|tinggal|berhenti|nganggur|lahir|jo|ngurung)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_WHILE = re.compile(
    r"\b(?:dulu\s+(?:waktu|pas)|(?:waktu|pas|ketika|saat|sejak)\s+(?:dia|dio|aku|saya|sy|ia|anak|anaknya))\s*$",
    re.IGNORECASE,
)
_ONE_OF_THEM = re.compile(
    r"(?:^|\W)(?:(?:yang|yg|nan|sing)\s+(?:kecil|kecik|besar|besak|tengah|gede|kembar)|sulung|bungsu|bontot)[\s,(]*$",
    re.IGNORECASE,
)
_LEFT_WITH = re.compile(r"\b(?:penitipan|nitip|titip|menitipkan)\s+\S+\s*$", re.IGNORECASE)
_BABY = re.compile(
    rf"(?:^|\W)(?:bayi|baby|orok){_SUFFIX}(?:[\s,(]+(?:{_DESCRIBED}|prematur)(?![^\W_])){{0,3}}[\s,(]*$", re.IGNORECASE
)
_ILL = re.compile(
    r"\s*(?:ini\s+)?(?:demam|panas|batuk|pilek|mencret|diare|muntah|sakit|tidak|gak|ga|gk|dak|belum|blm)\b",
    re.IGNORECASE,
)
_JUST = re.compile(r"\b(?:baru|br|bru)\s*$", re.IGNORECASE)
_AND = re.compile(r"\s*(?:dan|sama|samo|karo|&)\s*", re.IGNORECASE)
_ALONE_BEFORE, _ALONE_AFTER = re.compile(r"[,.;:!?(\n]\s*$"), re.compile(r"\s*(?:$|[,.;!?)\n]|kelas|kls)")
_ANY_CHILD = re.compile(
    rf"(?:^|\W)(?:{_CHILD}|dia|dio|autis|kelas|tk|sd|asi|popok|ngompol|digendong|bapaknya|mamaknya)\b",
    re.IGNORECASE | re.VERBOSE,
)
# "200 ribu sebulan", "tiap 3 bulan" are a rate and "jam 11 malam" is an hour: not a time that passed.
_RATE_BEFORE = re.compile(
    r"(?:\d|ribu|rb|ratus|puluh|juta|jt|kali|x|per|tiap|setiap|uang|gaji|pip|jatah|berapa|sekali)\s*$", re.IGNORECASE
)
_EVERY = re.compile(r"\b(?:per|tiap|setiap|saben)\s*$", re.IGNORECASE)
_NIGHT = ("malam", "malem", "mlm")
_OCLOCK = re.compile(r"\b(?:jam|jm|pukul|pkl)\s+(?:\S+\s+){0,3}$", re.IGNORECASE)
_RATE_AFTER = re.compile(
    rf"\s*(?:cuma|paling|dapat|dapet|dapek|hanya)?\s*(?:rp|\d|kali|sekali|hari|(?:{NUMBER})\s+(?:ribu|kali|ratus))",
    re.IGNORECASE,
)

# Years without "tahun": behind an age word, and behind a person when what follows is not counted or measured.
_BARE = rf"(?P<years>\d{{1,2}}|{NUMBER.partition('|')[2]})"
_COUNTED = rf"""(?!\s*[\d\-/.:,]\d|\d|%|[^\W\d_]|\s*(?:{_ANY_UNIT}|jam|menit|mnt|x|kali|orang|org|urang|wong|uwong|
    ekor|kg|kilo|gram|ons|cm|m|km|meter|rb|ribu|ewu|jt|juta|ratus|atus|persen|rupiah|kk|keluarga|kepala|anak|ank|budak|cucu|adik|adek|saudara|
    beradik|bersaudara|kelas|kls|sd|smp|sma|rt|rw|rumah|karung|liter|butir|lembar|macam|jenis|siswa|murid|warga|kamar|
    tempat|biji|buah|bungkus|sak|kotak|hektar|petak|porsi|piring|botol|derajat|tablet|sendok|batang|semester|huruf|kata|
    kalimat|malam|jutaan|ribuan|an|perempuan|laki|laki2|cewek|cowok|piro|{MONTH})\b)"""
_ALONE_IN_YEARS = rf"(?![.,]\d|\s*[\-/:]?\d|\s*(?:(?:{_TO})\s*(?:{NUMBER})\s*)?(?:{_ANY_UNIT})\b)"
_BARE_AGE = re.compile(
    rf"(?:^|[^\w])(?:{_AGE_WORD})(?:\s*{_FILLER}(?![^\W_])){{0,3}}\s*{_BARE}(?![^\W_]){_ALONE_IN_YEARS}",
    re.IGNORECASE,
)
_BARE_PERSON = re.compile(
    rf"(?:^|\W)(?:(?P<child>{_CHILD})|{_GROWN})(?:[\s,(]+(?:{_DESCRIBED})(?![^\W_])){{0,3}}\s+(?P<years>\d{{1,2}}){_COUNTED}",
    re.IGNORECASE | re.VERBOSE,
)
_ANOTHER = re.compile(rf"\s*(?:{_TO}|padahal|,)\s*(?P<years>\d{{1,2}}){_COUNTED}", re.IGNORECASE | re.VERBOSE)
_NUMBERED = re.compile(r"\b(?:nomer|nomor|no|nmr|rumah|kamar|gang|blok|kelas)\W+(?:\w+\W+)?$", re.IGNORECASE)
_CHILD_YEARS, _GROWN_YEARS = range(7, 26), range(11, 106)
_NEAR = 120  # letters: what says how a length is meant stands close to it
_IN_YEARS = ("tahun", "bulan")
_OLDEST_CHILD, _OLD = 18, 60


def find_spans(text: str) -> Iterator[Found]:
    """Starts ("sejak januari", no value), ages, durations; hours are a duration of 0 days."""
    yield from find_starts(text)
    yield from _bare_ages(text)
    yield from _lengths(text)
    for match in _HOURS.finditer(text):
        yield Found("duration", *match.span(), "0")
    for match in _VAGUE.finditer(text):
        yield Found("duration", *match.span())


def _lengths(text: str) -> Iterator[Found]:
    last: Found | None = None
    for match in _SPAN.finditer(text):
        if _is_a_rate(text, match):
            continue
        beside_an_age = last and last.name == "person_age" and _AND.fullmatch(text[last.end : match.start()])
        last = _age_or_duration(text, match, certain=bool(beside_an_age))
        yield last


def _bare_ages(text: str) -> Iterator[Found]:
    for match in _BARE_AGE.finditer(text):
        yield _years(match)
        another = _ANOTHER.match(text, match.end())
        if another:
            yield _years(another)
    for match in _BARE_PERSON.finditer(text):
        years = int(match["years"])
        if not _NUMBERED.search(text[max(0, match.start() - _NEAR) : match.start() + 1]) and years in (
            _CHILD_YEARS if match["child"] else _GROWN_YEARS
        ):
            yield _years(match)


def _around(text: str, match: re.Match[str]) -> tuple[str, str]:
    return text[max(0, match.start() - _NEAR) : match.start()], text[match.end() : match.end() + _NEAR]


def _years(match: re.Match[str]) -> Found:
    return Found("person_age", *match.span("years"), str(int(number(match["years"]) * 12)))


def _age_or_duration(text: str, match: re.Match[str], *, certain: bool) -> Found:
    unit, count = _length(match)
    more = int(number(match["months"])) if match["months"] else 0
    if certain or _tells_an_age(text, match, unit, count):
        return Found("person_age", *match.span(), str(int(count * _MONTHS_PER[unit] + more)))
    return Found("duration", *match.span(), str(int(count * _DAYS[unit]) + more * 30))


def _length(match: re.Match[str]) -> tuple[str, float]:
    said = match["single"] or match["halved"] or next(name for name in _UNITS if match[name])
    count = number(match["number"]) if match["number"] else 0.5 if match["halved"] else 1.0
    half = match["half"] or match["half_before"] or match["single_half"]
    return said.lower().replace("taun", "tahun"), count + (0.5 if half else 0)


def _tells_an_age(text: str, match: re.Match[str], unit: str, count: float) -> bool:
    before, after = _around(text, match)
    if _BEFORE_AGE.search(before) or (unit in _IN_YEARS and (_ONE_OF_THEM.search(before) or _WHILE.search(before))):
        return True
    if _AFTER_PAST.match(after) or match["halved"]:
        return False
    if match["single"]:
        child = _BEFORE_CHILD.search(before)
        return bool(child) and unit == "tahun" and not child["between"].strip() and not _LEFT_WITH.search(before)
    late = _AFTER_LATE.match(after) if unit in _IN_YEARS and count <= _OLDEST_CHILD else None
    if late and (late["surely"] or _ANY_CHILD.search(text)):
        return True
    child, grown = _BEFORE_CHILD.search(before), _BEFORE_GROWN.search(before)
    if child and not _OTHER.search(child["between"]) and not _LEFT_WITH.search(before):
        return _is_of_a_child(before, after, unit, count, already=_has_passed(child["between"]))
    lasting = bool(_AFTER_LASTING.match(after))
    if unit == "tahun" and (count >= _OLD or grown):
        least = 15 if grown and _ALREADY.search(grown["between"]) else 4
        return count >= _OLD or (count >= least and not lasting)
    return not lasting and unit in _IN_YEARS and count > 1 and _stands_for_a_child(text, match, unit)


def _has_passed(between: str) -> bool:
    return bool(_ALREADY.search(between)) and not re.search(r"\b(?:yang|yg|nan|sing)\b", between, re.IGNORECASE)


def _is_of_a_child(before: str, after: str, unit: str, count: float, *, already: bool) -> bool:
    lasting = bool(_CHILD_LASTING.match(after))
    if unit not in _IN_YEARS:
        return (
            not already and not lasting and not _ILL.match(after) and bool(_BABY.search(before) or _JUST.search(before))
        )
    if already:
        return not lasting and not _AFTER_LASTING.match(after) and (unit == "tahun" or bool(_BABY.search(before)))
    return not lasting or (unit == "tahun" and count >= 7)


def _stands_for_a_child(text: str, match: re.Match[str], unit: str) -> bool:
    """Whether a length that has nobody before it can only be how old a child is."""
    before, after = _around(text, match)
    if _LATE.search(before) or _NOW.search(before):
        return not (unit == "bulan" and _ALREADY.search(before[-12:]))
    alone = _ALONE_BEFORE.search(before) and _ALONE_AFTER.match(after)
    return bool(alone) and unit == "tahun" and bool(_ANY_CHILD.search(text, 0, match.start()))


def _is_a_rate(text: str, match: re.Match[str]) -> bool:
    before, after = _around(text, match)
    if match["hari"] and match["hari"].lower() in _NIGHT and _OCLOCK.search(before):
        return True
    if match["single"]:
        return bool(_RATE_BEFORE.search(before) or _RATE_AFTER.match(after))
    return bool(_EVERY.search(before) or re.match(r"\s+sekali\b", after))
