"""What the Cloud API takes and what it refuses: lengths, numbers and names, checked as the platform does (pure)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

Json = dict[str, Any]

MEDIA = ("image", "audio", "video", "document", "sticker")
_INVALID, _MISSING = 131009, 131008


class GraphError(Exception):
    """What Meta answers instead of a result."""

    def __init__(self, code: int, details: str = "", *, status: int = 400, subcode: int = 0) -> None:
        super().__init__(f"(#{code}) {details}")
        self.code = code
        self.status = status
        self.body: Json = {
            "error": {
                "message": f"(#{code}) {details}",
                "type": "OAuthException",
                "code": code,
                "error_data": {"messaging_product": "whatsapp", "details": details},
                "fbtrace_id": "Az8or2yhqkZfEZ-_4Qn_Bam",
            }
        }
        if subcode:
            self.body["error"]["error_subcode"] = subcode


def check(message: Json, templates: Mapping[tuple[str, str], Json], media: Collection[str]) -> None:
    """Raise what the platform would raise on that message, whoever it is for."""
    _need(message.get("messaging_product") == "whatsapp", "messaging_product must be whatsapp", 100)
    _need(bool(message.get("to") or message.get("recipient")), "a recipient is required", _MISSING)
    kind = message.get("type", "text")
    content = message.get(kind)
    _need(isinstance(content, dict), f"{kind} is required", _MISSING)
    if kind == "template":
        _template(content, templates)
        return
    ways: dict[str, Callable[[Json], None]] = {"text": _text, "interactive": _interactive}
    if kind in MEDIA:
        _need(content.get("id") in media, "media id is not known", 131053)
        _short(content.get("caption", ""), 1024, "caption")
    else:
        _need(kind in ways, f"type {kind} is not supported", 131051)
        ways[kind](content)


def _text(content: Json) -> None:
    body = content.get("body", "")
    _need(bool(body.strip()), "text.body is required", _MISSING)
    _short(body, 4096, "text.body")


def _interactive(content: Json) -> None:
    body = content.get("body", {}).get("text", "")
    _need(bool(body.strip()), "interactive.body.text is required", _MISSING)
    _short(body, 1024, "interactive.body.text")
    action = content.get("action", {})
    if content.get("type") == "button":
        _buttons([button.get("reply", {}) for button in action.get("buttons", [])])
    elif content.get("type") == "list":
        _list(action)
    else:
        _need(False, "interactive.type is not supported", _INVALID)


def _buttons(replies: list[Json]) -> None:
    _need(1 <= len(replies) <= 3, "1 to 3 buttons", _INVALID)
    _named(replies, 20, 256)


def _list(action: Json) -> None:
    _need(bool(action.get("button")), "action.button is required", _MISSING)
    _short(action["button"], 20, "action.button")
    sections = action.get("sections", [])
    _need(1 <= len(sections) <= 10, "1 to 10 sections", _INVALID)
    for section in sections:
        _need(len(sections) == 1 or "title" in section, "sections need titles", _MISSING)
        _need(section.get("title") != "", "a title is not empty", _INVALID)
        _short(section.get("title", ""), 24, "section title")
    rows = [row for section in sections for row in section.get("rows", [])]
    _need(1 <= len(rows) <= 10, "1 to 10 rows", _INVALID)
    _named(rows, 24, 200)
    for row in rows:
        _short(row.get("description", ""), 72, "row description")


def _named(things: list[Json], title: int, name: int) -> None:
    titles, names = [one.get("title", "") for one in things], [one.get("id", "") for one in things]
    _need(all(one.strip() for one in (*titles, *names)), "ids and titles are required", _MISSING)
    _need(len(set(titles)) == len(titles) and len(set(names)) == len(names), "ids and titles differ", _INVALID)
    for one in titles:
        _short(one, title, "title")
    for one in names:
        _short(one, name, "id")


def _template(content: Json, templates: Mapping[tuple[str, str], Json]) -> None:
    known = templates.get((content.get("name", ""), content.get("language", {}).get("code", "")))
    if known is None or known["status"] not in ("APPROVED", "PAUSED", "DISABLED"):
        raise GraphError(132001, "Template name does not exist in the translation", status=404)
    if known["status"] != "APPROVED":
        raise GraphError(132015 if known["status"] == "PAUSED" else 132016, "Template is paused or disabled")
    given = [one for part in content.get("components", []) for one in part.get("parameters", [])]
    if len(given) != known["params"]:
        raise GraphError(132000, f"number of localizable_params ({len(given)}) does not match {known['params']}")
    for one in given:
        said = one.get("text", "")
        if not said or "\n" in said or "\t" in said or "     " in said:
            raise GraphError(132012, "Parameter format does not match format in the created template")


def _short(said: str, most: int, what: str) -> None:
    _need(len(said) <= most, f"{what} is longer than {most}", _INVALID)


def _need(fine: bool, details: str, code: int) -> None:  # noqa: FBT001 - reads as a sentence
    if not fine:
        raise GraphError(code, details)
