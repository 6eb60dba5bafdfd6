"""Looks whether WhatsApp is set up right; a line each with what is wrong and what to do: `pintu whatsapp check`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.channels.whatsapp_account import Account, AccountError, Number
from bot.templates import FINE, WAIT, plan
from handlers.templates import Template

OK, LOOK, WRONG = "ok", "look", "WRONG"
WEBHOOK_FIELDS = (
    "messages",
    "message_template_status_update",
    "message_template_quality_update",
    "phone_number_quality_update",
    "business_capability_update",
    "account_update",
)
"""What the app has to be subscribed to; everything else is stored and left alone."""

_SECRET = re.compile(r"[0-9a-f]{32}")
_TIER = re.compile(r"TIER_(\d+)(K?)")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How it should be: what the environment and config.yml say, and our templates. `site` is PUBLIC_URL or ""."""

    app_secret: str
    business: str
    site: str
    new_contacts_a_day: int
    templates: Sequence[Template]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at: OK, LOOK (an operator should know) or WRONG, in words with the remedy."""

    mark: str
    told: str

    def __str__(self) -> str:
        """As it is printed."""
        return f"{self.mark:<5}  {self.told}"


async def examine(account: Account, wanted: Wanted) -> tuple[Line, ...]:
    """Look at everything there is; a question that fails is a line, and the others are asked all the same."""
    lines = [*_ours(wanted)]
    try:
        lines += _number(await account.number(), wanted)
    except AccountError as error:
        lines.append(Line(WRONG, f"the number: {error}"))
    if not wanted.business:
        return (*lines, Line(WRONG, "WHATSAPP_BUSINESS_ID is not set: templates and webhooks cannot be looked at."))
    try:
        lines.append(_subscribed(await account.subscribed()))
        lines += [
            _template(step.ours.id, step.do, step.why) for step in plan(wanted.templates, await account.templates())
        ]
    except AccountError as error:
        lines.append(Line(WRONG, f"the account: {error}"))
    return tuple(lines)


def _ours(wanted: Wanted) -> Iterator[Line]:
    if _SECRET.fullmatch(wanted.app_secret):
        yield Line(OK, "the app secret has the form of one")
    else:
        yield Line(
            WRONG,
            "WHATSAPP_APP_SECRET is no app secret (32 letters and digits): App settings, Basic, App secret, Show. "
            "With a wrong one every message of a family is turned away.",
        )
    if wanted.site.startswith("https://"):
        yield Line(OK, f"the webhook to enter in the app: {wanted.site}/whatsapp")
    else:
        yield Line(WRONG, "PUBLIC_URL is no https address: Meta delivers messages to https only.")


def _number(number: Number, wanted: Wanted) -> Iterator[Line]:
    yield Line(OK, f"the token opens the number {number.number} ({number.name or 'no name yet'})")
    if number.platform not in ("", "CLOUD_API"):
        yield Line(WRONG, f"the number is on {number.platform}, not on the Cloud API: pintu whatsapp register --pin …")
    if number.verified not in ("", "VERIFIED"):
        yield Line(WRONG, f"the number is {number.verified}: verify it by SMS or call in WhatsApp Manager.")
    if number.status not in ("", "CONNECTED"):
        yield Line(WRONG, f"the number is {number.status}: see WhatsApp Manager, Phone numbers.")
    yield Line(
        {"RED": WRONG, "YELLOW": LOOK}.get(number.quality, OK),
        f"quality {number.quality or 'unknown'}"
        + (": people block or report us; send less unasked." if number.quality in ("RED", "YELLOW") else ""),
    )
    most = _most(number.tier)
    if most is not None and most < wanted.new_contacts_a_day:
        yield Line(
            WRONG,
            f"config.yml lets us write first to {wanted.new_contacts_a_day} people a day, Meta to {most} "
            f"({number.tier}): lower whatsapp.new_contacts_a_day.",
        )
    else:
        yield Line(OK, f"limit {number.tier or 'unknown'}, throughput {number.throughput or 'unknown'}")
    here = f"{wanted.site}/whatsapp"
    if number.webhook and wanted.site and number.webhook.rstrip("/") != here:
        yield Line(LOOK, f"Meta delivers to {number.webhook}, not to {here}")
    for trouble in number.troubles:
        yield Line(WRONG, trouble)


def _subscribed(apps: Sequence[str]) -> Line:
    if apps:
        fields = ", ".join(WEBHOOK_FIELDS)
        return Line(OK, f"{', '.join(apps)} gets this account's webhooks; its fields should be {fields}")
    return Line(WRONG, "no app gets this account's webhooks: pintu whatsapp subscribe")


def _template(name: str, do: str, why: str) -> Line:
    if do == FINE:
        return Line(OK, f"template {name} may be sent")
    remedy = "" if do == WAIT else " (pintu whatsapp templates diff)"
    return Line(LOOK if do == WAIT else WRONG, f"template {name}: {why}{remedy}")


def _most(tier: str) -> int | None:
    """How many people a day a tier means; None for no limit or a word nobody knows."""
    found = _TIER.fullmatch(tier)
    return int(found[1]) * (1000 if found[2] else 1) if found else None
