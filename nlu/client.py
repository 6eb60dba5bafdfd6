"""Ask Rasa what a message means; on any trouble ask the understudy, and always listen for danger."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, TypeAlias

import httpx

from nlu.danger import DOUBT_AT, MODEL_AT, QUIET_AT, DangerWords, judge
from nlu.keywords import NOTHING, Keywords
from nlu.parts import cut
from nlu.reading import CLASSES, Entity, Reading

MAX_CHARS = 4096
RANKED = 10
TRIES = 3
"""After so many failures in a row Rasa is left alone for `REST` seconds, so that no family waits for its time-out."""
REST = 5.0
HEALTH_TIMEOUT = 2.0
THRESHOLDS = (MODEL_AT, DOUBT_AT, QUIET_AT)


class Client:
    """The one place that knows Rasa. Safe for use from several threads; keeps a pool of connections.

    `url` is where Rasa listens, `token` its auth token or "", `timeout` in seconds. `thresholds` are
    `model_at`, `doubt_at` and `quiet_at` of `nlu.danger.judge`, in this order; those left out keep its defaults.
    `clock` gives seconds and only moves forward.
    """

    def __init__(
        self,
        url: str,
        token: str,
        danger: DangerWords,
        understudy: Keywords,
        *,
        timeout: float = 4.0,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
        thresholds: tuple[float, ...] = (),
    ) -> None:
        self._danger = danger
        self._understudy = understudy
        model_at, doubt_at, quiet_at = (*thresholds, *THRESHOLDS[len(thresholds) :])
        self._judge = partial(judge, model_at=model_at, doubt_at=doubt_at, quiet_at=quiet_at)
        self._breaker = _Breaker(clock, timeout)
        # trust_env: a proxy meant for the outside world must not stand between us and the neighbour
        self._http = httpx.Client(
            base_url=url,
            params={"token": token} if token else None,
            timeout=timeout,
            transport=transport,
            trust_env=False,
        )

    def read(self, text: str) -> Reading:
        """What `text` (first 4,096 characters) means, and what its parts mean when it has several. Never raises."""
        text = text[:MAX_CHARS].encode("utf-8", "replace").decode("utf-8")
        whole = self._whole(text)
        if whole.danger is not None:
            return whole
        # who has just been waited for in vain is not asked again about the same message
        read = self._whole if whole.source == "rasa" else self._understudy.read
        # danger is judged by the message: its pieces alone sound like danger far too often
        parts = (replace(harmless(read(part)), text=part, danger=None, doubt=False) for part in cut(text))
        return replace(whole, parts=tuple(parts))

    def _whole(self, text: str) -> Reading:
        heard = self._danger.hear(text)
        sure = self._understudy.certain(text)
        if sure:
            return replace(sure, danger=heard.sure)
        answer = self._ask(text) if _is_for_rasa(text) else None
        if answer is None:
            stood_in = self._understudy.read(text)
            guess = heard.any or (stood_in.intent if stood_in.kind == "danger" else None)
            return replace(stood_in, danger=guess, doubt=guess is not None and heard.sure is None)
        reading, model = answer
        danger = self._judge(heard, reading.ranking, model, words=len(text.split()))
        return replace(reading, danger=danger, doubt=heard.sure is None) if danger else harmless(reading)

    def healthy(self) -> bool:
        """Whether Rasa answers and has a model. Never raises."""
        try:
            return self._http.get("/status", timeout=HEALTH_TIMEOUT).is_success
        except (httpx.HTTPError, httpx.InvalidURL):
            return False

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def _ask(self, text: str) -> _Answer | None:
        if not self._breaker.may_try():
            return None
        try:
            answer = self._http.post("/model/parse", json={"text": text})
            answer.raise_for_status()
            read = _answer(answer.json(), text)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError):
            read = None
        self._breaker.note(worked=read is not None)
        return read


_Answer: TypeAlias = tuple[Reading, tuple[str, float] | None]


def harmless(reading: Reading) -> Reading:
    """The reading of a message that was judged to be no danger: without the danger intents it was likened to."""
    left = tuple(one for one in reading.ranking if not one[0].startswith("danger_"))
    if reading.kind != "danger":
        return replace(reading, ranking=left)
    intent, confidence = left[0] if left else (NOTHING, 0.0)
    return replace(reading, intent=intent, confidence=confidence, ranking=left)


class _Breaker:
    """Remembers failures in a row and, after too many, lets one try through every few seconds."""

    def __init__(self, clock: Callable[[], float], timeout: float) -> None:
        self._clock = clock
        self._timeout = timeout
        self._lock = threading.Lock()
        self._failures = 0
        self._shut_until = 0.0

    def may_try(self) -> bool:
        with self._lock:
            if self._failures < TRIES:
                return True
            if self._clock() < self._shut_until:
                return False
            # this one tries for everybody; the others need not wait for its time-out too
            self._shut_until = self._clock() + self._timeout + REST
            return True

    def note(self, *, worked: bool) -> None:
        with self._lock:
            self._failures = 0 if worked else self._failures + 1
            self._shut_until = self._clock() + REST


def _is_for_rasa(text: str) -> bool:
    """Rasa takes a leading slash for an intent by name, and has nothing to say about digits and emoji alone."""
    return not text.lstrip().startswith("/") and any(character.isalpha() for character in text)


def _answer(answer: Any, text: str) -> _Answer | None:
    """Rasa's answer in our shape, or None when it is not one."""
    reading = _reading(answer, text)
    return (reading, _danger(answer.get("danger"))) if reading else None


def _danger(guess: Any) -> tuple[str, float] | None:
    """What the model says of danger apart from the intents, when it says anything that can be understood."""
    name, confidence = _guess(guess)
    return (name, confidence) if name.startswith("danger_") else None


def _reading(answer: Any, text: str) -> Reading | None:
    """Rasa's answer in our shape, or None when it is not one."""
    if not isinstance(answer, dict) or not isinstance(answer.get("intent"), dict):
        return None
    ranked = answer.get("intent_ranking")
    seen: dict[str, float] = {}
    for guess in [answer["intent"], *(ranked if isinstance(ranked, list) else ())]:
        intent, confidence = _guess(guess)
        if intent:
            seen.setdefault(intent, confidence)
    if not seen or _guess(answer["intent"])[0] == "":
        return None
    ranking = tuple(sorted(seen.items(), key=lambda item: -item[1])[:RANKED])
    found = answer.get("entities")
    entities = [_entity(piece, text) for piece in found] if isinstance(found, list) else []
    return Reading(*ranking[0], ranking, tuple(entity for entity in entities if entity))


def _guess(guess: Any) -> tuple[str, float]:
    if not isinstance(guess, dict):
        return "", 0.0
    name, confidence = guess.get("name"), guess.get("confidence")
    if not isinstance(name, str) or name.partition("_")[0] not in CLASSES:
        return "", 0.0
    if isinstance(confidence, bool) or not isinstance(confidence, int | float) or not 0 <= confidence < 1.01:
        return "", 0.0
    return name, min(1.0, float(confidence))  # single precision may end a hair above one


def _entity(piece: Any, text: str) -> Entity | None:
    if not isinstance(piece, dict):
        return None
    name, value, start, end = (piece.get(key) for key in ("entity", "value", "start", "end"))
    if not isinstance(name, str) or not isinstance(start, int) or not isinstance(end, int):
        return None
    if not 0 <= start < end <= len(text):
        return None
    settled = value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""
    return Entity(name, text[start:end], settled, start, end)
