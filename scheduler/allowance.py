"""When staff are told that the free messages of a month are nearly used up, or over."""

from __future__ import annotations

NEAR, OVER = "near", "over"
_SHARE = 0.8


def used_up(count: int, free: int) -> str:
    """NEAR from four fifths on, OVER when none is left, "" before; `free` 0 means that nobody counts."""
    if free <= 0 or count < _SHARE * free:
        return ""
    return OVER if count >= free else NEAR
