"""What is held back from a screen that may be watched, until the family opens it."""

from __future__ import annotations

import sqlalchemy as sa

from storage import messages
from storage.database import Tx
from storage.messages import Entry
from storage.tables import messages as table


def any_of(tx: Tx, case: int) -> bool:
    """Whether something is held for the family of this case already: then they know that there is a message."""
    held = sa.select(table.c.id).where(table.c.case == case, table.c.status == messages.HELD).limit(1)
    return tx.execute(held).first() is not None


def hold(tx: Tx, message: int) -> None:
    """Keep a message from the family for now."""
    tx.execute(table.update().where(table.c.id == message).values(status=messages.HELD))


def release(tx: Tx, case: int) -> tuple[Entry, ...]:
    """Everything that was held, oldest first, which is now to be sent."""
    found = messages.held(tx, case)
    which = table.c.id.in_([entry.id for entry in found])
    tx.execute(table.update().where(which).values(status=messages.QUEUED))
    return found
