"""What an effect changes in the world of a script, as storage would write it down."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handlers.casework.cases import CODES, OPEN, TAKEN
from handlers.effects import (
    AnswerReferral,
    AnswerVisit,
    Classify,
    Effect,
    Extend,
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
)
from handlers.personal import (
    AddChild,
    AmendChild,
    ClaimLink,
    Consent,
    EndChild,
    Link,
    Mourn,
    OfferLink,
    Recall,
    Remember,
    Request,
    ReturnChild,
    Subscribe,
    Unlink,
    Unsubscribe,
    Withdraw,
)
from handlers.state import WithStaff
from handlers.texts import day
from handlers.turn import CaseBrief, Child, FamilyLink, Wish
from storage.unanswered import NO_QUESTION

if TYPE_CHECKING:
    from tests.conversations.world import World

OFFERED = "482913"
"""The code of every link that is offered in a script."""


def keep(world: World, effect: Effect, opened: dict[str, str]) -> None:  # noqa: C901, PLR0912, PLR0915  # one arm for each kind of effect
    """Change the world as this effect says; `opened` is what texts may say of what was made just now."""
    if isinstance(effect, Note | Join) and effect.case:
        world.replied[effect.case] = world.now
    match effect:
        case OpenCase():
            _open(world, effect, opened)
        case Move(case, status, officer):
            known = _case(world, case)
            again = known.status not in OPEN and status in OPEN
            closed = None if status in OPEN else world.now
            _put(
                world,
                replace(
                    known,
                    status=status,
                    officer=officer or known.officer,
                    closed=closed,
                    reopened=known.reopened + again,
                ),
            )
            if status == TAKEN:
                world.taken.setdefault(case, world.now)
        case Relay(case):
            world.spoken[case] = world.now
            world.asked.pop(case, None)
        case Note(case) if case in world.spoken and world.reading.intent not in NO_QUESTION:
            world.asked.setdefault(case, world.now)
        case Keep(secrecy, case):
            _put(world, replace(_case(world, case), secrecy=secrecy))
        case Quiet(case, quiet):
            _put(world, replace(_case(world, case), quiet=quiet))
        case Promise(case, step, due):
            _put(world, replace(_case(world, case), next_step=step, next_due=due))
        case Classify(case, classification, due):
            known = _case(world, case)
            _put(world, replace(known, classification=classification, next_due=due or known.next_due))
        case Extend(case, due):
            known = _case(world, case)
            _put(world, replace(known, next_due=due, due=due if known.status == "new" else known.due))
        case Rate(case, value):
            _put(world, replace(_case(world, case), rating=value))
        case Rest(_, state):
            world.state = state
        case AnswerVisit(_, answer):
            world.visits = tuple(replace(visit, answer=answer) for visit in world.visits)
        case AnswerReferral(referral, agreed):
            status = "agreed" if agreed else "declined"
            world.referrals = tuple(
                replace(known, status=status) if known.id == referral else known for known in world.referrals
            )
        case Subscribe(topic):
            world.stopped = False
            world.person = replace(world.person, subscriptions=(*world.person.subscriptions, topic))
        case Unsubscribe(topic):
            world.stopped = world.stopped or not topic
            left = tuple(t for t in world.person.subscriptions if topic and t != topic)
            world.person = replace(world.person, subscriptions=left)
        case AddChild(name, born):
            child = Child(len(world.person.children) + len(world.ended) + 1, name, born)
            world.person = replace(world.person, children=(*world.person.children, child))
        case AmendChild(number, name, born):
            _child(world, number)
            changed = tuple(
                replace(child, name=child.name if name is None else name, born=born or child.born)
                if child.id == number
                else child
                for child in world.person.children
            )
            world.person = replace(world.person, children=changed)
        case EndChild(number, why):
            assert why in ("loss", "moved", "mistake"), why
            gone = _child(world, number)
            world.ended[number] = gone
            left_over = tuple(child for child in world.person.children if child != gone)
            world.person = replace(world.person, children=left_over)
        case ReturnChild(number):
            back = (*world.person.children, world.ended.pop(number))
            world.person = replace(world.person, children=back)
        case Remember(what, value):
            world.person = replace(world.person, **{what: value})  # type: ignore[arg-type]
        case Consent(version):
            world.person = replace(world.person, consent=version)
        case Withdraw():
            world.person = replace(world.person, consent="")
        case Mourn(over):
            world.mourning = None if over else world.now
        case OfferLink():
            opened["link"] = OFFERED
            world.claimed = FamilyLink(1, own=True)
        case ClaimLink(link):
            world.tries += link is None
        case Link(_, agreed):
            world.kin = (*world.kin, world.claimed.name) if agreed and world.claimed else world.kin
            world.offer = world.claimed = None
        case Unlink():
            world.kin = ()
        case Request(kind, by):
            number = len(world.requests) + 1
            world.requests.append(kind)
            world.wishes = (*world.wishes, Wish(number, kind, by)) if kind != "see" else world.wishes
        case Recall(number):
            world.wishes = tuple(wish for wish in world.wishes if wish.id != number)
        case _:
            pass


def shown(world: World, effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """The effects as they reach a screen that may be watched: those of a hidden case are held until it is opened."""
    seen: list[Effect] = []
    for effect in effects:
        if isinstance(effect, Say | Relay) and effect.case and _case(world, effect.case).quiet:
            world.spoken |= {effect.case: world.now} if isinstance(effect, Relay) else {}
            if not world.held:
                seen.append(Say("quiet.message"))
            world.held.append(effect)
            continue
        seen.append(effect)
        if isinstance(effect, Quiet) and not effect.quiet:
            seen += world.held
            world.held = []
    return tuple(seen)


def _open(world: World, wish: OpenCase, opened: dict[str, str]) -> None:
    number = len(world.cases) + 1
    code = f"{CODES[wish.kind]}-2026-{number:06d}"
    said = {name: answer.value for name, answer in wish.answers.items()}
    case = CaseBrief(
        number,
        code,
        wish.kind,
        wish.topic,
        "new",
        world.now,
        wish.due,
        person=world.person.id,
        secrecy=wish.secrecy,
        programme=said.get("programme", ""),
        place=said.get("place", ""),
        classification=wish.classification,
        next_step=wish.next_step,
        next_due=wish.next_due,
        writer=said.get("writer", ""),
        half={} if wish.complete else dict(wish.answers),
    )
    world.cases.insert(0, case)
    opened["code"] = code
    if wish.due is not None:
        opened["due"] = day(wish.due, world.person.zone)
    if isinstance(world.state, WithStaff) and world.state.case == 0:
        world.state = replace(world.state, case=number)


def _case(world: World, number: int | None) -> CaseBrief:
    """The case with this id; None is the one opened just now."""
    found = next((case for case in world.cases if number in (None, case.id)), None)
    assert found is not None, f"there is no case {number}"
    return found


def _put(world: World, changed: CaseBrief) -> None:
    world.cases = [changed if case.id == changed.id else case for case in world.cases]


def _child(world: World, number: int) -> Child:
    found = next((child for child in world.person.children if child.id == number), None)
    assert found is not None, f"the family has no child {number}"
    return found
