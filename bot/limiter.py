"""How many a minute: a small memory of who came how often (pure but for that memory)."""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta

_MINUTE = timedelta(minutes=1)
_REMEMBERED = 10_000  # callers; the one unseen for longest is forgotten first


class Limiter:
    """Lets each caller in `a_minute` times in any minute."""

    def __init__(self, a_minute: int) -> None:
        self._a_minute = a_minute
        self._seen: OrderedDict[str, deque[datetime]] = OrderedDict()

    def admits(self, caller: str, *, now: datetime) -> bool:
        """Whether the caller may come in now; a visit that is refused does not count."""
        visits = self._seen.setdefault(caller, deque())
        self._seen.move_to_end(caller)
        while visits and visits[0] <= now - _MINUTE:
            visits.popleft()
        if len(visits) >= self._a_minute:
            return False
        visits.append(now)
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return True
