"""Families, their people and children; where they write from, what they agreed to, what they asked for."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Column, Index

from storage.columns import Words, text, to, when, whenever
from storage.tables.base import table

families = table("families", text("place"), when("created_at"))

people = table(
    "people",
    to("family", "families"),
    text("name"),
    text("consent"),
    whenever("consent_at"),
    text("language"),
    text("zone"),
    whenever("stopped_at"),  # they asked that nothing be sent to them unasked
    when("created_at"),
    text("address_form"),  # how they want to be called: ibu, bapak, kakak
    text("notice"),  # the version of the notice they were last shown
    whenever("noticed_at"),
    Index("ix_people_family", "family"),
)

addresses = table(
    "addresses",
    Column("address", Words, nullable=False, unique=True),
    to("person", "people"),
    text("state"),
    text("state_name"),
    when("state_at"),
    when("last_heard_at"),
    whenever("unreachable_at"),
    when("created_at"),
    Index("ix_addresses_person", "person"),
    Index("ix_addresses_state", "state_name", "state_at"),
)

aliases = table(  # where a person wrote from before the platform said that they moved
    "aliases",
    Column("address", Words, nullable=False, unique=True),
    Column("moved_to", Words, nullable=False),
    when("at"),
    Index("ix_aliases_moved_to", "moved_to"),
)

children = table(
    "children",
    to("family", "families"),
    text("name"),
    Column("born", sa.Date),
    when("created_at"),
    whenever("ended_at"),  # the family speaks of it no more
    text("ended_why"),  # loss, moved or mistake
    Index("ix_children_family", "family"),
)

subscriptions = table(
    "subscriptions",
    to("person", "people"),
    Column("topic", Words, nullable=False),
    when("since"),
    whenever("ended_at"),
    text("message_key"),  # the inbox key of the message that asked for it; its first word is the door
    sa.UniqueConstraint("person", "topic"),
    Index("ix_subscriptions_topic", "topic", "person"),
)

consents = table(
    "consents",
    to("person", "people"),
    Column("version", Words, nullable=False),
    Column("how", Words, nullable=False),  # button or words
    text("message_key"),  # the inbox key of the message that said so
    when("at"),
    whenever("withdrawn_at"),
    Index("ix_consents_person", "person", "at"),
)

links = table(
    "links",
    to("family", "families"),
    to("person", "people"),  # who offers
    Column("hash", Words, nullable=False),
    when("created_at"),
    when("expires_at"),
    to("claimed_by", "people", optional=True),
    whenever("claimed_at"),
    whenever("used_at"),
    Index("ix_links_hash", "hash", "expires_at"),
    Index("ix_links_person", "person"),
)

link_tries = table(  # codes that a person typed and nobody had offered
    "link_tries",
    to("person", "people"),
    when("at"),
    Index("ix_link_tries_person", "person", "at"),
)

requests = table(
    "requests",
    Column("key", Words, nullable=False, unique=True),  # the inbox key of the message that asked
    to("person", "people"),
    Column("kind", Words, nullable=False),  # see, correct, download, erase, stop or withdraw
    Column("status", Words, nullable=False),  # new, granted, partly, refused or done
    text("detail"),
    when("received_at"),
    whenever("due"),
    text("decided_by"),
    whenever("decided_at"),
    text("reason"),
    whenever("done_at"),
    Index("ix_requests_person", "person"),
    Index("ix_requests_due", "status", "due"),
)
