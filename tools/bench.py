"""Measures the served model: seconds to start, memory, parse times over HTTP, parses a second."""

from __future__ import annotations

import http.client
import json
import os
import socket
import statistics
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import environments
import model
from say import Trouble, guarded, need_python

ROOT = Path(__file__).resolve().parent.parent
_MESSAGES = (
    "assalamualaikum pak, bansos pkh sy blm cair 3 bulan pdhl tetangga udah dpt, sy di telanaipura",
    "anak sy 2 tahun demam tinggi dari kemarin, gimana ya",
    "min mau nanya jam buka kantornya",
)


def main() -> None:
    """Serve the fresh model on a free port, measure, end it."""
    need_python()
    environments.ensure(["rasa"])
    trained = model.ensure()
    port = _free_port()
    room = ROOT / "nlu" / "rasa"
    command = [str(room / ".venv/bin/python"), "serve.py", "--model", str(trained), "--port", str(port)]
    begun = time.monotonic()
    server = subprocess.Popen(
        [*command, "--parent", str(os.getpid())], cwd=room, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port, server)
        print(f"start      {time.monotonic() - begun:.1f} s")
        _parse(port, 50)
        times = sorted(_parse(port, 500))
        print(f"parse p50  {statistics.median(times) * 1000:.1f} ms")
        print(f"parse p99  {times[int(len(times) * 0.99)] * 1000:.1f} ms")
        begun = time.monotonic()
        with ThreadPoolExecutor(4) as pool:
            done = sum(len(part) for part in pool.map(lambda _: _parse(port, 300), range(4)))
        print(f"parses     {done / (time.monotonic() - begun):.0f} a second, four askers")
        status = Path(f"/proc/{server.pid}/status")
        if status.exists():
            kilobytes = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmRSS"))
            print(f"memory     {int(kilobytes) / 1024:.0f} MB")
    finally:
        server.terminate()
        server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise Trouble("Rasa ended while starting.", "make nlu shows why.")


def _parse(port: int, count: int) -> list[float]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    times = []
    token = f"?token={os.environ['NLU_TOKEN']}" if os.environ.get("NLU_TOKEN") else ""
    for turn in range(count):
        begun = time.perf_counter()
        line.request("POST", f"/model/parse{token}", json.dumps({"text": _MESSAGES[turn % len(_MESSAGES)]}))
        line.getresponse().read()
        times.append(time.perf_counter() - begun)
    line.close()
    return times


if __name__ == "__main__":
    guarded(main)
