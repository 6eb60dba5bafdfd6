from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels import File, Incoming
from bot.channels.whatsapp_updates import ACCOUNT, read
from handlers.turn import EDITED, MOVED, REPORT, UNKNOWN, Contact, Place
from tests.bot.channels.contract import NOW
from tests.fakes_whatsapp import PHONE_ID

CAPTURED = Path(__file__).parents[2] / "fixtures" / "whatsapp"
SARI, BUDI = "whatsapp:ID.7182039410033", "whatsapp:ID.9k2Lx0Qm55"
FROM_SARI = Incoming("", SARI, NOW, author=SARI, name="Sari")
PRICE = '{"billable": true, "pricing_model": "PMP", "type": "regular", "category": "service"}'


def captured(name: str) -> Any:
    return json.loads((CAPTURED / f"{name}.json").read_text(encoding="utf-8"))


def of(body: Any) -> tuple[Incoming, ...]:
    return read(body, phone=PHONE_ID, now=NOW)


def media(kind: str, number: int, media_type: str, name: str = "") -> tuple[File, ...]:
    return (File(kind, f"whatsapp:137524587935346{number}", name, media_type),)


READ = {
    "text": replace(
        FROM_SARI,
        text="assalamualaikum bu, bansos pkh sy blm cair 3 bulan pdhl tetangga udah dpt, sy di telanaipura",
    ),
    "emoji": replace(FROM_SARI, text="😭😭🙏"),
    "text_without_a_phone": replace(FROM_SARI, sender=BUDI, author=BUDI, name="Budi", text="mau tanya bu"),
    "text_without_a_user_id": replace(
        FROM_SARI, sender="whatsapp:6281200000501", author="whatsapp:6281200000501", text="bu sy mau tanya"
    ),
    "answer_to_us": replace(FROM_SARI, text="iya betul", replies_to="wamid.HBgLours0001"),
    "answer_to_herself": replace(FROM_SARI, text="maksud sy ini"),
    "forwarded": replace(FROM_SARI, text="INFO BANSOS klik link ini"),
    "template_button": replace(FROM_SARI, choice="visit:ok:7", replies_to="wamid.HBgLours0002"),
    "template_button_without_payload": replace(FROM_SARI, text="Baca kabar", replies_to="wamid.HBgLours0003"),
    "reply_button": replace(FROM_SARI, choice="confirm:yes", replies_to="wamid.HBgLours0004"),
    "list_row": replace(FROM_SARI, choice="menu:complaint", replies_to="wamid.HBgLours0005"),
    "image": replace(FROM_SARI, text="ini KK sy bu", files=media("photo", 1, "image/jpeg")),
    "image_without_caption": replace(FROM_SARI, files=media("photo", 2, "image/jpeg")),
    "voice": replace(FROM_SARI, files=media("voice", 3, "audio/ogg; codecs=opus")),
    "audio": replace(FROM_SARI, files=media("audio", 4, "audio/mpeg")),
    "video": replace(FROM_SARI, text="rumah kami bocor", files=media("video", 5, "video/mp4")),
    "document": replace(FROM_SARI, files=media("document", 6, "application/pdf", "surat keterangan.pdf")),
    "sticker": replace(FROM_SARI, files=media("sticker", 7, "image/webp")),
    "location": replace(FROM_SARI, place=Place(-1.610123, 103.607254)),
    "location_of_a_place": replace(FROM_SARI, place=Place(-1.6012, 103.5801, "Puskesmas Simpang IV Sipin")),
    "contacts": replace(FROM_SARI, contact=Contact("Pak RT 05", "+62 812-0000-0017")),
}
EDITS = {
    "edit": replace(FROM_SARI, kind=EDITED, text="bansos pkh sy blm cair 4 bulan", ref="wamid.HBgLhers0001"),
    "edit_of_a_caption": replace(
        FROM_SARI,
        kind=EDITED,
        text="ini KK yg baru",
        files=media("photo", 1, "image/jpeg"),
        ref="wamid.HBgLhers0002",
    ),
}
REPORTS = {
    "status_sent": ("whatsapp:wamid.HBgLours0011:sent", SARI, "sent", PRICE),
    "status_delivered": ("whatsapp:wamid.HBgLours0011:delivered", SARI, "delivered", PRICE),
    "status_read": ("whatsapp:wamid.HBgLours0011:read", SARI, "read", ""),
    "status_played": ("whatsapp:wamid.HBgLours0012:played", SARI, "read", ""),
    "status_failed": ("whatsapp:wamid.HBgLours0013:failed", SARI, "failed:131047", ""),
    "status_failed_of_nobody": (
        "whatsapp:wamid.HBgLours0014:failed",
        "whatsapp:6281200000501",
        "failed:131026",
        "",
    ),
}
MOVES = {
    "number_changed": (SARI, "whatsapp:ID.5550001112223"),
    "number_changed_the_old_way": ("whatsapp:6281200000501", "whatsapp:6281200000777"),
    "user_id_changed": (BUDI, "whatsapp:ID.5550001112224"),
}
# Kept whole; the word tells whether somebody said something that is worth an answer.
NOT_UNDERSTOOD = {
    "flow_reply": (SARI, True),
    "unsupported": (SARI, True),
    "order": (SARI, True),
    "kind_of_tomorrow": (SARI, True),
    "reaction": (SARI, False),
    "reaction_taken_back": (SARI, False),
    "revoke": (SARI, False),
    "request_welcome": (SARI, False),
    "identity_changed": ("whatsapp:6281200000501", False),
    "group_message": (ACCOUNT, False),
    "status_of_tomorrow": (ACCOUNT, False),
    "another_number_of_ours": (ACCOUNT, False),
    "template_status": (ACCOUNT, False),
    "errors_only": (ACCOUNT, False),
}


