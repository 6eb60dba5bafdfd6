"""What staff may do with a case, from its topic in the staff group or from the console."""

from __future__ import annotations

from datetime import datetime

from handlers.casework.cases import CANCELLED, DONE, TAKEN, is_open
from handlers.casework.status import reopening
from handlers.effects import Effect, Move, Relay, Rest, Say, Tell
from handlers.safety import writer
from handlers.state import Idle, WithStaff
from handlers.texts import literal
from handlers.turn import EDITED, CaseBrief, File, StaffTurn


def respond(turn: StaffTurn) -> tuple[Effect, ...]:
    """What is decided on a message in the staff group.

    Talk among staff, with neither a command nor a reply to one of our messages, is left alone.
    """
    message, case = turn.message, turn.case
    text = message.text.strip()
    first, *others = text.split(maxsplit=1) if text.startswith("/") else ("", text)
    command, rest = first.partition("@")[0].lower(), "".join(others)
    if not command and not message.replies_to:
        return ()
    if message.kind == EDITED:  # what the family was sent stays as it was sent
        return (Tell("desk.edited", {}, case.id if case else None),)
    if command in ("/bantuan", "/help", "/start"):
        return (Tell("desk.help", {}, case.id if case else None),)
    if case is None:
        return (Tell("desk.not_a_case"),) if command else ()
    match command:
        case "/ambil":
            return take(case, turn.officer, turn.now)
        case "/balas" | "":
            return reply(case, rest.strip(), message.files, turn.officer, turn.now)
        case "/selesai":
            return close(case, rest.strip(), turn.officer)
        case _:
            return (Tell("desk.unknown_command", {"command": literal(command)}, case.id),)


def take(case: CaseBrief, officer: str, now: datetime) -> tuple[Effect, ...]:
    """Make the case this officer's; the bot falls silent for the family, who are told that somebody is there."""
    if not is_open(case):
        return (Tell("desk.closed_already", {"code": case.code}, case.id),)
    if case.officer == officer:
        return (Tell("desk.yours_already", {}, case.id),)
    told = {"officer": literal(officer), "before": literal(case.officer)}
    tell = Tell("desk.taken_over" if case.officer else "desk.taken", told, case.id)
    if case.quiet:  # the bot goes on as if nothing were: whoever looks over the shoulder learns nothing
        return (Move(case.id, TAKEN, officer), tell)
    rest = Rest(case.id, WithStaff(case.id, now))
    say = Say(writer.key(case, "staff.taken"), {"code": case.code}, case=case.id)
    return (
        (Move(case.id, TAKEN, officer), rest, tell)
        if case.officer
        else (Move(case.id, TAKEN, officer), rest, say, tell)
    )


def assign(case: CaseBrief, officer: str, officer_id: int) -> tuple[Effect, ...]:
    """Give a case to an officer, as the head does with what nobody else may read; the family hears it at the answer."""
    if not is_open(case):
        return (Tell("desk.closed_already", {"code": case.code}, case.id),)
    told = Tell("desk.assigned", {"officer": literal(officer)}, case.id)
    return (Move(case.id, TAKEN, officer, officer_id), told)


def reply(case: CaseBrief, text: str, files: tuple[File, ...], officer: str, now: datetime) -> tuple[Effect, ...]:
    """Carry an officer's words to the family. The first answer takes the case; a closed one opens again."""
    if not text and not files:
        return (Tell("desk.empty_reply", {}, case.id),)
    moved: tuple[Effect, ...] = (
        () if case.officer and is_open(case) else (Move(case.id, TAKEN, case.officer or officer),)
    )
    if case.quiet:
        return (*moved, Relay(case.id, text, files), Tell("desk.held", {}, case.id))
    return (*moved, Rest(case.id, WithStaff(case.id, now)), Relay(case.id, text, files))


def close(case: CaseBrief, closing: str, officer: str) -> tuple[Effect, ...]:
    """Finish the case: tell the family (with the officer's closing words, if any) and let the bot answer again."""
    if not is_open(case):
        return (Tell("desk.closed_already", {"code": case.code}, case.id),)
    said = Say(
        writer.key(case, "staff.closed_with" if closing else "staff.closed"),
        {"code": case.code, "closing": literal(closing)},
        options=reopening(case.id),
        case=case.id,
    )
    done = Tell("desk.closed", {"officer": literal(officer)}, case.id)
    rest: tuple[Effect, ...] = () if case.quiet else (Rest(case.id, Idle()),)
    return (said, *rest, done, Move(case.id, DONE, case.officer or officer))


def withdraw(case: CaseBrief, officer: str) -> tuple[Effect, ...]:
    """Take a case off the list that was opened by mistake; the family is told nothing."""
    if not is_open(case):
        return (Tell("desk.closed_already", {"code": case.code}, case.id),)
    return (Tell("desk.closed", {"officer": literal(officer)}, case.id), Move(case.id, CANCELLED, officer))
