"""The bodies of requests: read within bounds of size and time, and decoded whatever they are."""

from __future__ import annotations

import asyncio
import json
from typing import Any, Final

from starlette.requests import ClientDisconnect, Request

TOO_SLOW: Final = 408
TOO_BIG: Final = 413


class NotRead(Exception):
    """The body is larger than what is read of it, or does not come: `status` says which."""

    def __init__(self, status: int) -> None:
        """Keep the status to answer with."""
        super().__init__(status)
        self.status = status


async def read(request: Request, room: int, patience: float) -> bytes:
    """The raw body of at most `room` bytes, which has `patience` seconds to arrive. Raises NotRead."""
    body = bytearray()
    try:
        async with asyncio.timeout(patience):
            async for chunk in request.stream():
                body += chunk
                if len(body) > room:
                    raise NotRead(TOO_BIG)
    except ClientDisconnect:
        return b""
    except TimeoutError:
        raise NotRead(TOO_SLOW) from None
    return bytes(body)


def decoded(body: bytes) -> Any:
    """The JSON, or the text itself when it is none: what came is kept in any case."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return body.decode("utf-8", "replace")
