"""Cases, what happens to them, where they are handed on, the visits about them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, Index, Table

from storage.columns import Json, Words, flag, text, to, when, whenever
from storage.tables.base import metadata, table

cases = table(
    "cases",
    Column("code", Words, nullable=False, unique=True),
    Column("origin", Words, nullable=False, unique=True),  # the inbox key that opened it
    to("family", "families"),
    to("person", "people"),
    text("address"),  # the conversation that opened it
    Column("kind", Words, nullable=False),
    Column("intent", Words, nullable=False),
    Column("status", Words, nullable=False),
    Column("urgency", Words, nullable=False),
    Column("standing", sa.SmallInteger, nullable=False),  # 0 open and urgent, 1 soon, 2 routine, 3 closed
    text("summary"),
    Column("answers", Json, nullable=False),
    flag("complete"),
    text("officer"),
    whenever("due"),
    when("opened_at"),
    whenever("taken_at"),
    whenever("closed_at"),
    text("desk"),  # the staff group that was asked to open a topic for it
    text("title"),  # the name of that topic
    text("topic"),  # its address, once it is open
    text("classification"),  # the class SP4N-LAPOR! gives a complaint
    text("secrecy"),  # anonymous, confidential or both
    to("officer_id", "staff", optional=True),
    text("next_step"),
    whenever("next_due"),
    text("outcome"),
    Column("rating", sa.SmallInteger),
    whenever("rated_at"),
    Column("quiet", sa.Boolean, nullable=False, server_default=sa.false()),  # show nothing unasked: they are watched
    Column("reopened", sa.Integer, nullable=False, server_default="0"),  # how often
    Index("ix_cases_family", "family", "id"),
    Index("ix_cases_person", "person", "id"),
    Index("ix_cases_next_due", "standing", "next_due"),
    Index("ix_cases_officer_id", "officer_id"),
    Index("ix_cases_standing", "standing", "id"),
    Index("ix_cases_due", "standing", "due"),
    Index("ix_cases_topic", "topic"),
    Index("ix_cases_desk", "desk"),
)

case_events = table(
    "case_events",
    to("case", "cases"),
    when("at"),
    Column("what", Words, nullable=False),
    text("by"),
    Column("detail", Json, nullable=False),
    Index("ix_case_events_case", "case", "id"),
)

referrals = table(
    "referrals",
    to("case", "cases"),
    Column("office", Words, nullable=False),  # an id of content/agencies.yml
    Column("status", Words, nullable=False),  # proposed, agreed, declined, sent, accepted, refused or closed
    Column("handed_on", Json, nullable=False),  # the names of the answers that the agency is given
    text("note"),
    text("by"),
    when("at"),
    whenever("asked_at"),
    text("consent"),  # yes, no, or vital: handed on without, to save somebody
    whenever("consent_at"),
    whenever("sent_at"),
    whenever("answered_at"),
    text("answer"),
    text("outcome"),
    whenever("due"),
    Index("ix_referrals_case", "case"),
    Index("ix_referrals_due", "status", "due"),
)

visits = table(
    "visits",
    to("family", "families"),
    to("person", "people"),
    to("case", "cases", optional=True),
    when("at"),
    Column("status", Words, nullable=False),
    text("answer"),  # what the family said about it: ok or move
    whenever("answered_at"),
    text("officer"),
    text("place"),
    text("note"),
    when("created_at"),
    Index("ix_visits_at", "status", "at"),
    Index("ix_visits_family", "family"),
    Index("ix_visits_case", "case"),
)

counters = Table(
    "counters",
    metadata,
    Column("kind", Words, primary_key=True),
    Column("year", sa.Integer, primary_key=True),
    Column("last", sa.Integer, nullable=False),
)
