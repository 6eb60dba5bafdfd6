from __future__ import annotations

import time
from pathlib import Path

import pytest

from nlu.danger import DangerWords, judge
from tests.nlu.reading_aloud import danger_words, table

HEARD = [*table("danger_fire.txt"), *table("danger_fire_second.txt"), *table("danger_fire_third.txt")]
QUIET = [*table("danger_quiet.txt"), *table("danger_quiet_second.txt"), *table("danger_quiet_third.txt")]


@pytest.mark.parametrize("line", HEARD)
def test_danger_is_heard(line: str) -> None:
    _, _, message = line.partition(": ")
    assert (danger_words().find(message) or "").startswith("danger_")


@pytest.mark.parametrize("message", QUIET)
def test_everyday_talk_stays_quiet(message: str) -> None:
    assert danger_words().find(message) is None


def test_the_kind_of_danger_is_named_rightly_nine_times_in_ten() -> None:
    right = 0
    for line in HEARD:
        intents, _, message = line.partition(": ")
        right += danger_words().find(message) in intents.split("/")
    assert right / len(HEARD) >= 0.9


def test_words_alone_hear_half_of_what_nobody_tuned_them_on() -> None:
    # oblique messages mostly: the model has to hear the rest. These floors may only rise.
    blind = table("danger_fire_blind.txt")
    heard = sum(danger_words().find(line.partition(": ")[2]) is not None for line in blind)
    assert heard / len(blind) >= 0.5


def test_words_alone_raise_few_false_alarms_on_what_nobody_tuned_them_on() -> None:
    blind = table("danger_quiet_blind.txt")
    alarms = sum(danger_words().find(message) is not None for message in blind)
    assert alarms / len(blind) <= 0.1


@pytest.mark.parametrize(
    "message",
    [
        "anak saya DIPUKULI bapaknya",
        "ank sy d1pukul bpknya tiap mlm",
        "anak saya di pukuli bapaknya",
        "anak saya dipukulinn bapaknyaaa",
        "anak saya dianiyaya tetangga",
        "anak saya dipkuuli, maksudnya dipukuli, bapaknya",
        "anak\u200bku dipukuli bapaknya",
        "ＡＮＡＫ saya dipukuli bapaknya",
    ],
)
def test_everyday_spelling_does_not_hide_danger(message: str) -> None:
    assert danger_words().find(message) == "danger_child_violence"


def test_a_mistyped_long_word_is_heard() -> None:
    assert danger_words().find("keponakan saya diperksoa orang") == "danger_sexual_abuse"


@pytest.mark.parametrize(
    ("quiet", "loud"),
    [
        ("anak saya tidak pernah dipukul bapaknya", "anak saya dipukul bapaknya"),
        ("saya tidak pernah memukul anak", "saya suka memukul anak"),
        ("anak kami dikasih makan", "anak kami dak dikasih makan"),
        ("anak bukan dipukul ayahnya", "anak bukan cuma dipukul ayahnya"),
        ("anak saya dipukul temannya", "anak saya dipukul ayahnya"),
    ],
)
def test_negation_and_neighbours_decide(quiet: str, loud: str) -> None:
    assert danger_words().find(quiet) is None
    assert danger_words().find(loud) is not None


def test_one_sentence_buried_in_a_long_request_is_heard() -> None:
    long = "saya ingin menanyakan syarat bantuan untuk keluarga kami di desa. " * 25
    assert danger_words().find(long) is None
    assert danger_words().find(f"{long} anak tetangga diperkosa. {long}") == "danger_sexual_abuse"


def test_the_most_pressing_danger_is_named_first() -> None:
    assert danger_words().find("suami memukul saya dan sekarang anak saya kejang") == "danger_medical"


@pytest.mark.parametrize("message", ["", " ", "\n\n", "😀😀", "👍", "1234567890", "...", "/start", "\x00", "𝔞" * 4096])
def test_nothing_to_hear_is_no_danger(message: str) -> None:
    assert danger_words().find(message) is None


def test_a_text_of_full_length_is_read_in_milliseconds() -> None:
    text = (" ".join(QUIET))[:4096]
    danger_words().find(text)
    # the best of several: other programs on the machine are not what is measured
    times = []
    for _ in range(10):
        begun = time.process_time()
        danger_words().find(text)
        times.append(time.process_time() - begun)
    assert min(times) < 0.02


@pytest.mark.parametrize("text", ["anak dipukul " * 315, "mati hidup mau " * 273, "anak " * 819, "x" * 4096])
def test_a_flood_of_one_word_does_not_take_long(text: str) -> None:
    begun = time.process_time()
    danger_words().find(text)
    assert time.process_time() - begun < 0.2


@pytest.mark.parametrize(
    ("mapping", "complaint"),
    [
        ({"intents": {"aid_food": {"phrases": ["lapar"]}}}, "aid_food"),
        ({"intents": {"danger_medical": {"phrases": ["<orang> jatuh"]}}}, "<orang>"),
        ({"intents": {"danger_medical": {"near": ["anak kejang"]}}}, "anak kejang"),
        ({"intents": {"danger_medical": {"phrases": ["~3"]}}}, "~3"),
    ],
)
def test_a_mistake_in_the_words_names_the_entry(mapping: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        DangerWords(mapping)


@pytest.mark.parametrize(
    ("words", "ranking", "verdict"),
    [
        (None, (), None),
        ("danger_medical", (), "danger_medical"),
        ("danger_medical", (("aid_health", 0.9),), "danger_medical"),
        ("danger_domestic_violence", (("danger_child_violence", 0.8),), "danger_child_violence"),
        (None, (("danger_suicide", 0.36), ("aid_cash", 0.3)), "danger_suicide"),
        (None, (("danger_suicide", 0.2), ("aid_cash", 0.1)), None),
        (None, (("aid_cash", 0.4), ("danger_medical", 0.2), ("danger_suicide", 0.31)), "danger_suicide"),
        (None, (("aid_cash", 0.5), ("danger_medical", 0.2)), None),
    ],
)
def test_words_and_model_are_joined(
    words: str | None, ranking: tuple[tuple[str, float], ...], verdict: str | None
) -> None:
    assert judge(words, ranking) == verdict


def test_the_thresholds_of_the_model_can_be_moved() -> None:
    ranking = (("danger_suicide", 0.4), ("danger_medical", 0.3))
    assert judge(None, ranking, top_at=0.5, mass_at=0.9) is None
    assert judge(None, ranking, top_at=0.5, mass_at=0.6) == "danger_suicide"


def test_no_message_is_in_two_tables() -> None:
    everything = [
        line.partition(": ")[2] if line.startswith("danger_") else line
        for path in sorted(Path(__file__).parent.glob("danger_*.txt"))
        for line in table(path.name)
    ]
    assert len(everything) == len(set(everything))
