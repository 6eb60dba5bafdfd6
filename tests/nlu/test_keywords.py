from __future__ import annotations

import pytest

from nlu.entities import read_places
from nlu.keywords import CAP, Keywords
from tests.nlu.reading_aloud import CONTENT, keywords


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("ya", "service_affirm"),
        ("Iya.", "service_affirm"),
        ("iyaaaa", "service_affirm"),
        ("dak", "service_deny"),
        ("gak jadi", "service_cancel"),
        ("BATAL", "service_cancel"),
        ("menu", "service_help"),
        ("assalamualaikum", "service_greet"),
        ("Makasih ya 🙏", "service_thanks"),
        ("cek status", "service_case_status"),
        ("mau bicara dengan petugas", "service_talk_to_staff"),
    ],
)
def test_a_short_certain_message_is_certain(text: str, intent: str) -> None:
    reading = keywords().read(text)
    assert (reading.intent, reading.confidence, reading.source) == (intent, 1.0, "keywords")


@pytest.mark.parametrize("text", ["bantuan", "ya tapi anak saya sakit", "", "😀", "bukan main susahnya hidup ini"])
def test_an_ambiguous_message_is_not_certain(text: str) -> None:
    assert keywords().certain(text) is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("pkh saya belum cair dari bulan kemarin", "complaint_benefit_missing"),
        ("yg kaya malah dpt bansos, salah sasaran", "complaint_benefit_targeting"),
        ("uang pkh dipotong 50 ribu sama ketua kelompok", "complaint_extortion"),
        ("petugas kelurahan galak sekali", "complaint_service"),
        ("jalan di desa kami rusak parah", "complaint_other"),
        ("anak sy putus sekolah butuh biaya seragam", "aid_school"),
        ("bpjs saya nonaktif padahal mau berobat", "aid_health"),
        ("dirumah tidak ada beras lagi bu", "aid_food"),
        ("mau daftar bansos gimana caranya", "aid_cash"),
        ("mau urus akta lahir anak", "aid_documents"),
        ("butuh modal usaha warung kecil", "aid_livelihood"),
        ("minta kursi roda untuk anak lumpuh", "aid_disability"),
        ("nenek umur 80 tinggal sendirian sakit sakitan", "aid_elderly"),
        ("saya ingin bicara dengan psikolog soal trauma", "aid_counselling"),
        ("suami kecanduan narkoba mau rehab", "aid_rehabilitation"),
        ("cari panti asuhan untuk anak yatim piatu", "aid_child_care"),
        ("rumah saya roboh kena longsor", "aid_housing"),
        ("mohon bantuannya pak", "aid_other"),
        ("anak saya tantrum terus", "parenting_emotion"),
        ("anak saya suka bohong dan melawan", "parenting_discipline"),
        ("anak susah makan sayur", "parenting_feeding"),
        ("anak 2 tahun belum bisa ngomong", "parenting_development"),
        ("anak demam dan batuk pilek", "parenting_health"),
        ("anak susah tidur malam", "parenting_sleep"),
        ("anak kecanduan main hp", "parenting_screen"),
        ("anak malas belajar", "parenting_learning"),
        ("anak dibully di sekolah tidak punya teman", "parenting_social"),
        ("anak remaja mulai pacaran dan merokok", "parenting_teen"),
        ("saya capek ngurus anak sendirian", "parenting_caregiver"),
        ("anak saya dipukuli bapaknya", "danger_child_violence"),
        ("keponakan saya dicabuli", "danger_sexual_abuse"),
        ("suami suka menampar saya", "danger_domestic_violence"),
        ("saya mau bunuh diri", "danger_suicide"),
        ("korban perdagangan orang", "danger_trafficking"),
        ("anak saya hilang", "danger_missing_person"),
        ("anak saya kejang", "danger_medical"),
        ("status laporan saya sudah sampai mana", "service_case_status"),
        ("tolong sambungkan ke petugas manusia", "service_talk_to_staff"),
        ("kapan jadwal kunjungan petugas ke rumah", "service_visit"),
        ("saya mau langganan tips", "service_tips_subscribe"),
        ("tolong berhenti kirim tips", "service_tips_unsubscribe"),
        ("apa itu pkh dan syaratnya apa", "service_program_info"),
        ("alamat kantor dimana dan jam buka", "service_office_info"),
        ("apakah data saya aman dan rahasia", "service_privacy"),
        ("saran saya botnya lemot", "service_feedback"),
        ("kamu ini robot ya, bisa apa saja", "service_help"),
        ("selamat pagi ibu bapak semua", "service_greet"),
        ("terima kasih banyak atas waktunya", "service_thanks"),
        ("iya benar seperti itu", "service_affirm"),
        ("bukan itu maksud saya", "service_deny"),
        ("formulirnya dibatalkan, tidak jadi", "service_cancel"),
        ("promo slot gacor hari ini", "service_out_of_scope"),
    ],
)
def test_plain_words_find_each_of_the_intents(text: str, intent: str) -> None:
    reading = keywords().read(text)
    assert reading.intent == intent
    assert 0 < reading.confidence <= CAP
    assert reading.ranking[0] == (reading.intent, reading.confidence)


