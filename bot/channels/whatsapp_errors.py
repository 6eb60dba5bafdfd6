"""What an error code of the Cloud API means for us (pure but for the jitter).

Meta asks to branch on codes, never on titles. The table: docs/decisions/0012-the-whatsapp-door.md. Times in seconds.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

from bot.channels import Outage, Refused, SendFailed, TryAgain, Unreachable, WindowShut

Spread = Callable[[float, float], float]

PAIR_WAIT: Final = 6.0  # at least so long between two messages to one person

# Goes through later: the word for it, and the shortest and longest wait (the sender's own waits grow with each try).
_LATER: Final = {
    131056: ("flood", PAIR_WAIT, 9.0),
    130429: ("throughput", 1.0, 4.0),
    80007: ("throughput", 30.0, 90.0),
    4: ("throughput", 30.0, 90.0),
    131000: ("away", 2.0, 10.0),
    131016: ("away", 5.0, 20.0),
    131057: ("away", 60.0, 180.0),
    133004: ("away", 5.0, 20.0),
    1: ("away", 2.0, 10.0),
    2: ("away", 2.0, 10.0),
}
_NO_TEMPLATE: Final = {132001: "template-missing", 132015: "template-paused", 132016: "template-disabled"}
_TOKEN = "renew WHATSAPP_TOKEN (a system user's, with whatsapp_business_messaging), then start again"  # noqa: S105
_LOCKED = "WhatsApp has restricted the account: see what Business Support Home in Meta Business Suite asks for"
# Nothing goes until somebody mends it: seconds to the next look, what to do, whether urgent orders are refused too.
_OUTAGES: Final = {
    131042: (600.0, "pay: put a valid payment method into Meta Business Suite, Billing", True),
    190: (600.0, _TOKEN, True),
    0: (600.0, _TOKEN, True),
    3: (600.0, _TOKEN, True),
    10: (600.0, _TOKEN, True),
    131005: (600.0, _TOKEN, True),
    368: (3600.0, _LOCKED, True),
    131031: (3600.0, _LOCKED, True),
    130497: (3600.0, _LOCKED, True),
    131037: (3600.0, "have the number's display name approved in WhatsApp Manager", True),
    131045: (3600.0, "register the number again in WhatsApp Manager: its certificate is not right", True),
    33: (600.0, "there is no such number, or the token may not use it: check WHATSAPP_PHONE_ID", True),
    133010: (3600.0, "register the number in WhatsApp Manager", True),
    131048: (3600.0, "people block or report this number: send only what they asked for; see its quality", False),
    131064: (3600.0, "templates were put into a wrong category: correct them in WhatsApp Manager", False),
}
# Of marketing only, which we do not send; but should it ever come, it is never tried again and nobody's mistake.
_NOT_NOW: Final = {131049: "ecosystem", 131050: "stopped", 130472: "experiment"}
_OURS: Final = {
    131062: "this kind of message needs the person's phone number",
    131030: "this is a test number: add the recipient to its list, or use a real number",
    131021: "a number cannot write to itself",
    131051: "WhatsApp does not take this kind of message",
    131053: "WhatsApp could not take the file: see its type and size",
    132000: "the template has another number of places: run `pintu whatsapp templates diff`",
    132005: "the filled template is too long",
    132007: "the template breaks a policy: see it in WhatsApp Manager",
    132012: "a value of the template is written in a way that WhatsApp does not take",
}


def failure(code: int, *, spread: Spread = random.uniform) -> SendFailed:
    """What to do about an error code, whether the platform answered with it or reported it later."""
    if code in _LATER:
        word, least, most = _LATER[code]
        return TryAgain(spread(least, most), word)
    if code == 131026:
        return Unreachable(str(code))
    if code == 131047:
        return WindowShut("window")
    if code in _NO_TEMPLATE:
        return WindowShut(_NO_TEMPLATE[code])
    if code in _OUTAGES or 200 <= code <= 299:
        after, reason, all_of_it = _OUTAGES.get(code, _OUTAGES[190])
        return Outage(after, str(code), reason, urgent=all_of_it)
    if code in _NOT_NOW:
        return Refused(str(code), _NOT_NOW[code], ours=False)
    return Refused(str(code), _OURS.get(code, "WhatsApp does not take what we sent"), ours=True)


def reported(code: str, *, spread: Spread = random.uniform) -> SendFailed:
    """The same for the code in a report, as the platform wrote it."""
    return failure(int(code) if code.isdecimal() else -1, spread=spread)


def answered(status: int, code: int, subcode: int | None = None, *, spread: Spread = random.uniform) -> SendFailed:
    """The same for an answer over HTTP: where the code says nothing, the status of the answer does."""
    if code == status:  # what pywa makes of an answer that is not Meta's JSON
        code = {401: 190, 403: 10, 408: 1, 429: 4}.get(status, -1)
    if code == 100 and subcode == 33:
        code = subcode
    found = failure(code, spread=spread)
    return TryAgain(spread(2.0, 10.0), "away") if status >= 500 and isinstance(found, Refused) else found
