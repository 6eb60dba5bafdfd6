"""A desk over real HTTP on loopback, with two families on a real database."""

import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount

from console.app import build
from console.desk import Allowance
from handlers.effects import Note, OpenCase, Outcome
from handlers.state import Answer, Idle
from handlers.texts import Texts
from handlers.turn import Incoming
from nlu.reading import Reading
from storage import access, cases, content, turns
from storage.database import Database

ROOT = Path(__file__).parents[2]
CONTENT = content.load(ROOT / "content")
TEXTS = Texts(CONTENT.sentences)
NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)  # Saturday 10:00 in Jakarta


@dataclass
class Office:
    """The desk, its database, its address, and the hands to use it."""

    database: Database
    texts: Texts
    url: str = ""
    now: datetime = NOW
    clients: list[httpx.Client] = field(default_factory=list)

    def link(self, name: str = "Rina") -> str:
        with self.database.begin() as tx:
            known = next((who for who in access.everybody(tx) if who.name == name), None)
            who = known or access.add(tx, name, access.OFFICER, now=self.now)
            return access.invite(tx, who.id, now=self.now)

    def stranger(self) -> httpx.Client:
        client = httpx.Client(base_url=self.url, follow_redirects=True, timeout=10)
        self.clients.append(client)
        return client

    def officer(self, name: str = "Rina") -> httpx.Client:
        client = self.stranger()
        assert client.post("/petugas/masuk", data={"token": self.link(name)}).status_code == 200
        return client

    def family(self, name: str, text: str, wish: OpenCase, *, ago: timedelta = timedelta(hours=1)) -> str:
        """A family writes, a case is opened; returns its code."""
        at, address = self.now - ago, f"telegram:{name.lower()}"
        message = Incoming(f"{address}:{ago.total_seconds():.0f}", address, at, author=address, name=name, text=text)
        with self.database.begin() as tx:
            turn = turns.load(tx, message, Reading(wish.topic, 1.0), now=at)
            turns.apply(tx, turn, Outcome(Idle(), (wish, Note())), texts=self.texts, desk="", now=at)
            return cases.of_person(tx, turn.person.id, now=at)[0].code


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the last form on a page."""
    return dict(re.findall(r'name="(csrf|once)" value="([^"]+)"', page))


@pytest.fixture
def allowance() -> Allowance | None:
    """What the WhatsApp door may do; None while it is closed."""
    return None


@pytest.fixture
def office(tmp_path: Path, migrated_file: Path, allowance: Allowance | None) -> Iterator[Office]:
    shutil.copyfile(migrated_file, tmp_path / "pintu.db")
    database = Database(f"sqlite:///{tmp_path}/pintu.db")
    office = Office(database, TEXTS)
    desk = build(
        database, secret="rahasia", now=lambda: office.now, known=CONTENT, secure_cookies=False, allowance=allowance
    )
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(Starlette(routes=[Mount("/petugas", desk)]), log_config=None, lifespan="off", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        office.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        yield office
        for client in office.clients:
            client.close()
        server.should_exit = True
        thread.join()
    database.close()


@pytest.fixture
def complaint(office: Office) -> str:
    answers = {
        "what": Answer("bansos pkh sy blm cair 3 bulan, hub 0812-3456-7890"),
        "programme": Answer("PKH", "PKH"),
        "place": Answer("telanaipura", "15.71.05"),
    }
    due = office.now + timedelta(days=3)
    wish = OpenCase("complaint", "complaint_benefit_missing", answers, "routine", due)
    return office.family("Siti", "bansos pkh sy blm cair 3 bulan, hub 0812-3456-7890, nik 1571054101900001", wish)


Post = Callable[..., httpx.Response]


@pytest.fixture
def send(office: Office) -> Post:
    """Opens a case's page as an officer, fills a form of it and sends it."""

    def send(client: httpx.Client, code: str, action: str, **typed: str) -> httpx.Response:
        page = client.get(f"/petugas/kasus/{code}")
        return client.post(f"/petugas/kasus/{code}/{action}", data={**fields(page.text), **typed})

    assert office.url
    return send
