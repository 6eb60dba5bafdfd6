"""Fields are found where they stand, with their settled values, and everyday words are left alone."""

import pytest

from components.fields import find_fields, read_fields

FIELDS = read_fields()


def found(text: str) -> list[tuple[str, str, str]]:
    return [(one.name, text[one.start : one.end], one.value) for one in find_fields(text, FIELDS)]


def test_the_message_of_the_front_page_already_says_programme_duration_and_place() -> None:
    text = "assalamualaikum bu, bansos pkh sy blm cair 3 bulan pdhl tetangga udah dpt, sy di telanaipura"
    assert found(text) == [
        ("programme", "pkh", "PKH"),
        ("duration", "3 bulan", "90"),
        ("place", "telanaipura", "15.71.01"),
    ]


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("anak saya 2 thn setengah blm bisa ngomong", "30"),
        ("umur 8 bln", "8"),
        ("umurnya 5", "60"),
        ("bayi 3 bulan", "3"),
        ("anak sy sudah 3 tahun belum bisa bicara", "36"),
        ("anak perempuan umur 10 tahun 4 bulan", "124"),
        ("budak sayo umur limo tahun", "60"),
        ("anak pertama 12thn", "144"),
        ("nenek 78 sakit sakitan", "936"),
        ("anak saya 13, main hp terus", "156"),
        ("umur mamak sy 81", "972"),
        ("umurnya kira kira 75", "900"),
        ("umur selikur", "252"),
        ("umure limang taun", "60"),
        ("anak ambo umua ampek taun", "48"),
        ("usia 7 sampai 14 tahun", "84"),
        ("umurnya 2,5 tahun", "30"),
        ("bayi kami 5 minggu", "1"),
        ("anak asuh kami yang sudah 9 tahun", "108"),
        ("nenek kami 78 tahun gak mau makan", "936"),
        ("telat jalan 17 bulan", "17"),
        ("anak sering tantrum, 3 tahun, gimana", "36"),
    ],
)
def test_an_age_is_in_months(text: str, months: str) -> None:
    assert [(name, value) for name, _, value in found(text)] == [("person_age", months)]


@pytest.mark.parametrize(
    "text",
    [
        "anak kelas 5 sd",
        "anak saya kelas 9",
        "anak 3 masih kecil semua",
        "cucu 12 orang",
        "saya 12 bersaudara",
        "nomer rumah saya 14",
        "adik saya 10 kali ke sini",
        "rt 05 rw 12",
        "pulang jam 11 malam",
        "anak makan 2 kali sehari",
        "anak kontrol 6 bulan sekali",
    ],
)
def test_a_number_of_something_else_is_no_age_and_no_duration(text: str) -> None:
    assert found(text) == []


def test_two_ages_told_together_are_both_ages() -> None:
    ages = [("person_age", "2 thn", "24"), ("person_age", "6 thn", "72")]
    assert found("anak 2 thn sama 6 thn") == ages
    assert [value for _, _, value in found("aku 12, adikku 8")] == ["144", "96"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("sudah 3 bulan", "90"),
        ("2 minggu", "14"),
        ("anak saya sudah 3 bulan tidak sekolah", "90"),
        ("seminggu", "7"),
        ("satu setengah tahun", "547"),
        ("sejak januari", ""),
        ("dari kemarin", ""),
        ("berbulan-bulan", ""),
        ("beberapa bulan terakhir", ""),
        ("setengah tahun", "182"),
        ("alah saminggu", "7"),
        ("wis limang taun", "1825"),
        ("lah duo malam", "2"),
        ("telung dino", "3"),
        ("la sejam", "0"),
        ("anak demam 3 hari", "3"),
        ("bayi 3 hari demam", "3"),
        ("anak bujang awak lah tigo taun dak kerjo", "1095"),
        ("anak saya direhab 6 bulan", "180"),
        ("penitipan anak dua tahun", "730"),
        ("bansos sudah 3 bulan belum bisa dicairkan", "90"),
        ("program sudah 3 bulan belum jalan", "90"),
        ("dari siang tadi", ""),
        ("sejak mamak meninggal", ""),
    ],
)
def test_a_duration_is_in_days_and_a_mere_start_has_no_value(text: str, days: str) -> None:
    assert [(name, value) for name, _, value in found(text)] == [("duration", days)]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("12/03/2026", "2026-03-12"),
        ("tgl 5 maret 2026", "2026-03-05"),
        ("tgl 5 maret", ""),
        ("tanggal 5", ""),
        ("besok", ""),
        ("senin depan", ""),
        ("semalam", ""),
        ("31/02/2026", None),
        ("2 bulan lalu", ""),
        ("setahun yang lalu", ""),
        ("tahun 2022", ""),
        ("bulan mei", ""),
        ("juli", ""),
        ("pagi tadi", ""),
        ("mau esuk", ""),
        ("minggu ngarep", ""),
        ("patang ambo ka sinan", ""),
        ("bu juli", None),
        ("mei", None),
    ],
)
def test_a_date_is_settled_only_when_it_does_not_depend_on_today(text: str, iso: str | None) -> None:
    assert [(name, value) for name, _, value in found(text)] == ([] if iso is None else [("date", iso)])


@pytest.mark.parametrize(
    ("text", "rupiah"),
    [
        ("200rb", "200000"),
        ("Rp 50.000", "50000"),
        ("Rp.50.000,-", "50000"),
        ("1,5 juta", "1500000"),
        ("dua ratus ribu", "200000"),
        ("seratus ribu", "100000"),
        ("lima puluh ribu", "50000"),
        ("satu juta dua ratus ribu", "1200000"),
        ("1.200.000", "1200000"),
        ("15000 rupiah", "15000"),
        ("seket ewu", "50000"),
        ("telung atus ewu", "300000"),
        ("setengah juta", "500000"),
        ("ratusan ribu", ""),
    ],
)
def test_money_is_in_rupiah(text: str, rupiah: str) -> None:
    assert found(text) == [("money", text, rupiah)]


