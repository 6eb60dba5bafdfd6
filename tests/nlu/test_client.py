from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from nlu.client import REST, TRIES, Client
from nlu.reading import Entity, Reading
from tests.nlu.fake_rasa import FakeRasa, captured, fake_rasa
from tests.nlu.reading_aloud import danger_words, keywords

COMPLAINT = "assalamualaikum bu, bansos pkh sy blm cair 3 bulan pdhl tetangga udah dpt, sy di telanaipura"


class Clock:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@contextmanager
def client_of(url: str, *, token: str = "", timeout: float = 2.0, clock: Clock | None = None) -> Iterator[Client]:
    client = Client(url, token, danger_words(), keywords(), timeout=timeout, clock=clock or Clock())
    try:
        yield client
    finally:
        client.close()


@contextmanager
def talking(answer: bytes, *, status: int = 200, timeout: float = 2.0) -> Iterator[tuple[Client, FakeRasa]]:
    with fake_rasa(answer, status=status) as rasa, client_of(rasa.url, timeout=timeout) as client:
        yield client, rasa


def test_rasas_answer_becomes_a_reading() -> None:
    with talking(captured("complaint")) as (client, rasa):
        reading = client.read(COMPLAINT)
    assert rasa.asked == [("/model/parse", {"text": COMPLAINT})]
    assert (reading.intent, reading.source, reading.danger) == ("complaint_benefit_missing", "rasa", None)
    assert reading.confidence == pytest.approx(0.93125, abs=1e-4)
    assert len(reading.ranking) == 10
    assert reading.ranking[1] == ("complaint_benefit_targeting", 0.0321)
    assert reading.entities == (
        Entity("programme", "pkh", "PKH", 27, 30),
        Entity("duration", "3 bulan", "90", 43, 50),
        Entity("place", "telanaipura", "15.71.01", 81, 92),
    )


def test_the_token_goes_with_every_request() -> None:
    with fake_rasa(captured("complaint")) as rasa, client_of(rasa.url, token="rahasia") as client:
        client.read(COMPLAINT)
        client.healthy()
    assert [path for path, _ in rasa.asked] == ["/model/parse?token=rahasia", "/status?token=rahasia"]


def test_danger_words_are_heard_whatever_the_model_says() -> None:
    with talking(captured("complaint")) as (client, _):
        reading = client.read("pkh belum cair, dan anak saya dipukuli bapaknya")
    assert (reading.intent, reading.danger) == ("complaint_benefit_missing", "danger_child_violence")


def test_several_weak_dangers_of_the_model_are_danger() -> None:
    with talking(captured("weak_dangers")) as (client, _):
        assert client.read("kadang saya ingin pulang saja").danger == "danger_suicide"


def test_a_piece_of_the_wrong_type_is_left_out_and_the_rest_is_read() -> None:
    with talking(captured("wrong_pieces")) as (client, _):
        reading = client.read("mau urus akta anak 3 tahun")
    assert reading.source == "rasa"
    assert reading.ranking == (("aid_documents", 0.8),)
    assert reading.entities == (Entity("place", "akta", "", 9, 13), Entity("person_age", "3 tahun", "36", 19, 26))


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"42",
        b'"ya"',
        b"{}",
        b'{"intent": "aid_cash"}',
        b'{"intent": {"name": 5, "confidence": 0.5}}',
        b'{"intent": {"name": "aid_cash", "confidence": "tinggi"}}',
        b'{"intent": {"name": "aid_cash", "confidence": NaN}}',
        b'{"intent": {"name": "nlu_fallback", "confidence": 0.5}}',
        b"\xff\xfe\x00",
        b"[" * 100_000,
        captured("no_intent"),
    ],
)
def test_an_answer_that_is_none_is_read_by_the_understudy(answer: bytes) -> None:
    with talking(answer) as (client, rasa):
        reading = client.read(COMPLAINT)
    assert len(rasa.asked) == 1
    assert (reading.intent, reading.source) == ("complaint_benefit_missing", "keywords")


