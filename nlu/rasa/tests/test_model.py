"""The pipeline of config.yml through the real Rasa: it trains, it reads, it answers in the shape the app expects."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from examples import ROOM, domain, read_examples

CONFIG = ROOM.parent.parent / "config.yml"
INTENTS = ("complaint_benefit_missing", "danger_suicide", "parenting_health", "service_greet")


def served(folder: Path) -> Path:
    """The trained model when it is fresh, else a tiny one of four intents made here."""
    fresh = Path(os.environ.get("PINTU_MODEL", "/nowhere"))
    if fresh.is_file():
        return fresh
    data = folder / "data"
    data.mkdir()
    lines = ['version: "3.1"', "nlu:"]
    for intent in INTENTS:
        lines += [f"- intent: {intent}", "  examples: |"]
        lines += [f"    - {one.text}" for one in read_examples() if one.intent == intent]
    (data / "nlu.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "rasa", "train", "nlu", "--config", str(CONFIG), "--nlu", str(data)]
    command += ["--domain", str(ROOM / "domain.yml"), "--out", str(folder), "--fixed-model-name", "tiny"]
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "RASA_MAX_CACHE_SIZE": "0", "PYTHONPATH": str(ROOM)}
    done = subprocess.run(command, cwd=ROOM, env={**os.environ, **quiet}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return folder / "tiny.tar.gz"


@pytest.fixture(scope="module")
def parse(tmp_path_factory: pytest.TempPathFactory) -> Any:
    before = CONFIG.read_bytes()
    model = served(tmp_path_factory.mktemp("model"))
    assert CONFIG.read_bytes() == before, "Rasa rewrote config.yml"
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    from rasa.core.agent import load_agent  # noqa: PLC0415  # ten seconds: only for these tests

    agent = asyncio.run(load_agent(model_path=str(model)))
    return lambda text: asyncio.run(agent.parse_message(text))


def test_a_complaint_is_read_with_its_fields(parse: Any) -> None:
    text = "assalamualaikum bu, bansos pkh sy blm cair 3 bulan pdhl tetangga udah dpt, sy di telanaipura"
    told = parse(text)
    assert told["intent"]["name"] == "complaint_benefit_missing"
    assert told["intent"]["confidence"] >= 0.45
    assert [(e["entity"], text[e["start"] : e["end"]], e["value"]) for e in told["entities"]] == [
        ("programme", "pkh", "PKH"),
        ("duration", "3 bulan", "90"),
        ("place", "telanaipura", "15.71.01"),
    ]


def test_the_ranking_is_best_first_and_at_most_ten(parse: Any) -> None:
    ranking = parse("anak sy demam tinggi dari semalam")["intent_ranking"]
    shares = [one["confidence"] for one in ranking]
    assert shares == sorted(shares, reverse=True)
    assert 1 < len(shares) <= 10
    assert sum(shares) <= 1.000001


def test_the_answer_names_the_likeliest_danger_beside_the_intent(parse: Any) -> None:
    heard, quiet = parse("saya mau bunuh diri malam ini")["danger"], parse("assalamualaikum")["danger"]
    assert heard["name"] == "danger_suicide"
    assert 0 <= quiet["confidence"] < 0.3 < heard["confidence"] <= 1


@pytest.mark.parametrize(
    "text",
    ["", "   ", "😭😭", "x" * 4096, "1234", "你好", "a\x00b", "?" * 300],
    ids=["empty", "blanks", "emoji", "4096", "digits", "chinese", "zero", "marks"],
)
def test_an_odd_message_is_read_without_an_error(parse: Any, text: str) -> None:
    told = parse(text)
    assert told["intent"]["name"] in domain()["intents"] or not told["intent"]["name"]
    assert told["entities"] == []
