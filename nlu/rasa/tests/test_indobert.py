"""The second pipeline, with a language model beside the words: tried with a tiny one that is made here."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from examples import ROOM, read_examples

CONFIG = ROOM / "config-indobert.yml"
INTENTS = ("complaint_benefit_missing", "danger_suicide", "parenting_health", "service_greet")
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "RASA_MAX_CACHE_SIZE": "0", "PYTHONPATH": str(ROOM)}
QUIET |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}


def tiny_language_model(folder: Path, words: list[str]) -> None:
    """A BERT of two small layers with random weights that knows these words."""
    from transformers import BertConfig, BertTokenizer, TFBertModel  # noqa: PLC0415  # seconds: only for this test

    folder.mkdir()
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    known = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *(f"##{one}" for one in letters), *words]
    (folder / "vocab.txt").write_text("\n".join(dict.fromkeys(known)) + "\n", encoding="utf-8")
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    small = BertConfig(vocab_size=len(dict.fromkeys(known)), hidden_size=32, num_hidden_layers=2, num_attention_heads=2)
    small.intermediate_size = 64
    model = TFBertModel(small)
    model(model.dummy_inputs)
    model.save_pretrained(folder)


@pytest.fixture(scope="module")
def parse(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("indobert")
    examples = [one for one in read_examples() if one.intent in INTENTS]
    counted = sorted({word for one in examples for word in re.findall(r"[a-z]+", one.text.lower())})
    tiny_language_model(folder / "bert", counted)
    lines = ['version: "3.1"', "nlu:"]
    for intent in INTENTS:
        lines += [f"- intent: {intent}", "  examples: |"]
        lines += [f"    - {one.text}" for one in examples if one.intent == intent][:60]
    (folder / "nlu.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    config = CONFIG.read_text(encoding="utf-8").replace("indobenchmark/indobert-base-p1", str(folder / "bert"))
    (folder / "config.yml").write_text(config, encoding="utf-8")
    command = [sys.executable, "-m", "rasa", "train", "nlu", "--config", str(folder / "config.yml")]
    command += ["--nlu", str(folder / "nlu.yml"), "--domain", str(ROOM / "domain.yml"), "--out", str(folder)]
    command += ["--fixed-model-name", "tiny"]
    done = subprocess.run(command, cwd=ROOM, env={**os.environ, **QUIET}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    os.environ.update(QUIET)
    from rasa.core.agent import load_agent  # noqa: PLC0415

    agent = asyncio.run(load_agent(model_path=str(folder / "tiny.tar.gz")))
    model = next(
        node._component._model  # noqa: SLF001  # the only way to see what Rasa has loaded
        for node in agent.processor.graph_runner._instantiated_nodes.values()  # noqa: SLF001
        if type(node._component).__name__ == "LinearIntents"  # noqa: SLF001
    )
    return model, lambda text: asyncio.run(agent.parse_message(text))


def test_the_vectors_of_the_language_model_are_learned_from(parse: Any) -> None:
    model, _ = parse
    assert model.meaning.linear.weights.shape == (32, len(INTENTS))
    assert len(model.meaning.mix) == 3


def test_messages_are_read_in_the_same_shape_as_without_it(parse: Any) -> None:
    _, read = parse
    told = read("pkh sy blm cair 3 bulan pdhl tetangga udah dpt")
    assert told["intent"]["name"] == "complaint_benefit_missing"
    assert sum(one["confidence"] for one in told["intent_ranking"]) == pytest.approx(1, abs=1e-4)
    assert {one["entity"] for one in told["entities"]} == {"programme", "duration"}
    assert read("saya mau bunuh diri malam ini")["danger"]["name"] == "danger_suicide"


@pytest.mark.parametrize("text", ["", "😭😭", "x" * 4096, "tidak " * 700], ids=["empty", "emoji", "4096", "words"])
def test_no_message_stops_it(parse: Any, text: str) -> None:
    assert parse[1](text)["intent"]["name"] is not None or not text