@pytest.mark.parametrize("text", ["", "   ", "😀😀", "asdf qwer zxcv", "12345", "/xyz", "\x00", "𝔞" * 5000])
def test_nothing_known_is_said_with_little_confidence(text: str) -> None:
    reading = keywords().read(text)
    assert (reading.intent, reading.confidence) == ("service_out_of_scope", 0.1)


def test_one_weak_word_is_less_sure_than_two_strong_ones() -> None:
    weak, strong = keywords().read("soal gigi"), keywords().read("uang pkh dipotong calo")
    assert weak.confidence < 0.6 < strong.confidence


def test_the_ranking_falls_and_has_ten_places_at_most() -> None:
    text = "pkh belum cair, demam, butuh beras, modal, akta, kursi roda, tantrum, pacaran, jalan rusak, calo, lansia"
    ranking = keywords().read(text).ranking
    assert len(ranking) == 10
    assert [confidence for _, confidence in ranking] == sorted((c for _, c in ranking), reverse=True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("no saya adu-2026-123", [("ticket", "adu-2026-123", "ADU-2026-000123")]),
        ("pkh sama bpnt", [("programme", "pkh", "PKH"), ("programme", "bpnt", "BPNT")]),
        ("pena hilang", []),
        ("bantuan pena", [("programme", "pena", "PENA")]),
        ("sudah 3 bulan", [("duration", "3 bulan", "90")]),
        ("dua minggu", [("duration", "dua minggu", "14")]),
        ("setahun", [("duration", "setahun", "365")]),
        ("sejak januari", [("duration", "sejak januari", "")]),
        ("anak saya 5 tahun", [("person_age", "5 tahun", "60")]),
        ("umur 8 bln", [("person_age", "8 bln", "8")]),
        ("anak umur 2 thn setengah", [("person_age", "2 thn setengah", "30")]),
        ("anak saya demam 3 hari", [("duration", "3 hari", "3")]),
        ("dipotong 200rb", [("money", "200rb", "200000")]),
        ("Rp 50.000 saja", [("money", "Rp 50.000", "50000")]),
        ("dua ratus ribu", [("money", "dua ratus ribu", "200000")]),
        ("1,5 juta", [("money", "1,5 juta", "1500000")]),
        ("hp 0812-3456-7890", [("phone", "0812-3456-7890", "+6281234567890")]),
        ("+62 812 3456 7890", [("phone", "+62 812 3456 7890", "+6281234567890")]),
        ("nik 1571010101010001", [("nik", "1571010101010001", "1571010101010001")]),
        ("di telanaipura", [("place", "telanaipura", "15.71.01")]),
        ("kec telaniapura", [("place", "telaniapura", "15.71.01")]),
        ("Kabupaten Merangin", [("place", "Kabupaten Merangin", "15.02")]),
        ("sarolangun", [("place", "sarolangun", "15.03")]),
        ("tanjab barat", [("place", "tanjab barat", "15.06")]),
        ("kota jambi", [("place", "kota jambi", "15.71")]),
        ("jambi", [("place", "jambi", "")]),
        ("minum es limun", []),
        ("kecamatan limun", [("place", "limun", "15.03.02")]),
        ("kapan dibayar", []),
    ],
)
def test_patterns_find_the_pieces_and_settle_them(text: str, found: list[tuple[str, str, str]]) -> None:
    entities = keywords().entities(text)
    assert [(entity.name, entity.text, entity.value) for entity in entities] == found
    assert all(text[entity.start : entity.end] == entity.text for entity in entities)


def test_every_regency_and_district_of_the_province_is_known() -> None:
    rows = (CONTENT / "places.csv").read_text(encoding="utf-8").splitlines()[1:]
    places = read_places("code,level,name,regency\n" + "\n".join(rows))
    assert sum(",kabkota," in row for row in rows) == 11
    assert sum(",kecamatan," in row for row in rows) == 144
    assert "" not in places.values()


def test_a_mistake_in_the_words_names_the_entry() -> None:
    with pytest.raises(TypeError, match="aid_food"):
        Keywords({"intents": {"aid_food": {"lapar": "tinggi"}}})
    with pytest.raises(TypeError, match="quotes"):
        Keywords({"intents": {}, "certain": {"service_affirm": [True]}})
