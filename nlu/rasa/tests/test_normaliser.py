"""Chat spelling becomes plain spelling, and the places in the original text stay true."""

import pytest

from components.normaliser import normalise, plain, read_lexicon, read_words

LEXICON = read_lexicon()


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("yg dgn krn utk tlg knp gmn", "yang dengan karena untuk tolong kenapa bagaimana"),
        ("sdh udah udh dah", "sudah sudah sudah sudah"),
        ("bpk sy blm dpt", "bapak saya belum dapat"),
        ("3bln 2thn 200rb 1,5jt", "3 bulan 2 tahun 200 ribu 1,5 juta"),
        ("Rp50.000 50.000", "rp 50000 50000"),
        ("anak2 sama2 tetangga2nya", "anak-anak sama-sama tetangga-tetangganya"),
        ("kelas2 rt2 tahap2", "kelas 2 rt 2 tahap 2"),
        ("toloooong maaaaf baaanget", "tolong maaf sangat"),
        ("apo kito sayo dimano siapo dio", "apa kita saya di mana siapa dia"),
        ("anaknyo sekolahnyo anakny", "anaknya sekolahnya anaknya"),
        ("dirumah kesekolah", "di rumah ke sekolah"),
        ("ass bu", "assalamualaikum ibu"),
    ],
)
def test_a_chat_spelling_becomes_the_plain_word(said: str, meant: str) -> None:
    assert normalise(said, LEXICON) == meant


@pytest.mark.parametrize(
    "word",
    "tidak tdk gak ga gk g nggak ngga enggak kagak dak idak indak ndak ora mboten tak".split(),  # noqa: SIM905
)
def test_every_way_of_saying_not_survives(word: str) -> None:
    assert normalise(f"bantuan {word} cair", LEXICON) == "bantuan tidak cair"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("gabisa", "tidak bisa"),
        ("dakado", "tidak ada"),
        ("dak do", "tidak ada"),
        ("gapapa", "tidak apa-apa"),
        ("ga'ada", "tidak ada"),
        ("blm blom belom", "belum belum belum"),
        ("jgn", "jangan"),
    ],
)
def test_a_not_grown_into_its_verb_is_two_words_again(said: str, meant: str) -> None:
    assert normalise(said, LEXICON) == meant


def test_kk_is_the_family_card_and_never_a_sibling() -> None:
    assert plain("KK", LEXICON) == "kartu keluarga"


def test_jambi_words_that_mean_something_else_in_standard_indonesian() -> None:
    assert normalise("budak sayo sakit semalam", LEXICON) == "anak saya sakit kemarin"


@pytest.mark.parametrize("word", ["awak", "kami", "kel", "td", "lg", "dr", "campak", "min", "kaya", "habis"])
def test_a_word_with_two_common_meanings_is_left_to_the_sentence(word: str) -> None:
    assert plain(word, LEXICON) == word


def test_a_word_of_the_field_wins_over_slang() -> None:
    slang = LEXICON.domain & {word for word in LEXICON.words if LEXICON.words[word] in {"kakak", "sama", "sampai"}}
    assert not slang
    assert [plain(word, LEXICON) for word in ("smp", "sma", "tk", "kis", "pip")] == ["smp", "sma", "tk", "kis", "pip"]


@pytest.mark.parametrize(
    "text",
    [
        "assalamualaikum bu, bansos pkh sy blm cair 3bln!!",
        "anak2 sy 😭😭 gak mau mkn",
        "  a\n\tb  ",
        "",
        "“kutip” – strip… 50%",
        "ADU-2026-000123",
        "ﷺ 你好 Ünï",
    ],
)
def test_every_word_stands_where_it_says(text: str) -> None:
    words = read_words(text, LEXICON)
    assert all(text[word.start : word.end] == word.text and word.form.strip() for word in words)
    assert "".join(word.text for word in words) == "".join(text.split())


def test_a_very_long_message_is_read_quickly() -> None:
    assert len(read_words("gak bisaaa " * 370, LEXICON)) == 740
    assert read_words("a" * 4096, LEXICON)[0].form == "a"
