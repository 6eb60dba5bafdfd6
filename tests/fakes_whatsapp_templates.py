"""The part of the fake Cloud API that an operator works with: templates under review, the number, the webhook."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import Any

from tests.fakes_whatsapp import BUSINESS_ID, NUMBER, FakeWhatsApp, envelope
from tests.fakes_whatsapp_http import Json
from tests.fakes_whatsapp_rules import GraphError

LONGEST = 1024


@dataclass
class Office:
    """Where templates are handed in and reviewed. Made with a platform, it answers beside it."""

    platform: FakeWhatsApp
    rows: dict[str, Json] = field(default_factory=dict)
    apps: list[str] = field(default_factory=lambda: ["Pintu SERASI"])
    number: Json = field(default_factory=dict)
    page: int = 2  # rows to a page, so that there is more than one
    approves_at_once: bool = False
    webhook: str = ""
    pin: str = ""  # of the number, once it is registered

    def __post_init__(self) -> None:
        self.platform.extra.append(self.answer)

    # What the reviewers do.

    def review(self, name: str, status: str, reason: str = "NONE", language: str = "id") -> Json:
        """Decide on a template, and say so in a webhook."""
        row = self._row(name, language)
        row["status"], row["rejected_reason"] = status, reason
        self._share(row)
        value = {"event": status, "message_template_id": int(row["id"]), "message_template_name": name}
        value |= {"message_template_language": language, "message_template_category": row["category"]}
        return self._tell("message_template_status_update", {**value, "reason": reason})

    def rate(self, name: str, score: str) -> Json:
        """People like or dislike a template."""
        row = self._row(name, "id")
        before = row.get("quality_score", {}).get("score", "UNKNOWN")
        row["quality_score"] = {"score": score, "date": int(time.time())}
        value = {"previous_quality_score": before, "new_quality_score": score, "message_template_id": int(row["id"])}
        value |= {"message_template_name": name, "message_template_language": "id"}
        return self._tell("message_template_quality_update", value)

    def limit(self, tier: str, event: str = "DOWNGRADE") -> Json:
        """The number may write to more or fewer people."""
        self.number["whatsapp_business_manager_messaging_limit"] = tier
        value = {"display_phone_number": NUMBER, "event": event, "max_daily_conversations_per_business": tier}
        return self._tell("phone_number_quality_update", value)

    def account(self, event: str, **more: Any) -> Json:
        """Something happens to the account."""
        return self._tell("account_update", {"phone_number": NUMBER, "event": event, **more})

    # What an operator may ask.

    def answer(self, method: str, path: list[str], query: dict[str, str], body: Any) -> Json | None:
        """Answer what is ours; None for everything else."""
        match method, path:
            case "GET", [business, "message_templates"] if business == BUSINESS_ID:
                return self._list(int(query.get("after") or 0))
            case "POST", [business, "message_templates"] if business == BUSINESS_ID:
                return self._create(body)
            case "POST", [row] if row in self.rows:
                return self._change(self.rows[row], body)
            case "GET", [self.platform.phone]:
                return self._number()
            case "GET", [business, "subscribed_apps"] if business == BUSINESS_ID:
                return {"data": [{"whatsapp_business_api_data": {"name": app, "id": "1"}} for app in self.apps]}
            case "POST", [business, "subscribed_apps"] if business == BUSINESS_ID:
                self.apps.append("Pintu SERASI")
                return {"success": True}
            case "POST", [self.platform.phone, "register"]:
                return self._register(body)
        return None

    def _list(self, after: int) -> Json:
        rows = list(self.rows.values())
        end = after + self.page
        paging: Json = {"cursors": {"before": str(after), "after": str(end)}}
        if end < len(rows):
            paging["next"] = "https://elsewhere.invalid/next"  # whoever follows it gives the token away
        summary = {"total_count": len(rows), "message_template_count": len(rows), "message_template_limit": 6000}
        summary |= {"are_translations_complete": False}
        return {"data": rows[after:end], "paging": paging, "summary": summary}

    def _create(self, given: Json) -> Json:
        name, language = given["name"], given["language"]
        if not re.fullmatch(r"[a-z0-9_]{1,512}", name):
            raise GraphError(100, "name may hold small letters, digits and _ only")
        if any((row["name"], row["language"]) == (name, language) for row in self.rows.values()):
            raise GraphError(100, "there is content in this language for this template already")
        check(given)
        row = {"id": str(900 + len(self.rows)), **given, "parameter_format": "POSITIONAL", "rejected_reason": "NONE"}
        row["status"] = "APPROVED" if self.approves_at_once else "PENDING"
        self.rows[row["id"]] = row
        self._share(row)
        return {name: row[name] for name in ("id", "status", "category")}

    def _change(self, row: Json, given: Json) -> Json:
        if row["status"] not in ("APPROVED", "REJECTED", "PAUSED"):
            raise GraphError(100, "only approved, rejected or paused templates can be edited")
        if given.get("category", row["category"]) != row["category"] and row["status"] == "APPROVED":
            raise GraphError(100, "the category of an approved template cannot be changed")
        check({**row, **given})
        row |= given
        row["status"] = "APPROVED" if self.approves_at_once else "PENDING"
        self._share(row)
        return {"success": True, "id": row["id"], "name": row["name"], "category": row["category"]}

    def _number(self) -> Json:
        facts = {"id": self.platform.phone, "verified_name": "Sentra SERASI", "display_phone_number": f"+{NUMBER}"}
        facts |= {"status": "CONNECTED", "quality_rating": "GREEN", "platform_type": "CLOUD_API"}
        facts |= {"code_verification_status": "VERIFIED", "throughput": {"level": "STANDARD"}}
        facts |= {"whatsapp_business_manager_messaging_limit": "TIER_250"}
        facts |= {"webhook_configuration": {"application": self.webhook}}
        return {**facts, **self.number}

    def _register(self, given: Json) -> Json:
        if not re.fullmatch(r"\d{6}", str(given.get("pin", ""))) or given.get("messaging_product") != "whatsapp":
            raise GraphError(100, "a pin of six digits is required")
        if self.pin not in ("", given["pin"]):
            raise GraphError(133005, "two-step verification PIN mismatch")
        self.pin = given["pin"]
        self.number["platform_type"] = "CLOUD_API"
        return {"success": True}

    def _row(self, name: str, language: str) -> Json:
        return next(row for row in self.rows.values() if (row["name"], row["language"]) == (name, language))

    def _share(self, row: Json) -> None:
        """Let the sending part of the platform know."""
        blanks = len(re.findall(r"\{\{\d+\}\}", body_of(row)["text"]))
        self.platform.templates[row["name"], row["language"]] = {"status": row["status"], "params": blanks}

    def _tell(self, name: str, value: Json) -> Json:
        letter = envelope({}, name)
        letter["entry"][0] |= {"time": int(self.platform.clock()), "changes": [{"field": name, "value": value}]}
        self.platform.post_office.put(letter)
        return letter


def check(given: Json) -> None:
    """Raise what the platform would raise on these words."""
    body = body_of(given)
    text, blanks = body["text"], re.findall(r"\{\{(\d+)\}\}", body["text"])
    examples = body.get("example", {}).get("body_text", [[]])[0]
    if given["category"] not in ("UTILITY", "MARKETING", "AUTHENTICATION"):
        raise GraphError(100, "category is not one of ours")
    if len(text) > LONGEST:
        raise GraphError(132005, "the body is too long")
    if blanks != [str(number) for number in range(1, len(blanks) + 1)] or len(examples) != len(blanks):
        raise GraphError(100, "blanks are numbered in order, and each has an example")
    if text.startswith("{{") or text.endswith("}}"):
        raise GraphError(100, "a blank may stand neither at the beginning nor at the end")


def body_of(given: Json) -> Json:
    """The body among the components."""
    return next(part for part in given["components"] if part["type"] == "BODY")
