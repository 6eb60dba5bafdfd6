"""A message of several parts is read whole and part by part, and danger is judged by the whole."""

from __future__ import annotations

from tests.nlu.fake_rasa import captured
from tests.nlu.test_client import talking


def test_a_message_of_two_parts_is_read_three_times() -> None:
    with talking(captured("complaint")) as (client, rasa):
        reading = client.read("bansos belum cair, terus anak saya susah makan")
    assert [body["text"] for _, body in rasa.asked[1:]] == ["bansos belum cair", "anak saya susah makan"]
    assert [part.text for part in reading.parts] == ["bansos belum cair", "anak saya susah makan"]
    assert {part.intent for part in reading.parts} == {"complaint_benefit_missing"}
    assert reading.text == ""


def test_a_message_of_one_piece_is_read_once() -> None:
    with talking(captured("complaint")) as (client, rasa):
        assert client.read("bansos belum cair").parts == ()
    assert len(rasa.asked) == 1


def test_a_message_that_speaks_of_danger_is_not_cut() -> None:
    with talking(captured("complaint")) as (client, rasa):
        reading = client.read("pkh belum cair, terus anak saya dipukuli bapaknya")
    assert (reading.danger, reading.parts) == ("danger_child_violence", ())
    assert len(rasa.asked) == 1


def test_a_part_is_never_danger_by_itself() -> None:
    with talking(captured("complaint")) as (client, rasa):
        rasa.of["saya berdiri lama di sini"] = captured("weak_dangers")
        reading = client.read("bansos pkh belum cair, terus saya berdiri lama di sini")
    assert (reading.danger, [part.danger for part in reading.parts]) == (None, [None, None])
    assert not any(name.startswith("danger_") for part in reading.parts for name, _ in part.ranking)


def test_without_rasa_the_parts_are_read_by_the_understudy_and_rasa_is_not_waited_for_again() -> None:
    with talking(b"{") as (client, rasa):
        reading = client.read("bansos pkh belum cair, terus anak saya susah makan")
    assert len(rasa.asked) == 1
    assert [(part.source, part.intent) for part in reading.parts] == [
        ("keywords", "complaint_benefit_missing"),
        ("keywords", "parenting_feeding"),
    ]
