from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.process import DESK, App, Rasa
from tests.fakes import FakeTelegram


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker("e2e")


@pytest.fixture(scope="session")
def rasa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rasa]:
    with Rasa(tmp_path_factory.mktemp("rasa") / "nlu.log") as running:
        yield running


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    with FakeTelegram() as fake:
        fake.group(DESK)
        yield fake


@pytest.fixture
def app(tmp_path: Path, telegram: FakeTelegram, rasa: Rasa) -> Iterator[App]:
    with App(tmp_path, telegram, rasa.url) as running:
        yield running
