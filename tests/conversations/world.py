"""Plays a .chat script against the pure core: the smallest world in which a conversation can go on.

Beside the lines of bot.script there are: "pilihan: a b" (the buttons under the last message), "keadaan: Filling" (the
state), "kata: Bukti foto: 2" (some of the words that were said), "asing: DRT-2026-000900 danger_suicide taken"
(another family's case), "kunjungan: +1 hari" (a visit is planned and its reminder was sent), "rujukan: disdukcapil"
(staff propose to hand the newest case on; see handing.py), "tawaran: 482913" (another phone offers that code; with
"joined" behind it, one of this family), "klaim: Bapak" (somebody typed the code we offered),
"tertahan: 2" (so many answers wait until they write), "lewat: 30 menit" (every
code is past), "jam: pengingat" (a rule of the clock, see clock.py), "orang:
baru" (somebody who was not shown the notice yet; everybody else has agreed to it). A button can only be pressed when
the bot has shown it before.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.script import Line, elapsed
from handlers import staff
from handlers.casework.cases import CODES
from handlers.effects import (
    Alert,
    AnswerReferral,
    AnswerVisit,
    Classify,
    Effect,
    Join,
    Keep,
    Move,
    Note,
    OpenCase,
    Promise,
    Quiet,
    Rate,
    Relay,
    Rest,
    Say,
    Tell,
)
from handlers.family import notice, visits
from handlers.family.link import about
from handlers.family.link_words import code
from handlers.handbook import Handbook
from handlers.personal import (
    AddChild,
    AmendChild,
    ClaimLink,
    Consent,
    EndChild,
    Link,
    Recall,
    Remember,
    Request,
    Subscribe,
    Unsubscribe,
)
from handlers.router import respond
from handlers.state import Asking, Confirming, Filling, Idle, State, dump, load
from handlers.texts import Texts
from handlers.turn import (
    BLOCKED,
    EDITED,
    JOINED,
    LOCKED,
    UNKNOWN,
    Button,
    CaseBrief,
    Child,
    Contact,
    FamilyLink,
    File,
    Incoming,
    Person,
    Place,
    Referral,
    StaffTurn,
    Turn,
    Visit,
    Wish,
)
from nlu.reading import Reading
from scheduler.tips import Tip
from storage import links
from tests.conversations import clock, handing, memory

MONDAY_MORNING = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
CHECKS = ("bot", "kasus", "desk", "efek", "pilihan", "keadaan", "kata")
_FILES = {"foto": "photo", "suara": "voice", "video": "video", "berkas": "document", "stiker": "sticker"}


@dataclass
class World:
    """What is remembered between the lines. `out` is what the last act brought about and nobody has checked yet."""

    book: Handbook
    texts: Texts
    now: datetime = MONDAY_MORNING
    state: State = field(default_factory=Idle)
    person: Person = field(default_factory=lambda: Person(1, 1, consent=notice.VERSION, notice=notice.VERSION))
    cases: list[CaseBrief] = field(default_factory=list)
    visits: tuple[Visit, ...] = ()
    others: list[CaseBrief] = field(default_factory=list)
    out: list[Effect] = field(default_factory=list)
    buttons: tuple[str, ...] = ()
    offered: set[str] = field(default_factory=set)
    heard: datetime = MONDAY_MORNING
    shelf: tuple[Tip, ...] = ()
    had: set[str] = field(default_factory=set)
    had_tips: set[str] = field(default_factory=set)
    stopped: bool = False
    ended: dict[int, Child] = field(default_factory=dict)
    referrals: tuple[Referral, ...] = ()
    offer: tuple[str, FamilyLink] | None = None
    claimed: FamilyLink | None = None
    kin: tuple[str, ...] = ()
    tries: int = 0
    requests: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)
    words: str = ""
    opened: dict[str, str] = field(default_factory=dict)
    wishes: tuple[Wish, ...] = ()
    reading: Reading = field(default_factory=lambda: Reading("", 0.0))
    spoken: dict[int, datetime] = field(default_factory=dict)
    asked: dict[int, datetime] = field(default_factory=dict)
    held: list[Say | Relay] = field(default_factory=list)
    taken: dict[int, datetime] = field(default_factory=dict)
    replied: dict[int, datetime] = field(default_factory=dict)
    mourning: datetime | None = None
    shown: tuple[tuple[Button, ...], ...] = ()
    awaits: int = 0

    def play(self, line: Line) -> None:  # noqa: C901, PLR0912  # one arm for each kind of line
        """Do or check what one line says."""
        if line.who == "waktu":
            self.now += elapsed(line.text)
        elif line.who == "kunjungan":
            self.visits = (Visit(1, self.cases[0].id if self.cases else 1, self.now + elapsed(line.text)),)
            self.offered |= {option.value for option in visits.buttons(1)}
            reminded = tuple(Button(one.value, self.texts.render(one.key, one.values)) for one in visits.buttons(1))
            self.shown = (reminded, *self.shown)[:6]
        elif line.who == "rujukan":
            self._nothing_unchecked()
            self._write(handing.hand(self, line.text))
        elif line.who == "tawaran":
            typed, _, stands = line.text.partition(" ")
            assert stands in ("", JOINED), f"line {line.number}: an offer stands open, or is {JOINED}"
            self.offer = (typed, FamilyLink(1, own=False, address="telegram:9", name="Bapak", stands=stands))
            self.kin = ("Bapak",) if stands else ()
        elif line.who == "tertahan":
            self.awaits = int(line.text)
        elif line.who == "lewat":
            self.offer = self.claimed = None
        elif line.who == "orang":
            assert line.text == "baru", f"line {line.number}: the only other person is a new one (baru)"
            self.person = Person(1, 1)
        elif line.who == "klaim":
            self.claimed = FamilyLink(1, own=True, address="telegram:9", name=line.text)
            self.offered |= {"link:yes:1", "link:no:1"}
        elif line.who == "jam":
            self._nothing_unchecked()
            self._wake(line)
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
        elif line.who in CHECKS:
            self._check(line)
        else:
            self._nothing_unchecked()
            self._family(line)

    def finish(self) -> None:
        """Whatever the bot said last must have been expected."""
        self._nothing_unchecked()

    def _wake(self, line: Line) -> None:
        try:
            outcome = clock.wake(self, line.text)
        except ValueError as wrong:
            raise ValueError(f"line {line.number}: {wrong}") from None
        self.state = outcome.state if outcome else self.state
        self._write(outcome.effects if outcome else ())

    def _family(self, line: Line) -> None:
        self.now += timedelta(seconds=1)
        self.heard = self.now
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
        self.reading = reading
        ticket = reading.entity("ticket")
        said = ticket.value if ticket else message.text
        asked = next((case for case in (*self.cases, *self.others) if case.code in said), None)
        coming = tuple(visit for visit in self.visits if visit.at > self.now)
        turn = Turn(
            self.now,
            message,
            reading,
            self.person,
            self.state,
            tuple(case for case in self.cases if not case.quiet),
            asked,
            coming,
            self.referrals,
            self._link(message),
            self.wishes,
            tuple(case for case in self.cases if case.quiet),
            tuple(self.loose) if isinstance(self.state, Filling | Confirming) else (),
            ahead=sum(case.kind == "parenting" and case.status == "new" for case in (*self.cases, *self.others)),
            mourning=self.mourning,
            kin=self.kin if about(message, self.state) else (),
            shown=self.shown,
            awaits=self.awaits,
        )
        self.awaits = 0
        outcome = respond(turn, self.book)
        self.state = outcome.state
        taken = any(isinstance(effect, OpenCase | Join) for effect in outcome.effects)
        linked = any(isinstance(effect, Note) for effect in outcome.effects)
        self.loose = [] if taken else self.loose + [file.kind for file in message.files if not linked]
        self._write(outcome.effects)
        self.state = load(dump(self.state))  # a state must survive being written down

    def _link(self, message: Incoming) -> FamilyLink | None:
        kept = self.state.text if isinstance(self.state, Asking) and self.state.question == notice.QUESTION else ""
        typed = code(message.text) or code(kept)
        if typed and self.tries >= links.TRIES:
            return FamilyLink(0, own=False, stands=LOCKED)
        if typed:
            own = self.claimed if typed == memory.OFFERED else None
            return self.offer[1] if self.offer is not None and self.offer[0] == typed else own
        return (self.claimed or (self.offer[1] if self.offer else None)) if about(message, self.state) else None

    def _write(self, effects: tuple[Effect, ...]) -> None:
        opened = {"code": "", "due": "@status.no_date"}
        effects = memory.shown(self, effects)
        self.opened = opened
        for effect in effects:
            memory.keep(self, effect, opened)
        together: list[Button] = []
        for effect in effects:
            if isinstance(effect, Say):
                self.texts.say(effect, opened)  # every text can be rendered with the values it gets
                for option in effect.options:
                    label = self.texts.render(option.key, {**opened, **option.values})
                    assert label
                    together.append(Button(option.value, label))
                    self.offered.add(option.value)
            elif isinstance(effect, Tell | Alert):
                self.texts.render(effect.key, {**opened, **effect.values})
        if any(isinstance(effect, Say | Relay) for effect in effects):
            self.shown = (tuple(together), *self.shown)[:6]
        self.out = list(effects)

    def _check(self, line: Line) -> None:
        says = [effect for effect in self.out if isinstance(effect, Say | Relay)]
        if line.who == "bot" and line.text == "-":
            assert not says, f"line {line.number}: the bot should be silent, but says {[_key(s) for s in says]}"
        elif line.who == "bot":
            assert says, f"line {line.number}: the bot says nothing, expected {line.text}"
            said = _key(says[0], salam=line.text.startswith("salam + "))
            assert said == line.text, f"line {line.number}: the bot says {said}"
            self.words = self._words(says[0])
            self.buttons = tuple(option.value for option in says[0].options) if isinstance(says[0], Say) else ()
            self.out.remove(says[0])
        elif line.who == "kata":
            assert line.text in self.words, f"line {line.number}: the bot's words are {self.words!r}"
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

    def _words(self, said: Say | Relay) -> str:
        if isinstance(said, Relay):
            return said.text
        return self.texts.say(said, {name: told for name, told in self.opened.items() if name not in said.values})

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
            of_case = {
                "complete": "ya" if case.complete else "belum",
                "urgency": case.urgency,
                "secrecy": case.secrecy,
                "class": case.classification,
                "step": case.next_step,
            }
            if name in of_case:
                assert value == of_case[name], f"line {line.number}: {case}"
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
        Join: lambda e: str(e.case),
        Note: lambda e: str(e.case),
        AddChild: lambda e: "_".join(e.name.split()) or "-",
        AmendChild: lambda e: f"{e.child} {e.name or ''} {e.born or ''}",
        EndChild: lambda e: f"{e.child} {e.why}",
        Keep: lambda e: e.secrecy,
        Quiet: lambda e: "ya" if e.quiet else "tidak",
        Promise: lambda e: e.step,
        Rate: lambda e: str(e.value),
        Classify: lambda e: e.classification,
        AnswerReferral: lambda e: "ya" if e.agreed else "tidak",
        Remember: lambda e: f"{e.what} {'_'.join(e.value.split())}",
        Consent: lambda e: e.version,
        ClaimLink: lambda e: str(e.link or "salah"),
        Link: lambda e: "ya" if e.agreed else "tidak",
        Request: lambda e: e.kind,
        Recall: lambda e: str(e.request),
        Rest: lambda e: type(e.state).__name__,
    }
    value = values.get(type(effect), lambda _: "")(effect)
    return " ".join(f"{name} {value}".split())
