"""Danger as families say it reaches the app through the real model, and everyday talk wakes nobody."""

from __future__ import annotations

import pytest

from tests.e2e.process import Rasa
from tests.nlu.heard import client, messages, quiet, share

# At the thresholds of config.yml, a little below what was measured. Recall may only rise, false alarms only fall.
LEAST = {"unseen": 0.975, "second": 0.97}
MOST = {("unseen", "hard_negatives"): 0.025, ("second", "hard_negatives"): 0.04}
MOST |= {("unseen", "intents"): 0.025, ("second", "intents"): 0.035}


@pytest.mark.parametrize("folder", LEAST)
def test_danger_that_others_wrote_is_heard(rasa: Rasa, folder: str) -> None:
    reader = client(rasa.url)
    assert share(reader, [text for _, text in messages("danger", folder)]) >= LEAST[folder]
    reader.close()


@pytest.mark.parametrize(("folder", "name"), MOST)
def test_what_is_no_danger_seldom_raises_an_alarm(rasa: Rasa, folder: str, name: str) -> None:
    reader = client(rasa.url)
    assert share(reader, quiet(name, folder)) <= MOST[folder, name]
    reader.close()