def inner(body: Any) -> Any:
    return body["entry"][0]["changes"][0]["value"]["messages"][0]


@pytest.mark.parametrize("name", [*READ, *EDITS])
def test_a_captured_message_is_read(name: str) -> None:
    body = captured(name)
    said = inner(body)
    at = datetime.fromtimestamp(int(said["timestamp"]), UTC)
    expected = {**READ, **EDITS}[name]
    ref = expected.ref or said["id"]
    assert of(body) == (replace(expected, id=f"whatsapp:{said['id']}", ref=ref, at=at),)


@pytest.mark.parametrize("name", REPORTS)
def test_a_status_is_a_report_on_a_message_of_ours(name: str) -> None:
    (report,) = of(captured(name))
    key, sender, said, raw = REPORTS[name]
    assert (report.kind, report.id, report.sender, report.report, report.raw) == (REPORT, key, sender, said, raw)
    assert key.startswith(f"whatsapp:{report.ref}:")


@pytest.mark.parametrize("name", MOVES)
def test_a_changed_number_moves_the_talk(name: str) -> None:
    (moved,) = of(captured(name))
    assert (moved.kind, moved.sender, moved.moved_to) == (MOVED, *MOVES[name])


@pytest.mark.parametrize("name", NOT_UNDERSTOOD)
def test_what_says_nothing_is_kept_whole_and_is_answered_only_if_somebody_said_it(name: str) -> None:
    body = captured(name)
    (message,) = of(body)
    assert message.kind == UNKNOWN
    assert (message.sender, bool(message.ref)) == NOT_UNDERSTOOD[name]
    kept = json.loads(message.raw)
    assert json.dumps(kept.get("value", kept)) in json.dumps(body)


def test_every_captured_webhook_has_a_line_in_the_tables() -> None:
    known = READ.keys() | EDITS.keys() | REPORTS.keys() | MOVES.keys() | NOT_UNDERSTOOD.keys() | {"batch"}
    assert {path.stem for path in CAPTURED.glob("*.json")} == known


def test_a_batch_is_read_whole_and_one_that_cannot_be_read_hides_nobody() -> None:
    first, second, odd, later, earlier = of(captured("batch"))
    assert [(one.sender, one.name, one.text) for one in (first, second)] == [
        (SARI, "Sari", "pesan satu"),
        (BUDI, "Budi", "pesan dua"),
    ]
    assert (odd.kind, odd.sender, bool(odd.ref)) == (UNKNOWN, SARI, True)
    assert [(one.ref, one.report) for one in (later, earlier)] == [
        ("wamid.HBgLours0021", "read"),
        ("wamid.HBgLours0021", "delivered"),
    ]


def test_news_of_the_account_is_kept_with_its_time() -> None:
    (news,) = of(captured("template_status"))
    kept = json.loads(news.raw)
    assert (kept["field"], kept["value"]["event"]) == ("message_template_status_update", "APPROVED")
    again = captured("template_status")
    again["entry"][0]["time"] += 60
    assert of(again)[0].id != news.id
    assert of(captured("template_status"))[0].id == news.id


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", "halo"),
        ("text", {"body": 7}),
        ("text", {"body": ["halo"]}),
        ("text", {}),
        ("text", {"body": ""}),
        ("type", None),
        ("type", []),
        ("context", {"id": 7, "from": "6281260000001"}),
    ],
)
def test_a_field_of_a_wrong_type_makes_it_unknown_and_loses_nothing(field: str, value: Any) -> None:
    body = captured("text")
    inner(body)[field] = value
    (message,) = of(body)
    assert (message.id, message.kind, message.sender) == (f"whatsapp:{inner(body)['id']}", UNKNOWN, SARI)
    assert json.loads(message.raw) == inner(body)


@pytest.mark.parametrize("timestamp", [None, "yesterday", "9" * 30, [], "-99999999999999999999"])
def test_without_a_sensible_moment_it_is_now(timestamp: Any) -> None:
    body = captured("text")
    inner(body)["timestamp"] = timestamp
    (message,) = of(body)
    assert (message.text, message.at) == (READ["text"].text, NOW)


def test_an_id_is_opaque_and_never_taken_for_a_number() -> None:
    body = captured("text")
    odd = "ID.0062-abc/XYZ:+1"
    inner(body)["from_user_id"] = odd
    assert of(body)[0].sender == f"whatsapp:{odd}"


@pytest.mark.parametrize("user", [None, 7, "", "two words", "ba\nd", "é"])
def test_without_any_id_it_is_kept_under_the_account(user: Any) -> None:
    body = copy.deepcopy(captured("text"))
    said = inner(body)
    said["from_user_id"] = said["from"] = user
    body["entry"][0]["changes"][0]["value"]["contacts"] = []
    (message,) = of(body)
    assert (message.kind, message.sender, message.ref) == (UNKNOWN, ACCOUNT, "")
