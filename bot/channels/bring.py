"""How a door gets at a file that came in at another one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.channels import File, Refused

Bring = Callable[[File], Awaitable[bytes]]
"""The content of a file of any door. Raises a SendFailed."""


async def nobody_brings(file: File) -> bytes:
    """Nothing: this door was given no way to the other doors' files."""
    raise Refused("file-of-another-door", f"there is no way to a {file.kind} of another door here", ours=True)
