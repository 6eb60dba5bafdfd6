"""Who asks what the service costs, and who tells of having been made to pay."""

from __future__ import annotations

import pytest

from handlers.help.fees import costs


@pytest.mark.parametrize(
    "text",
    [
        "bayar dak nak?",
        "bayar dak",
        "ini bayar gak bu",
        "gratis kan?",
        "ada biaya ga ya",
        "lapor di sini bayar ga",
        "apakah layanan ini gratis",
        "berapa biayanya",
        "dipungut biaya gak",
    ],
)
def test_a_question_what_it_costs_is_heard(text: str) -> None:
    assert costs(text)


@pytest.mark.parametrize(
    "text",
    [
        "saya disuruh bayar 50 ribu",
        "bayar",
        "dak biso bayar kontrakan",
        "bayar sekolah gratis dak cair",
        "biaya berobat",
        "gratis",
        "dak bayar",
    ],
)
def test_a_story_about_money_is_no_question_about_our_cost(text: str) -> None:
    assert not costs(text)
