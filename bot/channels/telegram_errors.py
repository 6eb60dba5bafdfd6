"""What an answer of the Bot API that is no success means for us (pure)."""

from __future__ import annotations

import re
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels import Moved, Refused, SendFailed, TopicGone, TryAgain, Unreachable

# What Telegram says in a 400, by what it means for us. Matched in lower case anywhere in the description.
_TOPIC_GONE = ("message thread not found", "topic_deleted", "topic_closed", "topic_id_invalid")
_NOBODY_THERE = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated")
REMEDIES = {
    "the chat is not a forum": (
        "not-a-forum",
        "turn on Topics in the staff group and make the bot an administrator with the right to manage topics",
    ),
    "not enough rights": (
        "not-enough-rights",
        "make the bot an administrator of the staff group with the right to manage topics",
    ),
    "chat_admin_required": (
        "not-enough-rights",
        "make the bot an administrator of the staff group with the right to manage topics",
    ),
    "file is too big": ("file-too-big", "Telegram hands a bot files of at most 20 MB"),
}


def failure(error: TelegramError) -> SendFailed:
    """What went wrong, in our words. To the library a BadRequest is a NetworkError too, so it goes first."""
    failure: SendFailed = TryAgain(1, "answer")
    match error:
        case RetryAfter():
            wait = error.retry_after
            failure = TryAgain(wait.total_seconds() if isinstance(wait, timedelta) else wait, "flood")
        case ChatMigrated():
            failure = Moved(f"telegram:{error.new_chat_id}")
        case Forbidden():
            failure = Unreachable(_code(error))
        case BadRequest():
            failure = _bad_request(error)
        case InvalidToken():
            failure = Refused("token", "Telegram does not know this token: check TELEGRAM_TOKEN", ours=True)
        case Conflict():
            reader = "webhook" if "webhook" in str(error).lower() else "another-poller"
            failure = Refused(reader, "updates have one reader at a time: stop the other one", ours=True)
        case NetworkError():
            failure = TryAgain(1, "network")
    return failure


def _bad_request(error: BadRequest) -> SendFailed:
    said = str(error).lower()
    if any(words in said for words in _TOPIC_GONE):
        return TopicGone(_code(error))
    if any(words in said for words in _NOBODY_THERE):
        return Unreachable(_code(error))
    code, reason = next(
        (remedy for words, remedy in REMEDIES.items() if words in said),
        (_code(error), "Telegram does not take what we sent"),
    )
    return Refused(code, reason, ours=True)


def _code(error: TelegramError) -> str:
    """Telegram's description as a machine word, up to where it might quote what somebody wrote."""
    return re.sub(r"[^a-z0-9_]+", "-", re.split(r"[:\"']", str(error).lower())[0]).strip("-")[:60]
