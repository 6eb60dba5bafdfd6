"""Cuts a message where families begin to speak of something else, so that each part can be read by itself."""

from __future__ import annotations

import re

MOST = 3
"""Parts of one message: each costs one more question to the model."""
LEAST = 3
"""Words a part needs to say anything."""
LONG = 1_000
"""Characters: what is longer is a story, and is not cut."""

_WORD = re.compile(r"\w+")
_ALSO = r"(?:juga|jg|jga|jugo|jgo)"
_OH = r"(?:oh? ?(?:iya|ya|iyo|yo|y)|oya|oia|oyo|o iyo|btw|ohya|ohiya)"
_THEN = r"(?:terus|trus|truz|trs|teros|tros|teruss+)"
_WISH = r"(?:mau|mo|mw|ingin|pengen|nak|numpang|sekalian)"
_ANOTHER = r"(?:satu|1|sikok) (?:lagi|lg)|sekalian|skalian|selain (?:itu|tu)|di ?samping itu|tambahan(?:nya)?"
_LISTED = r"(?:\(?[1-9][.)]\s*|[-*•]\s*)"
_SPEAKS = rf"(?:{_WISH}|saya|sy|sayo|aku|kami|anak|ank|bayi|cucu|adik|adek|kakak|kk|laporan|tolong|tlg)\b"

_BOUNDARIES = (
    # what says itself that it is something else; but "terus" before a full stop means "all the time"
    (4, re.compile(rf"(?<!\w)(?:{_ANOTHER}|{_OH}|{_THEN},? (?:{_ALSO}|{_WISH}|satu lagi|itu))\b[,:]?")),
    (4, re.compile(rf"\n+\s*{_LISTED}?|(?<=\s){_LISTED}(?=\w)")),
    (3, re.compile(rf"(?<!\w)(?:{_THEN}|kemudian|kmudian)\b,?(?! *[.!?])")),
    (3, re.compile(rf"(?<=[,.;!?]) *(?:dan|dn|sama|samo|ama|{_ALSO})\b(?= )|(?<=[.!?] )ju(?:ga|go)\b,?")),
    (3, re.compile(rf"(?<!\w)(?:dan|dn|serta)\b(?= {_SPEAKS}| (?:\w+ ){{1,5}}{_ALSO}\b)")),
    (2, re.compile(rf"[,;.!?]+ *(?=(?:\w+ ){{1,4}}{_ALSO}\b)|(?<!\w)(?:samo|sama) (?=(?:mau|mo|nak|minta|anak)\b)")),
)


def cut(text: str) -> tuple[str, ...]:
    """The two or three parts of a message, without the words that join them; () for a message that is one.

    A part has at least `LEAST` words. Where there are more parts than `MOST`, those that are joined by the weakest
    words stay together.
    """
    if len(text) > LONG:
        return ()
    said = text.lower()
    found = sorted(
        (match.start(), -weight, match.end()) for weight, pattern in _BOUNDARIES for match in pattern.finditer(said)
    )
    pieces: list[tuple[int, int]] = []  # start, end in the text
    weights: list[int] = []  # of the boundary before each piece but the first
    start = 0
    for begins, weight, ends in found:
        if begins < start:
            continue
        pieces.append((start, begins))
        weights.append(-weight)
        start = ends
    pieces.append((start, len(said)))
    _join_short(said, pieces, weights)
    while len(pieces) > MOST:
        weakest = min(range(len(weights)), key=lambda at: (weights[at], pieces[at + 1][1] - pieces[at][0]))
        _join(pieces, weights, weakest)
    if len(pieces) < 2:
        return ()
    return tuple(text[start:end].strip(" \n,.;:") for start, end in pieces)


def _join_short(said: str, pieces: list[tuple[int, int]], weights: list[int]) -> None:
    """Put what is too short to say anything to its neighbour, the one to which it is joined more closely."""
    at = 0
    while at < len(pieces) and len(pieces) > 1:
        if len(_WORD.findall(said[slice(*pieces[at])])) >= LEAST:
            at += 1
            continue
        before = weights[at - 1] if at else 9
        after = weights[at] if at < len(weights) else 9
        _join(pieces, weights, at - 1 if before < after else at)
        at = 0


def _join(pieces: list[tuple[int, int]], weights: list[int], at: int) -> None:
    """Make one piece of the piece `at` and the next."""
    pieces[at : at + 2] = [(pieces[at][0], pieces[at + 1][1])]
    del weights[at]
