from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest

from bot import log


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    held = io.StringIO()
    log.start(held)
    yield held
    root.handlers[:] = handlers
    root.setLevel(level)


def test_machine_values_pass_and_words_do_not(stream: io.StringIO) -> None:
    log.event("turn.done", row=7, intent="aid_food", said="anak saya lapar", share=0.5, none=None)
    line = json.loads(stream.getvalue())
    assert line["event"] == "turn.done"
    assert (line["row"], line["intent"], line["share"], line["none"]) == (7, "aid_food", 0.5, None)
    assert line["said"] == "(hidden)"


def test_an_address_is_shown_by_a_short_hash_only(stream: io.StringIO) -> None:
    log.event("x", lane="web:my-secret-session", other="telegram:12345", desk="telegram:-100/7")
    assert "secret" not in stream.getvalue()
    assert "12345" not in stream.getvalue()
    assert json.loads(stream.getvalue())["lane"].startswith("web:")


def test_an_error_is_logged_without_its_message(stream: io.StringIO) -> None:
    try:
        try:
            raise ValueError("anak saya lapar")
        except ValueError as inner:
            raise RuntimeError("kami di kumpeh") from inner
    except RuntimeError as error:
        log.event("turn.failed", error=error)
    line = json.loads(stream.getvalue())
    assert (line["error"], line["cause"]) == ("RuntimeError", "ValueError")
    assert "test_log.py" in line["trail"][-1]
    assert "lapar" not in stream.getvalue()
    assert "kumpeh" not in stream.getvalue()


def test_a_library_cannot_quote_a_family_either(stream: io.StringIO) -> None:
    try:
        raise ValueError("nasi habis")
    except ValueError:
        logging.getLogger("sqlalchemy").exception("statement with %s", "nasi habis")
    logging.getLogger("uvicorn.error").warning("GET /web/messages?session=my-secret")
    assert "nasi" not in stream.getvalue()
    assert "my-secret" not in stream.getvalue()
    first, second = map(json.loads, stream.getvalue().splitlines())
    assert (first["logger"], first["error"]) == ("sqlalchemy", "ValueError")
    assert second["logger"] == "uvicorn.error"
