"""Every table there is; the migrations build exactly these."""

from __future__ import annotations

from storage.tables.base import metadata
from storage.tables.casework import case_events, cases, counters, referrals, visits
from storage.tables.clock import broadcasts, closed_days, deliveries
from storage.tables.desk import audit, reviews, sessions, sign_in_links, staff, text_edits
from storage.tables.doors import door_months, doors, openings, templates
from storage.tables.persons import (
    addresses,
    aliases,
    children,
    consents,
    families,
    link_tries,
    links,
    people,
    requests,
    subscriptions,
)
from storage.tables.talk import attachments, inbox, messages, outbox

__all__ = [
    "addresses",
    "aliases",
    "attachments",
    "audit",
    "broadcasts",
    "case_events",
    "cases",
    "children",
    "closed_days",
    "consents",
    "counters",
    "deliveries",
    "door_months",
    "doors",
    "families",
    "inbox",
    "link_tries",
    "links",
    "messages",
    "metadata",
    "openings",
    "outbox",
    "people",
    "referrals",
    "requests",
    "reviews",
    "sessions",
    "sign_in_links",
    "staff",
    "subscriptions",
    "templates",
    "text_edits",
    "visits",
]
