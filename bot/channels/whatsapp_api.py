"""How WhatsApp's Cloud API is reached: the one place that knows its host and version, through pywa's client."""

from __future__ import annotations

from dataclasses import dataclass

import httpx
from pywa_async.client import WhatsApp as Client

PUBLIC_API = "https://graph.facebook.com"
VERSION = "26.0"  # the newest that pywa 4.5 speaks; Meta keeps a version for two years
_TIMES = httpx.Timeout(20, connect=10, pool=10)


@dataclass(frozen=True, slots=True)
class Line:
    """A line to one business number: pywa's client, and the connections below it."""

    client: Client
    session: httpx.AsyncClient

    async def close(self) -> None:
        """Hang up."""
        await self.session.aclose()


def connect(token: str, phone: str, api: str = PUBLIC_API, *, business: str = "") -> Line:
    """A line to the number `phone`, of the account `business` where that is needed. Nothing is called yet."""
    session = httpx.AsyncClient(timeout=_TIMES)
    client = Client(
        phone_id=phone,
        token=token,
        session=session,
        waba_id=business or None,
        api_version=VERSION,
        filter_updates=False,
    )
    # The client has just said where Meta lives; we say where ours does, for tests and behind a proxy.
    session.base_url = httpx.URL(f"{api.rstrip('/')}/v{VERSION}")
    return Line(client, session)