@pytest.mark.parametrize("status", [301, 400, 401, 404, 409, 500, 503])
def test_a_refusal_is_read_by_the_understudy(status: int) -> None:
    with talking(captured("complaint"), status=status) as (client, _):
        reading = client.read("anak saya dipukuli bapaknya, pkh belum cair")
    assert (reading.source, reading.danger) == ("keywords", "danger_child_violence")


def test_nobody_listening_is_read_by_the_understudy() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        with client_of(url) as client:
            assert client.read(COMPLAINT).source == "keywords"
            assert not client.healthy()


def test_an_address_that_is_none_is_read_by_the_understudy() -> None:
    with client_of("bukan alamat") as client:
        assert client.read(COMPLAINT).source == "keywords"
        assert not client.healthy()


def test_a_slow_rasa_is_not_waited_for_beyond_the_timeout() -> None:
    with talking(captured("complaint"), timeout=0.1) as (client, rasa):
        rasa.hold = threading.Event()
        begun = time.monotonic()
        reading = client.read(COMPLAINT)
        waited = time.monotonic() - begun
        rasa.hold.set()
    assert reading.source == "keywords"
    assert waited < 1.5


def test_after_three_failures_rasa_is_left_alone_for_a_while_and_then_tried_by_one() -> None:
    clock = Clock()
    with fake_rasa(status=500) as rasa, client_of(rasa.url, clock=clock) as client:
        for _ in range(TRIES + 4):
            assert client.read(COMPLAINT).source == "keywords"
        assert len(rasa.asked) == TRIES
        clock.seconds += REST
        client.read(COMPLAINT)
        client.read(COMPLAINT)
        assert len(rasa.asked) == TRIES + 1
        clock.seconds += REST
        rasa.status, rasa.answer = 200, captured("complaint")
        assert [client.read(COMPLAINT).source for _ in range(5)] == ["rasa"] * 5


def test_a_success_forgets_the_failures_before_it() -> None:
    with talking(captured("complaint")) as (client, rasa):
        for status in (500, 500, 200, 500, 500, 200):
            rasa.status = status
            assert client.read(COMPLAINT).source == ("rasa" if status == 200 else "keywords")


@pytest.mark.parametrize(
    "text", ["", "   ", "\n", "😀😀😀", "👍", "12345", "08123456789", "/start", " /laporan baru", "?!"]
)
def test_what_rasa_cannot_read_is_not_sent(text: str) -> None:
    with talking(captured("complaint")) as (client, rasa):
        reading = client.read(text)
    assert rasa.asked == []
    assert (reading.source, reading.danger) == ("keywords", None)


@pytest.mark.parametrize(
    ("text", "intent"), [("ya", "service_affirm"), ("Batal!", "service_cancel"), ("👍", "service_affirm")]
)
def test_a_short_certain_answer_is_read_by_exact_words(text: str, intent: str) -> None:
    with talking(captured("complaint")) as (client, rasa):
        reading = client.read(text)
    assert rasa.asked == []
    assert reading == Reading(intent, 1.0, ((intent, 1.0),), source="keywords")


def test_a_long_text_is_sent_whole_up_to_the_limit_of_a_message() -> None:
    with talking(captured("complaint")) as (client, rasa):
        assert client.read("a" * 4096).source == "rasa"
        client.read("b" * 5000)
    assert [len(body["text"]) for _, body in rasa.asked] == [4096, 4096]


def test_half_a_surrogate_pair_does_not_break_the_request() -> None:
    with talking(captured("complaint")) as (client, rasa):
        assert client.read("pkh belum cair \ud83d ya").source == "rasa"
    assert rasa.asked[0][1] == {"text": "pkh belum cair ? ya"}


def test_many_threads_may_ask_at_once() -> None:
    with talking(captured("complaint")) as (client, rasa), ThreadPoolExecutor(8) as pool:
        sources = {reading.source for reading in pool.map(client.read, [COMPLAINT] * 64)}
    assert sources == {"rasa"}
    assert len(rasa.asked) == 64


