"""When a family that waits for a person is taken back with an apology, and when staff are woken again about danger."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.hours import WAKING, Window, open_at

APOLOGISE, HAND_BACK, FREE = "apologise", "hand_back", "free"

QUIET = timedelta(days=3)
LONGEST = timedelta(hours=4)
"""As long as nobody answers somebody in danger, staff hear of it at least this often, by night too."""

SAID, DAY = "said/", timedelta(days=1)

_WORD = "parenting"
"""The promise that holds for one unanswered word of a talk: that of a talk with a person."""

Promised = Callable[[str, datetime], datetime]
"""By when a case of a kind is answered that is asked about at a moment (UTC), in working days."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A case somebody waits in, moments in UTC. `with_staff`: the bot is silent there, `since` then.

    `heard` is when the family last wrote, `spoken` when an officer did, `asked` the first word after that one which
    wants an answer. `told` are the occasions of the apologies so far, of any case of this person.
    """

    case: int
    kind: str
    since: datetime
    heard: datetime
    due: datetime | None = None
    spoken: datetime | None = None
    asked: datetime | None = None
    open: bool = True
    with_staff: bool = True
    zone: str = "Asia/Jakarta"
    told: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Silence:
    """What is due: `do` is apologise, hand_back or free (without a word: there is nothing to wait for).

    `again` is when the family hears from us again if nobody answers until then; None after the second time.
    """

    do: str
    case: int
    occasion: str
    again: datetime | None = None


def due(talk: Talk, promised: Promised, *, now: datetime, waking: Window = WAKING) -> Silence | None:
    """What has to be said about this silence now, or None. Never about danger: there nobody is handed back.

    A promise that has passed is apologised for, and once more after twice its span. A word that an officer's answer
    was followed by has a working day. When the officer spoke last and nobody wrote for three days, the bot answers
    again; the case stays as it is.
    """
    if not talk.open:
        return Silence(FREE, talk.case, f"{talk.case}/closed") if talk.with_staff else None
    if talk.kind == "danger" or not open_at(now, talk.zone, waking):
        return None
    if talk.spoken is not None and talk.asked is None:
        quiet = now - max(talk.spoken, talk.heard, talk.since) >= QUIET
        occasion = f"{talk.case}/quiet/{talk.spoken.isoformat()}"
        return Silence(HAND_BACK, talk.case, occasion) if talk.with_staff and quiet else None
    before = _apologies(talk)
    if not talk.with_staff and len(before) != 1:
        return None
    kind = _WORD if talk.spoken is not None else talk.kind
    if not before:
        moment = _first(talk, promised)
    elif len(before) == 1:
        moment = promised(kind, before[0])
    else:
        moment = promised(_WORD, max(before[-1], talk.since))
    if now < moment:
        return None
    again = None if before else promised(kind, moment)
    return Silence(APOLOGISE, talk.case, f"{talk.case}/{moment.isoformat()}", again)


def _first(talk: Talk, promised: Promised) -> datetime:
    if talk.spoken is None and talk.due is not None and talk.due > talk.since:
        return talk.due
    return promised(_WORD, talk.since if talk.spoken is None or talk.asked is None else talk.asked)


def _apologies(talk: Talk) -> list[datetime]:
    """The promised moments that were apologised for since an officer last spoke."""
    start = f"{talk.case}/"
    said = (occasion.removeprefix(start) for occasion in talk.told if occasion.startswith(start))
    moments = sorted(datetime.fromisoformat(moment) for moment in said if "/" not in moment and moment != "closed")
    return [moment for moment in moments if talk.spoken is None or moment > talk.spoken]


@dataclass(frozen=True, slots=True)
class Alarm:
    """Somebody in danger who waits for a person since `since`, UTC, and whom staff are to hear of every so often."""

    case: int
    since: datetime
    every: timedelta
    told: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Ring:
    """Staff are to be woken; `first` for the first time in this wait."""

    case: int
    occasion: str
    first: bool
    minutes: int


def ring(alarm: Alarm, *, now: datetime) -> Ring | None:
    """Whether staff are woken now: after `every`, after twice and four times that, then every four hours."""
    waited = now - alarm.since
    if waited < alarm.every:
        return None
    step = alarm.every
    while step * 2 <= waited and step < LONGEST:
        step = min(step * 2, LONGEST)
    if waited >= LONGEST:
        step = LONGEST * (waited // LONGEST)
    minutes = int(step.total_seconds() // 60)
    start = f"{alarm.case}/{alarm.since.isoformat()}/"
    if f"{start}{minutes}" in alarm.told:
        return None
    first = not any(occasion.startswith(start) for occasion in alarm.told)
    return Ring(alarm.case, f"{start}{minutes}", first, int(waited.total_seconds() // 60))


def told(said: Collection[str], spoken: datetime | None, *, now: datetime) -> bool:
    """Whether somebody in danger was told within a day not to wait for us, and no officer has spoken since.

    `said` are the occasions of `ALARM`: it is told once a person, however many dangers are open.
    """
    moments = [datetime.fromisoformat(one.removeprefix(SAID)) for one in said if one.startswith(SAID)]
    return any(now - moment < DAY and (spoken is None or moment > spoken) for moment in moments)
