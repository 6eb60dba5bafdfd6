"""Finds what is written in digits and must be exact: ticket numbers, identity numbers, telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from components.found import Found

# "ADU-2026-000123", and as people copy it: "adu 2026 123", "no adu2026/123"
_TICKET = re.compile(r"\b(ADU|BTN|ASH|DRT)[\s\-_./:#]{0,3}(20\d\d)[\s\-_./:#]{0,3}(\d{1,6})(?!\d)", re.IGNORECASE)
# 16 digits (a NIK, or a family card number, which looks the same), alone or in groups of four or six-six-four
_NIK = re.compile(r"(?<!\d)(?:\d{16}|\d{4}[ .\-]\d{4}[ .\-]\d{4}[ .\-]\d{4}|\d{6}[ .\-]\d{6}[ .\-]\d{4})(?!\d)")
# Mobile numbers begin with 08 or +628 (9 to 12 digits follow the 8); landlines of the province with 074
_PHONE = re.compile(r"(?<![\d+])(?:(?:\+|00)?62[\s\-.]?|0)(?:8(?:[\s\-.]?\d){8,11}|74\d(?:[\s\-.]?\d){5,8})(?!\d)")


def find_codes(text: str) -> Iterator[Found]:
    """Tickets, NIK and phones, in the order in which they win over each other."""
    for match in _TICKET.finditer(text):
        yield Found("ticket", *match.span(), f"{match[1].upper()}-{match[2]}-{int(match[3]):06d}")
    for match in _NIK.finditer(text):
        yield Found("nik", *match.span(), re.sub(r"\D", "", match.group()))
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        yield Found("phone", *match.span(), "+62" + re.sub(r"^(?:0062|62|0)", "", digits))
