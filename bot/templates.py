"""Holds our templates against those that WhatsApp knows, and hands in what is missing: `pintu whatsapp templates`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.channels.whatsapp_account import Account, AccountError, Found
from handlers.templates import Template

FINE, CREATE, CHANGE, WAIT, STUCK = "fine", "create", "change", "wait", "stuck"
_MAY_CHANGE = ("APPROVED", "REJECTED", "PAUSED")  # what Meta lets be edited
_REVIEWED = ("PENDING", "IN_APPEAL")
_HEAD = ("NAME", "LANGUAGE", "CATEGORY", "STATE", "QUALITY", "WORDS")


@dataclass(frozen=True, slots=True)
class Step:
    """One of our templates, what WhatsApp has of it, and what there is to do: FINE, CREATE, CHANGE, WAIT or STUCK.

    `why` is for an operator, "" when it is fine.
    """

    ours: Template
    there: Found | None
    do: str
    why: str = ""


def plan(ours: Iterable[Template], found: Iterable[Found]) -> tuple[Step, ...]:
    """What there is to do about each of our templates."""
    there = {(one.name, one.language): one for one in found}
    return tuple(_step(one, there.get((one.id, one.language))) for one in ours)


def _step(ours: Template, there: Found | None) -> Step:
    if there is None or there.status == "DELETED":
        return Step(ours, None, CREATE, "WhatsApp does not have it")
    same_words, same_kind = there.body.strip() == ours.body.strip(), there.category == ours.category.upper()
    if not same_kind and there.status == "APPROVED":
        return Step(
            ours,
            there,
            STUCK,
            f"WhatsApp has it as {there.category}, and the category of an approved template cannot be changed: delete "
            "it in WhatsApp Manager, or give it another id in content/whatsapp_templates.yml",
        )
    if not (same_words and same_kind):
        what = "words" if same_kind else "category" if same_words else "words and category"
        if there.status in _MAY_CHANGE:
            return Step(ours, there, CHANGE, f"{what} differ")
        return Step(ours, there, WAIT, f"{what} differ, but it cannot be changed while it is {there.status}")
    if there.status == "APPROVED":
        return Step(ours, there, FINE)
    if there.status in _REVIEWED:
        return Step(ours, there, WAIT, "WhatsApp is still looking at it (minutes, at most a day or two)")
    if there.status == "REJECTED":
        reason = f" ({there.reason})" if there.reason else ""
        return Step(ours, there, STUCK, f"refused{reason}: change its words in content/, or appeal in WhatsApp Manager")
    return Step(ours, there, STUCK, f"it is {there.status}: see WhatsApp Manager, Message templates")


async def carry_out(account: Account, steps: Sequence[Step]) -> tuple[str, ...]:
    """Hand in what is to be created or changed; a line about each. Raises nothing: what fails says so in its line."""
    told = []
    for step in steps:
        try:
            if step.do == CREATE:
                told.append(f"{step.ours.id}: handed in, {await account.create(step.ours)}")
            elif step.do == CHANGE and step.there is not None:
                await account.change(step.there, step.ours)
                told.append(f"{step.ours.id}: other words handed in")
        except AccountError as error:
            told.append(f"{step.ours.id}: WRONG: {error}")
    return tuple(told)


def table(steps: Iterable[Step]) -> str:
    """How our templates stand, a line each."""
    rows = [_HEAD, *(_row(step) for step in steps)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def differences(steps: Iterable[Step]) -> str:
    """What is not as it should be, with both wordings where they differ; "" when all is well."""
    told = []
    for step in steps:
        if step.do == FINE:
            continue
        told.append(f"{step.ours.id}: {step.why}")
        if step.there is None or step.there.body.strip() != step.ours.body.strip():
            told.append(f"    here      {step.ours.body.strip()}")
            if step.there is not None:
                told.append(f"    WhatsApp  {step.there.body.strip()}")
    return "\n".join(told)


def _row(step: Step) -> tuple[str, ...]:
    there = step.there
    if there is None:
        return step.ours.id, step.ours.language, step.ours.category.upper(), "missing", "-", "-"
    words = "same" if there.body.strip() == step.ours.body.strip() else "differ"
    return there.name, there.language, there.category, there.status, there.quality or "-", words
