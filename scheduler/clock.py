"""Wakes the ticks at their pace; the only place that knows APScheduler."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

# APScheduler 3 carries no types of its own.
from apscheduler.executors.pool import ThreadPoolExecutor  # type: ignore[import-untyped]
from apscheduler.jobstores.memory import MemoryJobStore  # type: ignore[import-untyped]
from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped]

from scheduler.ticking import Tick


class Clock:
    """A background thread that runs each tick now and then every `tick.every` seconds, one at a time each.

    Nothing of what is due is kept here: a stopped clock, a late tick or a second clock change nothing.
    `now` gives the moment a tick judges by; `on_error(name, error)` hears of a tick that failed, and the
    next one is tried all the same.
    """

    def __init__(
        self,
        ticks: Iterable[Tick],
        now: Callable[[], datetime],
        *,
        on_error: Callable[[str, Exception], None],
        on_tick: Callable[[str, int], None] | None = None,
    ) -> None:
        self._now = now
        self._on_error = on_error
        self._on_tick = on_tick
        self._ticks = tuple(ticks)
        self._scheduler = BackgroundScheduler(
            jobstores={"default": MemoryJobStore()},
            executors={"default": ThreadPoolExecutor(max_workers=3)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone="UTC",
        )

    def start(self) -> None:
        """Begin; every tick runs once soon after."""
        self._scheduler.start()
        begin = datetime.now(self._scheduler.timezone)
        for tick in self._ticks:
            self._scheduler.add_job(
                self._run, "interval", (tick,), seconds=tick.every, id=tick.name, next_run_time=begin
            )

    def stop(self) -> None:
        """End, after the tick that is running now."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def _run(self, tick: Tick) -> None:
        try:
            done = tick.run(self._now())
        except Exception as error:  # noqa: BLE001 - one broken tick must never stop the clock
            self._on_error(tick.name, error)
        else:
            if self._on_tick:
                self._on_tick(tick.name, done)
