"""Rasa beside the app: started, watched, restarted, adopted, ended with its parent. Here a small server plays Rasa."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from bot.nlu_process import NluProcess, Pace
from tests.logs import logged

ROOT = Path(__file__).resolve().parents[2]
QUICK = Pace(look_starting=0.05, look_ready=0.05, silent=0.5, start=5, first_wait=0.1, longest_wait=0.4, end=2)
SERVER = """
import http.server, json, os, sys, time
port, model, births, mood = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
with open(births, "a") as file:
    file.write(f"{time.monotonic()} {os.environ.get('NLU_TOKEN', '')}\\n")
if mood == "crash":
    sys.exit(1)
asked = 0
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        global asked
        asked += 1
        if mood == "hang" and asked > 3:
            time.sleep(60)
        body = json.dumps({"model_file": model}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        pass
http.server.ThreadingHTTPServer.allow_reuse_address = True
http.server.ThreadingHTTPServer(("127.0.0.1", port), Answer).serve_forever()
"""


class World:
    """A port, a model and a script that plays Rasa."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder = folder
        self.model = folder / "pintu-abc.tar.gz"
        self.births = folder / "births"
        self.births.touch()
        self.script = folder / "server.py"
        self.script.write_text(SERVER, encoding="utf-8")
        self.started: list[NluProcess] = []

    def command(self, mood: str = "well", model: str = "") -> list[str]:
        return [sys.executable, str(self.script), str(self.port), model or self.model.name, str(self.births), mood]

    def nlu(self, mood: str = "well", *, command: list[str] | None = None, pace: Pace = QUICK) -> NluProcess:
        told = command or self.command(mood)
        nlu = NluProcess(
            self.model, f"http://127.0.0.1:{self.port}", token="t", root=self.folder, command=told, pace=pace
        )
        self.started.append(nlu)
        nlu.start()
        return nlu

    def times_born(self) -> list[float]:
        return [float(line.split()[0]) for line in self.births.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    here = World(tmp_path)
    yield here
    for nlu in here.started:
        nlu.stop()


def until(true: Callable[[], bool], seconds: float = 8) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_it_becomes_ready_and_a_stop_ends_the_child(world: World) -> None:
    nlu = world.nlu()
    assert nlu.state == "starting"
    assert nlu.wait_ready(8)
    pid = nlu.pid
    assert pid
    nlu.stop()
    assert not alive(pid)
    assert nlu.state == "down"


def test_the_token_reaches_the_child_by_its_environment_and_not_its_command_line(world: World) -> None:
    nlu = world.nlu()
    assert nlu.wait_ready(8)
    assert world.births.read_text(encoding="utf-8").split()[1] == "t"


def test_a_killed_child_is_started_again(world: World) -> None:
    nlu = world.nlu()
    assert nlu.wait_ready(8)
    first = nlu.pid
    assert first
    os.kill(first, signal.SIGKILL)
    until(lambda: nlu.pid not in (None, first) and nlu.state == "ready")
    assert len(world.times_born()) == 2


def test_a_child_that_cannot_live_is_tried_less_and_less_often(world: World) -> None:
    with logged() as lines:
        nlu = world.nlu("crash")
        until(lambda: len(world.times_born()) >= 4)
    waits = [line["wait"] for line in lines if line["event"] == "nlu.restarts"]
    assert all(later >= 2 * earlier for earlier, later in pairwise(waits[:3]))
    assert len(waits) >= 3
    assert nlu.state in ("starting", "down")
    assert not nlu.wait_ready(0.01)


def test_a_child_that_stops_answering_is_replaced(world: World) -> None:
    nlu = world.nlu("hang")
    assert nlu.wait_ready(8)
    until(lambda: len(world.times_born()) >= 2, seconds=20)


def test_a_server_of_the_same_model_is_adopted_and_left_alone(world: World) -> None:
    with subprocess.Popen(world.command()) as server:  # our own stand-in
        until(lambda: bool(world.times_born()))
        nlu = world.nlu(command=["/nowhere/python"])
        assert nlu.wait_ready(8)
        assert nlu.pid is None
        nlu.stop()
        assert server.poll() is None
        server.kill()


def test_when_an_adopted_server_goes_our_own_takes_its_place(world: World) -> None:
    with subprocess.Popen(world.command()) as server:  # our own stand-in
        until(lambda: bool(world.times_born()))
        nlu = world.nlu()
        assert nlu.wait_ready(8)
        server.kill()
        server.wait()
        until(lambda: nlu.pid is not None and nlu.state == "ready")


def test_a_server_of_another_model_is_neither_adopted_nor_killed(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with subprocess.Popen(world.command(model="pintu-old.tar.gz")) as server:  # our own stand-in
        until(lambda: bool(world.times_born()))
        nlu = world.nlu()
        until(lambda: "nlu.port_taken" in caplog.messages)
        assert nlu.state != "ready"
        assert server.poll() is None
        server.kill()


def test_a_missing_environment_is_logged_and_never_raises(world: World, caplog: pytest.LogCaptureFixture) -> None:
    nlu = world.nlu(command=["/nowhere/python"])
    until(lambda: "nlu.not_started" in caplog.messages)
    until(lambda: nlu.state == "down")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_rasa_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    """The real serve.py ties itself to its parent; Rasa itself is replaced by a sleep."""
    tied = f"""
        import sys, time
        sys.path.insert(0, {str(ROOT / "nlu/rasa")!r})
        import serve
        serve.tie_to(int(sys.argv[1]))
        open({str(tmp_path / "tied")!r}, "w").close()
        time.sleep(60)
    """
    parent = """
        import os, subprocess, sys, time
        child = subprocess.Popen([sys.executable, "-c", sys.argv[1], str(os.getpid())])
        print(child.pid, flush=True)
        time.sleep(60)
    """
    command = [sys.executable, "-c", textwrap.dedent(parent), textwrap.dedent(tied)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # our own stand-in
        assert process.stdout
        child = int(process.stdout.readline())
        until((tmp_path / "tied").exists)
        process.kill()
    until(lambda: not alive(child))
