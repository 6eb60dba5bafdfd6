"""The verbs of whoever sets WhatsApp up: `pintu whatsapp check`, `register`, `subscribe` and `templates`."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from bot import syncing
from bot.app import App
from bot.channels.whatsapp_account import Account, AccountError
from bot.channels.whatsapp_api import connect
from bot.checkup import WRONG, Wanted, examine
from bot.settings import Environment
from bot.templates import CHANGE, CREATE, FINE, Step, carry_out, differences, plan, table

Told = tuple[str, int]


def add(verbs: Any) -> None:
    """Put the verbs into the command line."""
    parser = verbs.add_parser("whatsapp", help="what Meta has of us: the number, the webhook, the templates")
    parts = parser.add_subparsers(required=True, metavar="what")
    check = parts.add_parser("check", help="look whether everything is set up, and say what is not")
    check.set_defaults(do=_check)
    register = parts.add_parser("register", help="put the verified number on the Cloud API (Meta has no page for it)")
    register.add_argument("--pin", required=True, help="six digits: a new PIN, or the number's own if it has one")
    register.set_defaults(do=_register)
    subscribe = parts.add_parser("subscribe", help="let our app have the account's webhooks")
    subscribe.set_defaults(do=_subscribe)
    templates = parts.add_parser("templates", help="our templates and what Meta has of them")
    templates.add_argument("what", choices=["status", "diff", "create"])
    templates.add_argument("--yes", action="store_true", help="create: really hand them in")
    templates.set_defaults(do=_templates)


def _check(app: App, asked: argparse.Namespace) -> int:  # noqa: ARG001  # one signature for all commands
    async def ask(account: Account) -> Told:
        lines = await examine(account, _wanted(app))
        return "\n".join(str(line) for line in lines), int(any(line.mark == WRONG for line in lines))

    return _asked(app, ask, needs_business=False)


def _register(app: App, asked: argparse.Namespace) -> int:
    if not (asked.pin.isascii() and asked.pin.isdecimal() and len(asked.pin) == 6):
        sys.stderr.write("pintu: --pin must be six digits. Keep them safe: they are asked for when the number moves.\n")
        return 2

    async def ask(account: Account) -> Told:
        await account.register(asked.pin)
        return "The number is on the Cloud API. Keep the PIN safe.", 0

    return _asked(app, ask, needs_business=False)


def _subscribe(app: App, asked: argparse.Namespace) -> int:  # noqa: ARG001  # one signature for all commands
    async def ask(account: Account) -> Told:
        await account.subscribe()
        return f"These apps get the account's webhooks: {', '.join(await account.subscribed())}.", 0

    return _asked(app, ask)


def _templates(app: App, asked: argparse.Namespace) -> int:
    ours = app.texts.templates.known

    async def ask(account: Account) -> Told:
        found = await account.templates()
        steps = plan(ours, found)
        told = ""
        if asked.what == "create":
            told, steps, found = await _create(account, steps, really=asked.yes)
        app.database.migrate()
        with app.database.begin() as tx:
            syncing.keep(tx, found, None, texts=app.texts, now=app.now())
        if asked.what == "diff":
            told = differences(steps) or "Nothing differs."
        elif not told:
            told = table(steps)
        return told, int(any(step.do != FINE for step in steps))

    return _asked(app, ask)


async def _create(account: Account, steps: tuple[Step, ...], *, really: bool) -> tuple[str, tuple[Step, ...], Any]:
    """Hand in what is missing or differs; without `really` only say what would be."""
    todo = [step for step in steps if step.do in (CREATE, CHANGE)]
    if not todo:
        return f"There is nothing to hand in.\n{table(steps)}", steps, await account.templates()
    if not really:
        told = f"{differences(todo)}\nNothing was sent. Add --yes to hand in {len(todo)} for review."
        return told, steps, await account.templates()
    lines = await carry_out(account, todo)
    found = await account.templates()
    steps = plan([step.ours for step in steps], found)
    return "\n".join((*lines, "", table(steps))), steps, found


def _asked(app: App, ask: Callable[[Account], Awaitable[Told]], *, needs_business: bool = True) -> int:
    """Ask Meta and print the answer. 0: all is well, 1: something is not, 2: it could not be asked."""
    environment = app.settings.environment
    missing = _missing(environment, needs_business=needs_business)
    if missing:
        sys.stderr.write(f"pintu: set {', '.join(missing)} first. docs/run.md says where they stand in Meta's pages.\n")
        return 2

    async def go() -> Told:
        line = connect(
            environment.whatsapp_token,
            environment.whatsapp_phone_id,
            environment.whatsapp_api,
            business=environment.whatsapp_business_id,
        )
        try:
            return await ask(Account(line))
        finally:
            await line.close()

    try:
        told, code = asyncio.run(go())
    except AccountError as error:
        sys.stderr.write(f"pintu: {error}\n")
        return 2
    sys.stdout.write(f"{told}\n")
    return code


def _missing(environment: Environment, *, needs_business: bool) -> list[str]:
    needed = ["whatsapp_token", "whatsapp_phone_id", *(["whatsapp_business_id"] if needs_business else [])]
    return [name.upper() for name in needed if not getattr(environment, name)]


def _wanted(app: App) -> Wanted:
    environment = app.settings.environment
    return Wanted(
        app_secret=environment.whatsapp_app_secret,
        business=environment.whatsapp_business_id,
        site=environment.public_url.rstrip("/"),
        new_contacts_a_day=app.settings.whatsapp.new_contacts_a_day,
        templates=app.texts.templates.known,
    )