@pytest.mark.parametrize(("status", "well"), [(200, True), (401, False), (409, False), (500, False)])
def test_rasa_is_healthy_when_it_has_a_model(status: int, *, well: bool) -> None:
    with talking(b"{}", status=status) as (client, _):
        assert client.healthy() is well


@pytest.mark.parametrize(
    ("said", "danger"),
    [
        ({"name": "danger_medical", "confidence": 0.9}, "danger_medical"),
        ({"name": "danger_medical", "confidence": 0.2}, None),
        ({"name": "aid_health", "confidence": 0.9}, None),
        ({"name": "danger_medical", "confidence": "0.9"}, None),
        ({"name": "danger_medical", "confidence": True}, None),
        ({"name": "danger_medical", "confidence": 7}, None),
        ({"name": None, "confidence": 0.9}, None),
        ({"name": "danger_medical"}, None),
        ("danger_medical", None),
        ([], None),
        (None, None),
    ],
)
def test_what_the_model_says_of_danger_alone_is_read_when_it_makes_sense(said: object, danger: str | None) -> None:
    answer = {"intent": {"name": "aid_cash", "confidence": 0.9}, "danger": said}
    with talking(json.dumps(answer).encode()) as (client, _):
        reading = client.read("bagaimana caranya ya bu, tolong dijelaskan")
    assert (reading.intent, reading.danger) == ("aid_cash", danger)


def test_doubtful_words_count_only_when_the_model_has_an_inkling_too() -> None:
    message = "bu, di sinetron anaknya dipukuli bapaknya"
    for confidence, danger in ((0.05, None), (0.4, "danger_child_violence")):
        answer = {
            "intent": {"name": "aid_cash", "confidence": 0.9},
            "danger": {"name": "danger_suicide", "confidence": confidence},
        }
        with talking(json.dumps(answer).encode()) as (client, _):
            assert client.read(message).danger == danger


def test_doubtful_words_count_when_rasa_is_away() -> None:
    with client_of("http://127.0.0.1:9") as client:
        assert client.read("bu, di sinetron anaknya dipukuli bapaknya").danger == "danger_child_violence"


@pytest.mark.parametrize(("thresholds", "danger"), [((), None), ((0.5, 0.2), None), ((0.3,), "danger_suicide")])
def test_the_thresholds_that_are_left_out_stay_as_they_are(thresholds: tuple[float, ...], danger: str | None) -> None:
    answer = {
        "intent": {"name": "aid_cash", "confidence": 0.9},
        "danger": {"name": "danger_suicide", "confidence": 0.4},
    }
    with fake_rasa(json.dumps(answer).encode()) as rasa:
        client = Client(rasa.url, "", danger_words(), keywords(), thresholds=thresholds)
        assert client.read("bagaimana caranya ya bu, tolong dijelaskan").danger == danger
        client.close()


@pytest.mark.parametrize(
    ("said", "confidence", "danger"),
    [
        ("suami saya", 0.99, None),
        ("saya ibu rumah tangga", 0.9, None),
        ("aku pamit ya kak", 0.97, "danger_suicide"),
        ("saya sudah tidak kuat lagi kak", 0.9, "danger_suicide"),
    ],
)
def test_a_fragment_is_not_taken_for_danger_by_the_model_alone(
    said: str, confidence: float, danger: str | None
) -> None:
    answer = {
        "intent": {"name": "danger_suicide", "confidence": confidence},
        "intent_ranking": [
            {"name": "danger_suicide", "confidence": confidence},
            {"name": "service_greet", "confidence": 0.01},
        ],
        "danger": {"name": "danger_suicide", "confidence": confidence},
    }
    with talking(json.dumps(answer).encode()) as (client, _):
        reading = client.read(said)
    assert reading.danger == danger
    assert reading.intent == ("danger_suicide" if danger else "service_greet")
    assert danger or all(not name.startswith("danger_") for name, _ in reading.ranking)


def test_words_name_danger_however_short_the_message() -> None:
    answer = {"intent": {"name": "service_greet", "confidence": 0.9}}
    with talking(json.dumps(answer).encode()) as (client, _):
        assert client.read("anakku diculik").danger == "danger_missing_person"
