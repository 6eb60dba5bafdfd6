"""What WhatsApp's webhooks say about the account itself: its templates, its number, its standing (pure).

Shapes: Meta's reference of the webhook fields message_template_status_update, message_template_quality_update,
template_category_update, phone_number_quality_update, business_capability_update and account_update.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

# Everything else that account_update tells concerns partners, advertisers and prices abroad.
_SERIOUS = ("ACCOUNT_DELETED", "ACCOUNT_RESTRICTION", "ACCOUNT_VIOLATION", "DISABLED_UPDATE", "ACCOUNT_OFFBOARDED")
_WORST = {"FLAGGED": "RED"}


@dataclass(frozen=True, slots=True)
class TemplateNews:
    """Something about one template: `told` holds status, reason, quality or category, in the platform's words."""

    name: str
    language: str
    told: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NumberNews:
    """Something about our number; "" for what was not said. `worse` when it may do less than before."""

    quality: str = ""
    tier: str = ""
    worse: bool = False


@dataclass(frozen=True, slots=True)
class AccountNews:
    """Something that keeps the whole account from sending, in the platform's word, and why if it says so."""

    event: str
    why: str = ""


News: TypeAlias = TemplateNews | NumberNews | AccountNews


def read(change: Any) -> News | None:
    """The news in one change of a webhook; None when it says nothing that anybody here has to know. Never raises."""
    try:
        value = change["value"]
        match change["field"]:
            case "message_template_status_update":
                return _template(value, status=_word(value["event"]), reason=_reason(value))
            case "message_template_quality_update":
                return _template(value, quality=_word(value["new_quality_score"]))
            case "template_category_update" if value.get("new_category"):
                return _template(value, category=_word(value["new_category"]))
            case "phone_number_quality_update":
                event = _word(value["event"])
                # Its current_limit has meant the throughput since February 2026.
                tier = _tier(value.get("max_daily_conversations_per_business"))
                return NumberNews(_WORST.get(event, ""), tier, worse=event == "FLAGGED" or event.endswith("DOWNGRADE"))
            case "business_capability_update":
                return NumberNews(tier=_tier(value["max_daily_conversations_per_business"]))
            case "account_update" if value["event"] in _SERIOUS:
                return AccountNews(_word(value["event"]), _why(value))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return None
    return None


def _template(value: Mapping[str, Any], **told: str) -> TemplateNews:
    name, language = value["message_template_name"], value["message_template_language"]
    return TemplateNews(_word(name), _word(language), told)


def _reason(value: Mapping[str, Any]) -> str:
    said = value.get("reason")
    return "" if said in (None, "NONE") else _word(said)


def _tier(said: Any) -> str:
    if isinstance(said, int):
        return f"TIER_{said}" if said >= 0 else "TIER_UNLIMITED"
    return _word(said) if said else ""


def _why(value: Mapping[str, Any]) -> str:
    parts = [value.get("violation_info") or {}, value.get("ban_info") or {}, *(value.get("restriction_info") or ())]
    names = ("violation_type", "waba_ban_state", "restriction_type")
    return next((_word(part[name]) for part in parts for name in names if part.get(name)), "")


def _word(said: Any) -> str:
    if not isinstance(said, str) or not said.isascii() or not said.isprintable():
        raise ValueError("no word")
    return said[:512]