@pytest.mark.parametrize(
    ("text", "rupiah"),
    [
        ("dipotong 200 katanya", "200000"),
        ("ngurus surat bayar 250, palsu", "250000"),
        ("uangnya tujuh ratus", "700000"),
    ],
)
def test_thousands_are_understood_behind_a_word_about_paying(text: str, rupiah: str) -> None:
    assert [(name, value) for name, _, value in found(text)] == [("money", rupiah)]


@pytest.mark.parametrize(
    "text",
    ["minta 50 orang", "kami bayar 40 kali", "600 kk belum dapat", "nuwun sewu pak", "bayar 10%", "minta 100 paket"],
)
def test_a_number_that_counts_something_is_no_money(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["ADU-2026-000123", "adu 2026 123", "Adu2026/123", "ADU - 2026 - 000123"])
def test_a_ticket_is_read_however_it_was_copied(text: str) -> None:
    assert found(f"no {text}") == [("ticket", text, "ADU-2026-000123")]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0812-3456-7890", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("0741 123456", "+62741123456"),
    ],
)
def test_a_phone_number_is_in_international_form(text: str, number: str) -> None:
    assert found(f"hub {text} ya") == [("phone", text, number)]


def test_sixteen_digits_are_a_nik_and_nothing_else() -> None:
    assert found("nik 1571010101010001") == [("nik", "1571010101010001", "1571010101010001")]
    assert found("1571 0101 0101 0001")[0][0] == "nik"
    assert "nik" not in [name for name, _, _ in found("15710101010100012")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tanjabtim", "15.07"),
        ("muaro jambi", "15.05"),
        ("telanai", "15.71.01"),
        ("telanaipur", "15.71.01"),
        ("muara bulyan", "15.04.03"),
        ("rimbobujang", "15.09.04"),
        ("kota jambi", "15.71"),
        ("provinsi jambi", "15"),
        ("sarolangun", "15.03"),
        ("kec sarolangun", "15.03.03"),
        ("jambi", ""),
        ("muara sabak", ""),
        ("jambi luar kota", "15.05.01"),
        ("telanaipura kota jambi", "15.71.01"),
    ],
)
def test_a_place_leads_to_its_official_code_and_an_ambiguous_one_to_none(text: str, code: str) -> None:
    places = [value for name, _, value in found(f"saya di {text}") if name == "place"]
    assert places == [code]


@pytest.mark.parametrize(
    ("text", "name", "code"),
    [
        ("saya di mendalo", "mendalo", "15.05.01"),
        ("desa pulau rengas", "pulau rengas", "15.02.10"),
        ("kel. legok", "legok", "15.71.10"),
        ("kelurahan olak kemang", "olak kemang", "15.71.06"),
        ("desa sungai rambai", "sungai rambai", ""),
        ("kelurahan aur duri", "aur duri", ""),
        ("kami di olak kemang", "olak kemang", ""),
        ("kami di pangkal duri", "pangkal duri", ""),
        ("warga Dusun Suka Anu", "Suka Anu", ""),
        ("desa sungai anu", "sungai anu", ""),
        ("desa sungai rambai kecamatan senyerang", "sungai rambai kecamatan senyerang", "15.06.13"),
        ("desa pudak, kec. jelutung", "pudak, kec. jelutung", "15.71.08"),
        ("di sungai bengkal", "sungai bengkal", "15.09.02"),
        ("simpang rimbo bujang", "rimbo bujang", "15.09.04"),
    ],
)
def test_a_village_has_the_code_of_its_kecamatan_when_there_is_only_one(text: str, name: str, code: str) -> None:
    assert found(text) == [("place", name, code)]


@pytest.mark.parametrize(
    "text",
    [
        "pelayanan di kantor lambat",
        "kepala desa kami tidak mau",
        "bidan desa. pasien datang",
        "kantor Desa Kami tutup",
        "kami di dusun seberang",
        "genset desa buat acara",
        "butuh air bersih",
        "dia megangin kaki saya",
        "blangko kosong terus",
        "pakai bahasa kerinci",
        "dusun 4 cuma tiga",
        "kami orang rimbo",
        "suami kerja di malaysia",
        "anak magang di batam",
        "minum limun sambil dendang",
        "bangku sekolah rusak",
        "bayar pakai payung",
        "beli pena dan buku",
        "saya nunggu lama sekali pak",
        "pengasuhan anak",
    ],
)
def test_an_everyday_word_is_not_a_place_or_programme(text: str) -> None:
    assert [one for one in found(text) if one[0] in ("place", "programme")] == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("kartu sembako", "BPNT"),
        ("KIP", "PIP/KIP"),
        ("bpjs pbi", "BPJS/KIS"),
        ("program pena", "PENA"),
        ("pkhnya", "PKH"),
        ("dtks", "DTSEN"),
    ],
)
def test_a_programme_has_one_short_name(text: str, name: str) -> None:
    assert [value for kind, _, value in found(text) if kind == "programme"] == [name]


def test_fields_never_overlap_and_odd_messages_do_no_harm() -> None:
    odd = ["", " ", "😭", "x" * 4096, "3 " * 2000, "di " * 1300, "1571" * 1000, "rp rp rp", "dua puluh", "adu-2026-"]
    for text in odd:
        ends = 0
        for one in find_fields(text, FIELDS):
            assert ends <= one.start < one.end <= len(text)
            ends = one.end
