from __future__ import annotations

import time
from pathlib import Path

import pytest

from nlu.danger import DangerWords, Heard, judge
from tests.nlu.heard import FOLDERS, messages, quiet
from tests.nlu.reading_aloud import danger_words, table

HEARD = [line for name in ("", "_second", "_third", "_plain") for line in table(f"danger_fire{name}.txt")]
QUIET = [line for name in ("", "_second", "_third", "_kinds") for line in table(f"danger_quiet{name}.txt")]


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
    assert alarms / len(blind) <= 0.04


def test_words_hear_half_of_the_models_test_messages_and_alarm_seldom() -> None:
    # not tuned on these; half of them say danger without its words. Floors may only rise.
    danger = [danger_words().hear(text) for folder in FOLDERS for _, text in messages("danger", folder)]
    others = [danger_words().hear(text) for folder in FOLDERS for text in quiet("hard_negatives", folder)]
    ordinary = [danger_words().hear(text) for folder in FOLDERS for text in quiet("intents", folder)]
    assert len(danger) == len(others) == 610
    assert sum(heard.sure is not None for heard in danger) / len(danger) >= 0.47
    assert sum(heard.any is not None for heard in danger) / len(danger) >= 0.76
    assert sum(heard.sure is not None for heard in others) / len(others) <= 0.04
    assert sum(heard.sure is not None for heard in ordinary) / len(ordinary) <= 0.007


@pytest.mark.parametrize(
    ("sure", "doubtful"),
    [
        ("anak tetangga dipukuli bapaknya", "di sinetron itu anaknya dipukuli bapaknya"),
        ("aku mau mati aja", "wkwk aku mau mati aja"),
        ("anak saya hilang dari pagi", "anak saya dulu pernah hilang dari pagi"),
        ("suami mengancam mau bunuh saya", "game nya seru, suami mengancam mau bunuh saya di level akhir"),
    ],
)
def test_what_stands_around_words_can_make_them_doubtful(sure: str, doubtful: str) -> None:
    assert danger_words().hear(sure).sure is not None
    heard = danger_words().hear(doubtful)
    assert heard.sure is None
    assert heard.doubtful == heard.any == danger_words().hear(sure).sure


def test_a_softening_word_inside_what_is_said_softens_nothing() -> None:
    assert danger_words().find("anak saya minum obat nyamuk cair") == "danger_medical"


def test_what_is_far_from_a_softening_word_stays_sure() -> None:
    aside = "kemarin kami nonton film bareng keluarga. " + "lalu kami pulang dan makan malam seperti biasa. " * 4
    assert danger_words().find(f"{aside} anak tetangga dipukuli bapaknya") == "danger_child_violence"


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
        ({"intents": {}, "softening": ["film"]}, "film"),
    ],
)
def test_a_mistake_in_the_words_names_the_entry(mapping: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        DangerWords(mapping)


MEDICAL = Heard(sure="danger_medical")
HINT = Heard(doubtful="danger_missing_person")


@pytest.mark.parametrize(
    ("heard", "ranking", "verdict"),
    [
        (Heard(), (), None),
        (MEDICAL, (), "danger_medical"),
        (MEDICAL, (("aid_health", 0.9),), "danger_medical"),
        (Heard("danger_domestic_violence"), (("danger_child_violence", 0.8),), "danger_child_violence"),
        (Heard(), (("danger_suicide", 0.46), ("aid_cash", 0.3)), "danger_suicide"),
        (Heard(), (("danger_suicide", 0.2), ("aid_cash", 0.1)), None),
        (Heard(), (("aid_cash", 0.4), ("danger_medical", 0.2), ("danger_suicide", 0.31)), "danger_suicide"),
        (Heard(), (("aid_cash", 0.5), ("danger_medical", 0.2)), None),
        (HINT, (("aid_cash", 0.9), ("danger_medical", 0.1)), None),
        (HINT, (("aid_cash", 0.6), ("danger_medical", 0.32)), "danger_missing_person"),
    ],
)
def test_words_and_model_are_joined(heard: Heard, ranking: tuple[tuple[str, float], ...], verdict: str | None) -> None:
    assert judge(heard, ranking) == verdict


@pytest.mark.parametrize(
    ("heard", "confidence", "verdict"),
    [
        (Heard(), 0.6, "danger_suicide"),
        (Heard(), 0.4, None),
        (MEDICAL, 0.4, "danger_medical"),
        (MEDICAL, 0.6, "danger_suicide"),
        (HINT, 0.4, "danger_missing_person"),
        (HINT, 0.1, None),
    ],
)
def test_what_the_model_says_of_danger_alone_counts_too(heard: Heard, confidence: float, verdict: str | None) -> None:
    assert judge(heard, (("aid_cash", 0.9),), ("danger_suicide", confidence)) == verdict


@pytest.mark.parametrize(
    ("ranking", "confidence", "verdict"),
    [
        ((("aid_cash", 0.9),), 0.02, None),
        ((("aid_cash", 0.9),), 0.09, "danger_medical"),
        ((("aid_cash", 0.5),), 0.02, "danger_medical"),
        ((), 0.02, "danger_medical"),
    ],
)
def test_words_are_overruled_only_by_a_model_that_knows_better(
    ranking: tuple[tuple[str, float], ...], confidence: float, verdict: str | None
) -> None:
    assert judge(MEDICAL, ranking, ("danger_suicide", confidence)) == verdict
    assert judge(MEDICAL, ranking, ("danger_suicide", confidence), words=2) == "danger_medical"


def test_the_thresholds_of_the_model_can_be_moved() -> None:
    ranking = (("danger_suicide", 0.4), ("danger_medical", 0.3))
    assert judge(Heard(), ranking, model_at=0.8) is None
    assert judge(Heard(), ranking, model_at=0.6) == "danger_suicide"
    assert judge(Heard(), (), ("danger_medical", 0.4), model_at=0.3) == "danger_medical"
    assert judge(HINT, (), ("danger_medical", 0.2), doubt_at=0.2) == "danger_missing_person"
    assert judge(MEDICAL, (("aid_cash", 0.9),), ("danger_medical", 0.02), quiet_at=0) == "danger_medical"


def test_no_message_is_in_two_tables() -> None:
    everything = [
        line.partition(": ")[2] if line.startswith("danger_") else line
        for path in sorted(Path(__file__).parent.glob("danger_*.txt"))
        for line in table(path.name)
    ]
    assert len(everything) == len(set(everything))
