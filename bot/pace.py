"""When an order may go out without tiring the platform: by door, by person, by staff group (no clock of its own)."""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import TypeVar

from bot.channels import Limits
from handlers.orders import SAY, Order

_REMEMBERED = 10_000  # of each kind; what was touched longest ago is forgotten first
_MINUTE = 60.0
_RECOVERY = 120.0  # seconds in which a door that was slowed is twice as fast again
_SLOWEST = 1 / 64
_Kept = TypeVar("_Kept")


class Pace:
    """Gives each order its moment. Times are seconds of one clock that only goes forward.

    The memory is this process's alone: several senders side by side each keep the pace for themselves, and the
    platform's own "wait so many seconds" does the rest.
    """

    def __init__(self) -> None:
        self._doors: OrderedDict[str, float] = OrderedDict()  # from when on it is free again
        self._chats: OrderedDict[str, float] = OrderedDict()  # the same
        self._groups: OrderedDict[str, deque[float]] = OrderedDict()  # the moments of as many posts as a minute takes
        self._held: OrderedDict[str, float] = OrderedDict()  # until when the platform wants it left alone
        self._booked: OrderedDict[str, float] = OrderedDict()
        self._slowed: OrderedDict[str, tuple[float, float]] = OrderedDict()  # to which part of its speed, and when

    def book(self, order: Order, limits: Limits, *, now: float, urgent: bool = False) -> float:
        """Seconds until the order may go; 0 for now. Asked again, the same order keeps its moment.

        What is urgent goes at once and is only counted: a flood limit is better than an alert in a queue.
        """
        moment = self._booked.get(order.key)
        if moment is None:
            moment = now if urgent else self._slot(order, limits, now)
            self._count(order, limits, moment)
            _keep(self._booked, order.key, moment)
        moment = max(moment, self._held.get(_chat(order), moment))
        if moment > now or urgent:
            return max(0.0, moment - now)
        # The door's turn comes last: an order that waits for its group must not keep the others waiting.
        door = order.to.partition(":")[0]
        moment = max(now, self._doors.get(door, now))
        _keep(self._doors, door, moment + 1 / (limits.per_second * self._speed(door, now)))
        return moment - now

    def sent(self, order: Order, limits: Limits, *, parts: int, now: float) -> None:
        """Count what went out: an order is counted as one message when it is booked, but may be several."""
        self._booked.pop(order.key, None)
        for _ in range(parts - 1):
            self._count(order, limits, now)

    def hold(self, order: Order, seconds: float, *, now: float) -> None:
        """Leave that chat or group alone for so long, as the platform asked."""
        self._booked.pop(order.key, None)
        _keep(self._held, _chat(order), now + seconds)

    def slow(self, order: Order, *, now: float) -> None:
        """Half as fast through that door from now on, because the platform finds us too fast; it comes back slowly."""
        self._booked.pop(order.key, None)
        door = order.to.partition(":")[0]
        _keep(self._slowed, door, (max(self._speed(door, now) / 2, _SLOWEST), now))

    def _speed(self, door: str, now: float) -> float:
        """How much of a door's own speed is used: all of it, or less after it was too much."""
        part, since = self._slowed.get(door, (1.0, now))
        return float(min(1.0, part * 2 ** ((now - since) / _RECOVERY)))

    def _slot(self, order: Order, limits: Limits, now: float) -> float:
        if order.do == SAY:
            return max(now, self._chats.get(_chat(order), now))
        lately = self._groups.get(_chat(order), deque())
        full = limits.per_group_minute and len(lately) >= limits.per_group_minute
        return max(now, lately[0] + _MINUTE) if full else now

    def _count(self, order: Order, limits: Limits, moment: float) -> None:
        chat = _chat(order)
        if order.do == SAY:
            _keep(self._chats, chat, max(moment, self._chats.get(chat, moment)) + limits.per_chat_seconds)
        elif limits.per_group_minute:
            lately = self._groups.get(chat) or deque(maxlen=limits.per_group_minute)
            lately.append(max(moment, lately[-1]) if lately else moment)
            _keep(self._groups, chat, lately)


def _chat(order: Order) -> str:
    """The chat or group; the topics of a group share its limits."""
    return order.to.partition("/")[0]


def _keep(memory: OrderedDict[str, _Kept], key: str, value: _Kept) -> None:
    memory[key] = value
    memory.move_to_end(key)
    while len(memory) > _REMEMBERED:
        memory.popitem(last=False)
