import threading
from datetime import UTC, datetime

from scheduler.clock import Clock
from scheduler.ticking import Tick

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
SOON = 5


def test_every_tick_runs_at_once_and_again_by_the_given_time() -> None:
    seen: list[datetime] = []
    twice = threading.Event()

    def run(now: datetime) -> int:
        seen.append(now)
        if len(seen) == 2:
            twice.set()
        return 1

    clock = Clock([Tick("count", 1, run)], lambda: NOW, on_error=lambda _name, _error: None)
    clock.start()
    try:
        assert twice.wait(SOON)
    finally:
        clock.stop()
    assert set(seen) == {NOW}


def test_a_tick_that_fails_is_reported_and_stops_nothing() -> None:
    heard: list[tuple[str, str]] = []
    calm, again = threading.Event(), threading.Event()

    def broken(_now: datetime) -> int:
        raise RuntimeError("no database")

    def on_error(name: str, error: Exception) -> None:
        heard.append((name, str(error)))
        if len(heard) == 2:
            again.set()

    def fine(_now: datetime) -> int:
        calm.set()
        return 0

    clock = Clock([Tick("broken", 1, broken), Tick("fine", 60, fine)], lambda: NOW, on_error=on_error)
    clock.start()
    try:
        assert calm.wait(SOON)
        assert again.wait(SOON)
    finally:
        clock.stop()
    assert heard[0] == ("broken", "no database")


def test_a_stopped_clock_waits_for_the_tick_that_runs_and_is_silent_afterwards() -> None:
    begun, may_end = threading.Event(), threading.Event()
    ended: list[int] = []

    def slow(_now: datetime) -> int:
        begun.set()
        may_end.wait(SOON)
        ended.append(1)
        return 1

    clock = Clock([Tick("slow", 1, slow)], lambda: NOW, on_error=lambda _name, _error: None)
    clock.start()
    assert begun.wait(SOON)
    may_end.set()
    clock.stop()
    before = len(ended)

    assert before == 1
    assert not threading.Event().wait(1.2)
    assert len(ended) == before
    clock.stop()  # a second stop is harmless
