"""On PostgreSQL every part is a process of its own; each may die at any moment and the others go on."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

import pytest

from tests.e2e.process import DESK, App, Rasa, until
from tests.fakes import FakeTelegram, buttons

MOTHER, FATHER, OFFICER = 501, 502, 901
PARTS = ("web", "worker", "worker", "sender", "clock")


@pytest.fixture
def apart(tmp_path: Path, telegram: FakeTelegram, rasa: Rasa, empty_server: str) -> Iterator[App]:
    with App(tmp_path, telegram, rasa.url, parts=PARTS, DATABASE_URL=empty_server) as running:
        yield running


def test_everything_works_with_the_parts_as_processes_of_their_own(apart: App, telegram: FakeTelegram) -> None:
    update = telegram.say(MOTHER, "bansos pkh saya belum cair 3 bulan di telanaipura")
    telegram.push(update)
    asked = telegram.wait(MOTHER, holds="Siapa yang mengalami?", seconds=30)[-1]
    telegram.press(MOTHER, buttons(asked)["Saya sendiri"])
    confirm = telegram.wait(MOTHER, holds="Sudah benar?", seconds=20)[-1]
    telegram.push(update)
    telegram.press(MOTHER, buttons(confirm)["Ya, kirim"])
    done = telegram.wait(MOTHER, holds="ADU-", seconds=20)[-1]
    telegram.say(FATHER, "tolong pak anak tetangga dipukul bapaknya tiap malam sampai biru")
    telegram.wait(FATHER, holds="DRT-", seconds=20)
    telegram.wait(DESK, holds="DARURAT", seconds=20)
    cases = apart.rows("select code, kind from cases order by id")
    assert [case["kind"] for case in cases] == ["complaint", "danger"]
    assert cases[0]["code"] in done["text"]
    assert len(telegram.sent(MOTHER)) == 3
    card = telegram.wait(DESK, holds=f"{cases[0]['code']}", seconds=20)[-1]
    topic = card["message_thread_id"]
    telegram.say(DESK, "/balas Kami cek ke dinas ya, Bu.", topic=topic, author=OFFICER)
    telegram.wait(MOTHER, holds="Kami cek ke dinas", seconds=20)
    assert {row["status"] for row in apart.rows("select status from inbox")} == {"done"}
    assert len(apart.rows("select id from inbox")) == 5


class Deaf:
    """Something at Rasa's address that takes a question and never answers."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self._end = threading.Event()
        deaf = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                deaf.asked.set()
                deaf._end.wait(30)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._server.shutdown()
        self._server.server_close()


def test_another_worker_takes_over_from_one_that_died_in_mid_turn(
    tmp_path: Path, telegram: FakeTelegram, empty_server: str
) -> None:
    with Deaf() as rasa, App(tmp_path, telegram, rasa.url, parts=("web", "worker"), DATABASE_URL=empty_server) as app:
        telegram.say(MOTHER, "tolong pak anak tetangga dipukul bapaknya tiap malam sampai biru")
        assert rasa.asked.wait(20), "no worker took it"
        app.kill("worker")
        assert [row["status"] for row in app.rows("select status from inbox")] == ["working"]
        app.start("worker", "sender", "clock")
        telegram.say(FATHER, "menu")
        telegram.wait(FATHER, seconds=20)
        assert telegram.sent(MOTHER) == [], "nobody else may have it yet"
        telegram.wait(MOTHER, holds="DRT-", seconds=40)
        telegram.wait(DESK, holds="DARURAT", seconds=20)
        until(lambda: not app.rows("select id from outbox where status <> 'done'"), "something was not sent")
        (row,) = app.rows("select status, tries from inbox where lane = 'telegram:501'")
        assert (row["status"], row["tries"]) == ("done", 2)
        assert len(app.rows("select id from cases")) == 1
        assert re.search(r"DRT-\d{4}-\d{6}", telegram.sent(MOTHER)[0]["text"])
