"""What an operator has with WhatsApp: the account's templates and its number, asked through pywa.

Messages are the business of whatsapp.py; news about the account that come by themselves are read in
whatsapp_notices.py.
"""

from __future__ import annotations

import warnings
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
from pywa.errors import PywaUnknownEnumMemberWarning, WhatsAppError
from pywa.types.others import Pagination
from pywa_async.types.templates import BodyText, Template, TemplateCategory, TemplateDetails, TemplateLanguage

from bot.channels.whatsapp_api import Line
from handlers.templates import Template as Ours

T = TypeVar("T")
_PAGE = 100
_PAGES = 20  # an account has 6,000 templates at most; ours are a handful

_REMEDIES = {
    0: "WHATSAPP_TOKEN is not accepted. Make a new permanent token of the system user.",
    190: "WHATSAPP_TOKEN is not accepted. Make a new permanent token of the system user.",
    10: "The token may not do this. Give the system user whatsapp_business_management and whatsapp_business_messaging.",
    100: "There is no such number or account, or the token may not see it. Compare WHATSAPP_PHONE_ID and "
    "WHATSAPP_BUSINESS_ID with the API page of the app.",
    4: "Too many calls of this app. Wait an hour.",
    80007: "Too many calls of this account. Wait an hour.",
}


class AccountError(Exception):
    """The platform did not do what was asked. The message is for an operator; `code` is the platform's, 0 for none."""

    def __init__(self, code: int, told: str) -> None:
        """Keep the platform's code and the remedy."""
        super().__init__(told)
        self.code = code


@dataclass(frozen=True, slots=True)
class Found:
    """A template on the platform; `category`, `status`, `reason` and `quality` are its own words."""

    id: str
    name: str
    language: str
    category: str
    status: str
    reason: str
    quality: str
    body: str


@dataclass(frozen=True, slots=True)
class Number:
    """Our number as the platform sees it, in its own words ("" when it does not say).

    `tier` is how many people it may write to first in 24 hours ("TIER_250"), `throughput` how fast ("STANDARD").
    `troubles` are what keeps it from sending, each with the platform's own advice.
    """

    name: str
    number: str
    status: str
    quality: str
    tier: str
    throughput: str
    platform: str
    verified: str
    troubles: tuple[str, ...]
    webhook: str


class Account:
    """One business account with its number, over a line that is already open."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def templates(self) -> tuple[Found, ...]:
        """All templates. Raises AccountError."""
        found: list[Found] = []
        after: str | None = None
        for _ in range(_PAGES):
            page = await _asked(self._line.client.get_templates(pagination=Pagination(limit=_PAGE, after=after)))
            found += [_found(one) for one in page]
            # We ask for the next page ourselves: the address in the answer would get our token, wherever it leads.
            after = page.after if page.has_next else None
            if not after:
                break
        return tuple(found)

    async def create(self, template: Ours) -> str:
        """Hand a template in; returns its state. Raises AccountError."""
        made = await _asked(
            self._line.client.create_template(
                Template(
                    name=template.id,
                    language=TemplateLanguage(template.language),
                    category=TemplateCategory(template.category.upper()),
                    components=[BodyText(template.body, *template.example)],
                )
            )
        )
        return str(made.status)

    async def change(self, there: Found, template: Ours) -> None:
        """Hand in other words for a template (ten times in 30 days, once in 24 hours). Raises AccountError.

        The category of an approved one cannot be changed: that one has to be deleted or renamed.
        """
        category = template.category.upper()
        await _asked(
            self._line.client.update_template(
                there.id,
                new_components=[BodyText(template.body, *template.example)],
                new_category=TemplateCategory(category)
                if category != there.category and there.status != "APPROVED"
                else None,
            )
        )

    async def number(self) -> Number:
        """What the platform says of our number. Raises AccountError."""
        said = await _asked(self._line.client.get_business_phone_number())
        return Number(
            name=said.verified_name or "",
            number=said.display_phone_number or "",
            status=said.status or "",
            quality=said.quality_rating or "",
            tier=said.whatsapp_business_manager_messaging_limit or "",
            throughput=(said.throughput or {}).get("level", ""),
            platform=said.platform_type or "",
            verified=said.code_verification_status or "",
            troubles=tuple(_troubles(said.health_status or {})),
            webhook=(said.webhook_configuration or {}).get("application", ""),
        )

    async def register(self, pin: str) -> None:
        """Put our number, verified before, on the Cloud API; `pin` is its six digits of two-step verification.

        Meta offers no page for this. Ten tries in 72 hours. Raises AccountError.
        """
        await _asked(self._line.client.register_phone_number(pin=pin))

    async def subscribe(self) -> None:
        """Let the app that the token belongs to have this account's webhooks. Raises AccountError."""
        # pywa can do this only together with another address for the webhooks.
        await _asked(self._post(f"/{self._line.client.waba_id}/subscribed_apps"))

    async def _post(self, path: str) -> None:
        answer = await self._line.session.post(path)
        if answer.is_error:
            raise WhatsAppError.from_dict(answer.json()["error"], answer)

    async def subscribed(self) -> tuple[str, ...]:
        """The names of the apps that get this account's webhooks. Raises AccountError."""
        client = self._line.client
        # pywa has no public way for this one question.
        said = await _asked(client.api.get_waba_subscribed_apps(str(client.waba_id or "")))
        apps = (one.get("whatsapp_business_api_data") or {} for one in said.get("data", ()))
        return tuple(str(app.get("name", "")) for app in apps)


async def _asked(question: Awaitable[T]) -> T:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PywaUnknownEnumMemberWarning)  # a new word of theirs is shown as UNKNOWN
            return await question
    except WhatsAppError as error:
        code = 10 if 200 <= error.code < 300 else error.code
        told = _REMEDIES.get(code) or error.user_msg or error.details or error.message
        raise AccountError(error.code, told) from None
    except (httpx.HTTPError, OSError) as error:
        raise AccountError(0, f"WhatsApp does not answer ({type(error).__name__}). Check the network.") from None
    except (KeyError, TypeError, ValueError) as error:
        raise AccountError(0, f"WhatsApp's answer cannot be read ({type(error).__name__}).") from None


def _found(one: TemplateDetails) -> Found:
    body = next((part.text for part in one.components if isinstance(part, BodyText)), "")
    return Found(
        id=one.id,
        name=one.name,
        language=str(one.language),
        category=str(one.category),
        status=str(one.status),
        reason="" if str(one.rejected_reason or "NONE") == "NONE" else str(one.rejected_reason),
        quality=str(one.quality_score.score) if one.quality_score else "",
        body=body,
    )


def _troubles(health: dict[str, Any]) -> list[str]:
    told = []
    for entity in health.get("entities", ()):
        for error in entity.get("errors", ()):
            parts = (error.get("error_description", ""), error.get("possible_solution", ""))
            words = " ".join(str(part).strip() for part in parts if part)
            told.append(f"{entity.get('entity_type', '')} {error.get('error_code', '')}: {words}".strip())
    return told
