"""Plays a .chat script against the pure core: the smallest world in which a conversation can go on.

Beside the lines of bot.script there are: "pilihan: a b" (the buttons under the last message), "keadaan: Filling"
(the state), "asing: DRT-2026-000900 danger_suicide taken" (another family's case), "kunjungan: +1 hari" (a visit is
planned and its reminder was sent). A button can only be pressed when the bot has shown it before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.script import Line, elapsed
from handlers import staff, visits
from handlers.cases import CODES
from handlers.effects import (
    AddChild,
    Alert,
    AnswerVisit,
    Effect,
    Move,
    Note,
    OpenCase,
    Relay,
    Rest,
    Say,
    Subscribe,
    Tell,
    Unsubscribe,
)
from handlers.handbook import Handbook
from handlers.router import respond
from handlers.state import Idle, State, WithStaff, dump, load
from handlers.texts import Texts
from handlers.turn import (
    BLOCKED,
    EDITED,
    UNKNOWN,
    CaseBrief,
    Child,
    Contact,
    File,
    Incoming,
    Person,
    Place,
    StaffTurn,
    Turn,
    Visit,
)
from nlu.reading import Reading

MONDAY_MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
NOT_FAMILY = ("bot", "kasus", "desk", "efek", "pilihan", "keadaan")
_FILES = {"foto": "photo", "suara": "voice", "video": "video", "berkas": "document", "stiker": "sticker"}


@dataclass
class World:
    """What is remembered between the lines. `out` is what the last act brought about and nobody has checked yet."""

    book: Handbook
    texts: Texts
    now: datetime = MONDAY_MORNING
    state: State = field(default_factory=Idle)
    person: Person = field(default_factory=lambda: Person(1, 1))
    cases: list[CaseBrief] = field(default_factory=list)
    visits: tuple[Visit, ...] = ()
    others: list[CaseBrief] = field(default_factory=list)
    out: list[Effect] = field(default_factory=list)
    buttons: tuple[str, ...] = ()
    offered: set[str] = field(default_factory=set)

    def play(self, line: Line) -> None:
        """Do or check what one line says."""
        if line.who == "waktu":
            self.now += elapsed(line.text)
        elif line.who == "kunjungan":
            self.visits = (Visit(1, self.cases[0].id if self.cases else 1, self.now + elapsed(line.text)),)
            self.offered |= {option.value for option in visits.buttons(1)}
        elif line.who == "asing":
            code, topic, status = line.text.split()
            kind = next(kind for kind, letters in CODES.items() if code.startswith(letters))
            self.others.append(CaseBrief(900 + len(self.others), code, kind, topic, status, self.now))
        elif line.who == "petugas":
            self._nothing_unchecked()
            message = Incoming(f"s{line.number}", "telegram:-1/1", self.now, text=line.text)
            reply = replace(message, text=line.text, replies_to="7") if line.act == "balas" else message
            case = self.cases[0] if self.cases else None
            self._write(staff.respond(StaffTurn(self.now, reply, "Bu Petugas", case)))
        elif line.who in NOT_FAMILY:
            self._check(line)
        else:
            self._nothing_unchecked()
            self._family(line)

    def finish(self) -> None:
        """Whatever the bot said last must have been expected."""
        self._nothing_unchecked()

    def _family(self, line: Line) -> None:
        self.now += timedelta(seconds=1)
        reading = line.reading or Reading("service_out_of_scope", 0.1)
        message = Incoming(f"t{line.number}", "telegram:1", self.now, text=line.text, name="Ibu")
        match line.act:
            case "tombol":
                assert line.value in self.offered, f"line {line.number}: nobody has shown a button {line.value}"
                message = replace(message, choice=line.value, text="")
                reading = Reading("", 0.0, source="button")
            case "ubah":
                message = replace(message, kind=EDITED)
            case "aneh":
                message = replace(message, kind=UNKNOWN, ref="1", raw="{}")
            case "blokir":
                message = replace(message, kind=BLOCKED)
            case "ulang":
                message = replace(message, text=" ".join([line.text] * int(line.value))[:4096])
            case "lokasi":
                message = replace(message, place=Place(-1.6, 103.6))
            case "kontak":
                message = replace(message, contact=Contact("Tetangga", "+620000"))
            case kind if kind in _FILES:
                message = replace(message, files=(File(_FILES[kind], "telegram:x"),))
            case "":
                pass
            case strange:
                raise ValueError(f"line {line.number}: nobody can do ({strange})")
        ticket = reading.entity("ticket")
        said = ticket.value if ticket else message.text
        asked = next((case for case in (*self.cases, *self.others) if case.code in said), None)
        coming = tuple(visit for visit in self.visits if visit.at > self.now)
        turn = Turn(self.now, message, reading, self.person, self.state, tuple(self.cases), asked, coming)
        outcome = respond(turn, self.book)
        self.state = outcome.state
        self._write(outcome.effects)
        self.state = load(dump(self.state))  # a state must survive being written down

    def _write(self, effects: tuple[Effect, ...]) -> None:  # noqa: C901, PLR0912  # one line for each kind of effect
        opened = {"code": "", "due": "@status.no_date"}
        for effect in effects:
            match effect:
                case OpenCase(kind, topic):
                    number = len(self.cases) + 1
                    code = f"{CODES[kind]}-2026-{number:06d}"
                    self.cases.insert(0, CaseBrief(number, code, kind, topic, "new", self.now, effect.due))
                    opened["code"] = code
                    if isinstance(self.state, WithStaff) and self.state.case == 0:
                        self.state = replace(self.state, case=number)
                case Move(case, status, officer):
                    self.cases = [
                        replace(c, status=status, officer=officer or c.officer) if c.id == case else c
                        for c in self.cases
                    ]
                case Rest(_, state):
                    self.state = state
                case AnswerVisit(_, answer):
                    self.visits = tuple(replace(visit, answer=answer) for visit in self.visits)
                case Subscribe(topic):
                    self.person = replace(self.person, subscriptions=(*self.person.subscriptions, topic))
                case Unsubscribe(topic):
                    left = tuple(t for t in self.person.subscriptions if topic and t != topic)
                    self.person = replace(self.person, subscriptions=left)
                case AddChild(name, born):
                    child = Child(len(self.person.children) + 1, name, born)
                    self.person = replace(self.person, children=(*self.person.children, child))
                case _:
                    pass
        for effect in effects:
            if isinstance(effect, Say):
                self.texts.say(effect, opened)  # every text can be rendered with the values it gets
                for option in effect.options:
                    assert self.texts.render(option.key, option.values)
                    self.offered.add(option.value)
            elif isinstance(effect, Tell | Alert):
                self.texts.render(effect.key, {**opened, **effect.values})
        self.out = list(effects)

    def _check(self, line: Line) -> None:
        says = [effect for effect in self.out if isinstance(effect, Say | Relay)]
        if line.who == "bot" and line.text == "-":
            assert not says, f"line {line.number}: the bot should be silent, but says {[_key(s) for s in says]}"
        elif line.who == "bot":
            assert says, f"line {line.number}: the bot says nothing, expected {line.text}"
            said = _key(says[0], salam=line.text.startswith("salam + "))
            assert said == line.text, f"line {line.number}: the bot says {said}"
            self.buttons = tuple(option.value for option in says[0].options) if isinstance(says[0], Say) else ()
            self.out.remove(says[0])
        elif line.who == "pilihan":
            assert list(self.buttons) == line.text.split(), f"line {line.number}: the buttons are {self.buttons}"
        elif line.who == "keadaan":
            assert type(self.state).__name__ == line.text, f"line {line.number}: the state is {self.state}"
        elif line.who == "desk":
            told = [effect.key for effect in self.out if isinstance(effect, Tell | Alert)]
            assert line.text in (told or ["-"]), f"line {line.number}: staff are told {told}"
        elif line.who == "kasus":
            self._check_case(line)
        else:
            known = [_effect(effect) for effect in self.out]
            assert line.text in known, f"line {line.number}: {line.text} is not among {known}"

    def _check_case(self, line: Line) -> None:
        opened = [effect for effect in self.out if isinstance(effect, OpenCase)]
        if line.text == "-":
            assert not opened, f"line {line.number}: a case was opened"
            return
        letters, what, *words = line.text.split()
        known = [case for case in self.cases if case.code.startswith(letters) and what in (case.topic, case.status)]
        assert known, f"line {line.number}: the cases are {self.cases}"
        case = next((effect for effect in opened if effect.topic == known[0].topic), None)
        for word in words:
            name, _, value = word.partition("=")
            assert case is not None, f"line {line.number}: no case was opened just now"
            if name in ("complete", "urgency"):
                found = "ya" if case.complete else "belum"
                assert value == (found if name == "complete" else case.urgency), f"line {line.number}: {case}"
                continue
            answer = case.answers.get(name)
            said = {answer.value, answer.text, answer.label} if answer else {None}
            assert value.replace("_", " ") in {s and s.replace("_", " ") for s in said}, f"line {line.number}: {answer}"

    def _nothing_unchecked(self) -> None:
        left = [_key(effect) for effect in self.out if isinstance(effect, Say | Relay)]
        assert not left, f"said without being expected: {left}"


def _key(effect: Say | Relay, *, salam: bool = False) -> str:
    """What is said as a script writes it; `salam` counts only where the script mentions it."""
    if isinstance(effect, Relay):
        return f"({effect.text})"
    greeting = "salam + " if salam and effect.values.get("salam") else ""
    return f"{greeting}{effect.lead} + {effect.key}" if effect.lead else f"{greeting}{effect.key}"


def _effect(effect: Effect) -> str:
    name = type(effect).__name__
    values: dict[type, Any] = {
        Subscribe: lambda e: e.topic,
        Unsubscribe: lambda e: e.topic or "semua",
        AnswerVisit: lambda e: e.answer,
        Move: lambda e: e.status,
        Note: lambda e: str(e.case),
        AddChild: lambda e: re.sub(r"\s+", "_", e.name) or "-",
        Rest: lambda e: type(e.state).__name__,
    }
    value = values.get(type(effect), lambda _: "")(effect)
    return f"{name} {value}".strip()
