"""The sentences: every blank in them is filled by somebody, and danger is answered with one question at most."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace

import pytest

from storage.content import Content
from tests.content.conftest import Message, Played
from tests.lint_content import unkind

OF_THE_CASE = {"code", "due", "link"}
"""Filled in by whoever writes a new case or an offer down, see handlers.effects.Say."""

# What code gives the texts that no script plays: those of the clock, the console, the doors and the desk's topics.
# A blank that is not listed here is filled by nobody until the code does it; then it is written here too.
NOT_PLAYED: Mapping[str, str] = {
    "child.for_age": "age",
    "choice.child.age": "age",
    "desk.assigned": "officer",
    "desk.broken": "row",
    "desk.card": "lines topic urgency",
    "desk.closed_already": "",
    "desk.door_out": "door remedy",
    "desk.door_up": "door",
    "desk.due_soon": "",
    "desk.overdue": "",
    "desk.phone_read": "",
    "desk.referral_silent": "",
    "desk.referral_vital": "office officer why",
    "desk.reporter": "text",
    "desk.reporter_edited": "text",
    "desk.rights_near": "hour number what",
    "desk.rights_over": "hour number what",
    "desk.rights_topics": "codes",
    "desk.secret_new": "",
    "desk.secret_news": "",
    "desk.secret_now": "",
    "desk.step_over": "by step",
    "desk.step_soon": "by step",
    "desk.steps.classified": "class officer reason",
    "desk.steps.extended": "officer reason",
    "desk.taken_over": "before officer",
    "desk.whatsapp.account": "event why",
    "desk.whatsapp.free_nearly": "count free",
    "desk.whatsapp.free_over": "count free",
    "desk.whatsapp.number_worse": "quality tier",
    "desk.whatsapp.template_back": "name",
    "desk.whatsapp.template_refused": "name reason",
    "desk.whatsapp.template_stopped": "name status",
    "form.outdated": "",
    "guide.checked": "date",
    "guide.checked_weak": "date",
    "guide.dated": "date",
    "guide.dated_weak": "date",
    "guide.decides": "office",
    "guide.unsure": "date",
    "link.more": "names",
    "privacy.copy.made": "at",
    "privacy.copy_ready": "",
    "privacy.erase_granted": "hour",
    "profile.fewer": "lines",
    "profile.hello_bapak": "name",
    "profile.hello_kakak": "name",
    "referral.stands.agreed": "office",
    "secrecy.kept.confidential": "",
    "staff.joined_now": "",
    "staff.passed_on_now": "",
    "status.cancelled": "",
    "status.taken": "",
    "status.taken_late": "step",
    "steps.classified": "class reason",
    "steps.classified_due": "class reason",
    "steps.extended": "reason",
    "warning.breathing": "medical",
}

_TWIN = re.compile(r"_(?:child|bapak|ibu|kakak|short|weak|late|confidential)$")


def unfilled(content: Content, given: Mapping[str, AbstractSet[str]]) -> Iterator[str]:
    """The blanks of texts that nobody fills; `given` are the values the played texts got."""
    for key, text in content.sentences.items():
        blanks = _blanks(text)
        known = _known(key, given)
        if known is None and blanks:
            yield f"{key}: no script plays it; list what fills {sorted(blanks)} in NOT_PLAYED"
        elif known is not None and not blanks <= known:
            yield f"{key}: nobody fills {sorted(blanks - known)}"


def _known(key: str, given: Mapping[str, AbstractSet[str]]) -> AbstractSet[str] | None:
    """The values a text may get: those it got, those its twin for another reader got, those written down above."""
    played = [given[name] for name in (key, _TWIN.sub("", key)) if name in given]
    if not played and key not in NOT_PLAYED:
        return None
    return OF_THE_CASE.union(*played, NOT_PLAYED.get(key, "").split())


def pressing(message: Message) -> Iterator[str]:
    """What is unkind in a whole message to somebody in danger, its lead and its text read as one."""
    if any(key.startswith("danger.") for key in message.keys):
        for wrong in unkind("danger.message", message.words):
            yield f"{message.script}: {' + '.join(message.keys)}: {wrong}"


def _blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_blank_is_filled(content: Content, played: Played) -> None:
    assert list(unfilled(content, played.given)) == []


def test_no_text_that_is_put_into_another_has_a_blank(content: Content, played: Played) -> None:
    assert len(played.quoted) > 100
    assert {key for key in played.quoted if _blanks(content.sentences[key])} == set()


def test_what_is_listed_as_not_played_is_there(content: Content) -> None:
    assert NOT_PLAYED.keys() - content.sentences.keys() == set()


def test_danger_is_answered_with_one_question_at_most_and_never_with_a_wish_for_proof(played: Played) -> None:
    heard = [message for message in played.messages if any(key.startswith("danger.") for key in message.keys)]
    assert len({message.keys for message in heard}) > 10
    assert [wrong for message in heard for wrong in pressing(message)] == []


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("Saya di sini. Anda sekarang di mana?", ""),
        ("Saya di sini. Anda di mana?\n\nDengan siapa?", "more than one question"),
        ("Saya di sini.\n\nKirim foto lukanya.", "asks for proof"),
    ],
)
def test_an_unkind_message_is_named(words: str, problem: str) -> None:
    found = list(pressing(Message("x", ("danger.here", "danger.ask"), words)))
    assert bool(found) is bool(problem)
    assert problem in " ".join(found)


@pytest.mark.parametrize(
    ("key", "text", "problem"),
    [
        ("tips.none", "Halo {nama}.", "tips.none: nobody fills ['nama']"),
        ("desk.assigned", "{code} {nama}", "desk.assigned: nobody fills ['nama']"),
        ("new.text", "Halo {nama}.", "new.text: no script plays it"),
        ("new.text", "Halo.", ""),
        ("tips.none_child", "Halo {nama}.", "tips.none_child: nobody fills ['nama']"),
    ],
)
def test_a_blank_that_nobody_fills_is_named(content: Content, key: str, text: str, problem: str) -> None:
    found = list(unfilled(replace(content, sentences={key: text}), {"tips.none": set()}))
    assert bool(found) is bool(problem)
    assert problem in " ".join(found)
