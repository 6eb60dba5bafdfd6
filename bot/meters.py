"""What /metrics counts: numbers by door and outcome, never a word or an address."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest


class Meters:
    """The counters of one process, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = mine = CollectorRegistry()
        self.received = Counter("pintu_received", "Messages taken in, by door.", ["door"], registry=mine)
        self.sent = Counter("pintu_sent", "Orders tried, by outcome.", ["door", "outcome"], registry=mine)
        self.backlog = Gauge("pintu_queue_rows", "Rows not done.", ["queue", "status"], registry=mine)
        self.held = Gauge("pintu_held_rows", "Orders that wait until a person writes again.", registry=mine)
        self.out = Gauge("pintu_door_out", "1 while a platform carries nothing.", ["door"], registry=mine)
        self.oldest = Gauge("pintu_queue_oldest_seconds", "The longest wait.", ["queue"], registry=mine)

    def page(self) -> bytes:
        """Everything, in the text format of Prometheus."""
        return generate_latest(self._registry)
