"""The command line: `pintu run`, and the verbs for its parts, its data and its words."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import sys
from collections.abc import Callable
from pathlib import Path

from bot import chat, log, whatsapp_verbs
from bot.app import App, build
from bot.log import event
from bot.loops import EVERYTHING, listen, serve
from bot.nlu_process import NluProcess
from bot.settings import SettingsError, load
from storage import access
from storage.database import Unusable

ROOT = Path(__file__).parents[1]


def main(arguments: list[str] | None = None) -> int:
    """Carry out one command; 0 when it went well, 2 when a setting or an argument is wrong."""
    asked = _parser().parse_args(arguments)
    log.start()
    command: Callable[[App, argparse.Namespace], int] = asked.do
    try:
        try:
            app = build(load(ROOT), ROOT)
        except ValueError as wrong:  # a setting or a file of content/ that the rooms themselves refuse
            raise SettingsError(str(wrong)) from wrong
        return command(app, asked)
    except (SettingsError, Unusable) as wrong:
        sys.stderr.write(f"pintu: {wrong}\n")
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pintu", description="The messaging front door of a social-service centre.")
    verbs = parser.add_subparsers(required=True, metavar="command")

    for name, told in (
        ("run", "everything in one process"),
        ("demo", "the same with example families, in data/demo.db"),
    ):
        run = verbs.add_parser(name, help=told)
        run.add_argument("--with-nlu", metavar="MODEL", type=Path, help="keep Rasa beside the app, with this model")
        run.set_defaults(do=_run, parts=EVERYTHING, demo=name == "demo")
    for part in sorted(EVERYTHING):
        verb = verbs.add_parser(part, help=f"only the {part}, beside others on the same PostgreSQL")
        verb.set_defaults(do=_run, parts=frozenset([part]), with_nlu=None, demo=False)

    talk = verbs.add_parser("chat", help="talk to the bot in this terminal")
    talk.add_argument("--record", metavar="FILE", type=Path, help="save the talk as a .chat script")
    talk.set_defaults(do=_chat)

    talks = verbs.add_parser("talks", help="play the long conversations of content/talks and write them as a page")
    talks.add_argument("--with-nlu", metavar="MODEL", type=Path, help="start Rasa for it, with this model")
    talks.add_argument("--out", metavar="FILE", type=Path, required=True)
    talks.set_defaults(do=_talks)

    understand = verbs.add_parser("understand", help="one message a line in, one reading as JSON a line out")
    understand.add_argument("text", nargs="?", help="a message; without it, lines from --file or standard input")
    understand.add_argument("--file", metavar="FILE", type=Path)
    understand.set_defaults(do=_understand)

    database = verbs.add_parser("db", help="the database")
    database.add_argument("what", choices=["migrate", "check"])
    database.set_defaults(do=_database)

    staff = verbs.add_parser("staff", help="who may sign in to the console")
    staff.add_argument("what", choices=["add", "link", "list"])
    staff.add_argument("name", nargs="?", default="")
    staff.add_argument("--role", choices=[access.OFFICER, access.HEAD, access.ADMIN], default=access.OFFICER)
    staff.set_defaults(do=_staff)

    words = verbs.add_parser("content", help="check that content/ can be read")
    words.set_defaults(do=_content)

    whatsapp_verbs.add(verbs)
    return parser


def _run(app: App, asked: argparse.Namespace) -> int:
    environment = app.settings.environment
    door = None
    if "web" in asked.parts:
        try:
            door = listen(app.settings)
        except OSError as wrong:
            why = (wrong.strerror or str(wrong)).partition(" (while")[0]
            sys.stderr.write(f"pintu: cannot listen on {environment.host}:{environment.port} ({why}).\n")
            sys.stderr.write("Stop the program that uses that port, or set HOST and PORT to an address that is free.\n")
            return 2
    if asked.demo:
        from bot import demo  # noqa: PLC0415  # examples are loaded by those who ask for them

        app = demo.prepare(app)
    app.database.migrate()
    nlu = None
    if asked.with_nlu is not None:
        nlu = NluProcess(asked.with_nlu, environment.nlu_url, token=environment.nlu_token, root=app.root)
        nlu.start()
    if environment.telegram_token and not app.settings.desk:
        event("desk.none")
        sys.stderr.write("TELEGRAM_DESK is not set: staff are alerted in the console only, not in a Telegram group.\n")
    try:
        asyncio.run(
            serve(app, asked.parts, nlu, ready=lambda: _welcome(app, asked.parts, nlu, again=asked.demo), door=door)
        )
    except KeyboardInterrupt:
        pass
    finally:
        if nlu is not None:
            nlu.stop()
    return 0


def _welcome(app: App, parts: frozenset[str], nlu: NluProcess | None, *, again: bool) -> None:
    """Wait for Rasa, then say where everything is; the first administrator gets a link that works once.

    `again` gives one at every start: the demonstration is for whoever looks next.
    """
    if nlu is not None:
        _say("Starting Rasa. This takes up to a minute.")
        nlu.wait_ready(180)
        if nlu.state != "ready":
            _say("Rasa is not ready; the understudy answers meanwhile. Its log is data/logs/nlu.log.")
    if "web" not in parts:
        _say(f"Running: {', '.join(sorted(parts))}.")
        return
    at = app.settings.address
    _say("")
    _say("Pintu SERASI is open.")
    _say(f"  Families      {at}/")
    _say(f"  Staff         {at}/petugas")
    _say(f"  Telegram      {_telegram(app)}")
    _say(f"  WhatsApp      {'open (webhook)' if app.whatsapp else 'closed (docs/run.md says what opens it)'}")
    _say(f"  Health        {at}/readyz")
    with app.database.begin() as tx:
        admin = next((one for one in access.everybody(tx) if one.role == access.ADMIN), None)
        if admin is None:
            admin = access.add(tx, "Administrator", access.ADMIN, now=app.now())
        needed = again or not access.came_in(tx, admin.id)
        fresh = access.invite(tx, admin.id, now=app.now()) if needed else ""
    if fresh:
        _say("")
        _say("Sign in as administrator (30 minutes, one use):")
        _say(f"  {at}/petugas/masuk?token={fresh}")
    _say("")
    _say("Ctrl-C stops everything. Nothing is lost by it.")


def _telegram(app: App) -> str:
    if app.telegram is None:
        return "closed (set TELEGRAM_TOKEN to open it)"
    return f"open ({app.settings.telegram.mode})" + ("" if app.settings.desk else ", no staff group")


def _chat(app: App, asked: argparse.Namespace) -> int:
    if not app.client.healthy():
        sys.stderr.write("Rasa does not answer: the understudy reads. For the model, run `make nlu` beside this.\n")
    chat.run(app.client, app.texts, app.book, now=app.now, typed=sys.stdin, out=sys.stdout, record=asked.record)
    return 0


def _talks(app: App, asked: argparse.Namespace) -> int:
    from bot import talks  # noqa: PLC0415  # examples are loaded by those who ask for them

    environment = app.settings.environment
    nlu = None
    if asked.with_nlu is not None:
        nlu = NluProcess(asked.with_nlu, environment.nlu_url, token=environment.nlu_token, root=app.root)
        nlu.start()
    try:
        if nlu is not None and not nlu.wait_ready(180):
            sys.stderr.write(
                f"pintu: Rasa does not serve this model at {environment.nlu_url}. See data/logs/nlu.log.\n"
            )
            return 2
        page, late = talks.write(app, model=asked.with_nlu.name if nlu else "the understudy")
    finally:
        if nlu is not None:
            nlu.stop()
    asked.out.write_text(page, encoding="utf-8")
    sys.stderr.writelines(f"{one}\n" for one in late)
    return 1 if late and nlu is not None else 0


def _understand(app: App, asked: argparse.Namespace) -> int:
    if asked.text is not None:
        lines = [asked.text]
    elif asked.file is not None:
        try:
            lines = asked.file.read_text(encoding="utf-8").splitlines()
        except OSError as wrong:
            sys.stderr.write(f"pintu: cannot read {asked.file} ({wrong.strerror}). Name a text file.\n")
            return 2
    else:
        lines = [line.rstrip("\n") for line in sys.stdin]
    for line in lines:
        sys.stdout.write(json.dumps(dataclasses.asdict(app.client.read(line)), ensure_ascii=False) + "\n")
    return 0


def _database(app: App, asked: argparse.Namespace) -> int:
    if asked.what == "migrate":
        app.database.migrate()
    ready = app.database.ready()
    _say("The database is ready." if ready else "The database does not answer or is old. Run `pintu db migrate`.")
    return 0 if ready else 1


def _staff(app: App, asked: argparse.Namespace) -> int:
    app.database.migrate()
    with app.database.begin() as tx:
        everybody = access.everybody(tx)
        if asked.what == "list":
            for one in everybody:
                _say(f"{one.id:4} {one.role:8} {'' if one.active else '(left) '}{one.name}")
            return 0
        if not asked.name:
            sys.stderr.write(f"pintu: say whom: pintu staff {asked.what} NAME\n")
            return 2
        if asked.what == "add":
            one = access.add(tx, asked.name, asked.role, now=app.now())
        else:
            known = next((one for one in everybody if asked.name in (one.name, str(one.id)) and one.active), None)
            if known is None:
                sys.stderr.write(f"pintu: nobody called {asked.name!r} works here. See `pintu staff list`.\n")
                return 2
            one = known
        token = access.invite(tx, one.id, now=app.now())
    _say(f"{one.name} signs in here once, within 30 minutes:")
    _say(f"  {app.settings.address}/petugas/masuk?token={token}")
    return 0


def _content(app: App, asked: argparse.Namespace) -> int:  # noqa: ARG001  # one signature for all commands
    _say(f"{len(app.content.sentences)} texts, {len(app.content.articles)} articles and {len(app.content.tips)} tips.")
    return 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
