"""Why the bytes of a file will never be here: too large, harmful, or lost at its door."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
}


def upgrade() -> None:
    # On SQLite by a copy, so that it looks as if it had been made so.
    with op.batch_alter_table(
        "attachments",
        recreate="auto" if op.get_bind().dialect.name == "postgresql" else "always",
        table_kwargs={"sqlite_autoincrement": True},
        naming_convention=NAMES,
    ) as batch:
        batch.add_column(sa.Column("refused", sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE attachments SET refused = 'lost' WHERE sha256 = '' AND stored_at IS NOT NULL")
