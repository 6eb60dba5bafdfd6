"""Reads and writes .chat scripts: conversations that a social worker can read and a test can play.

One line a message, "who : what". Lines that start with # are remarks.

    ibu    : bantuan bulan ini belum cair   [complaint_benefit_missing programme=PKH duration="3 bulan":90]
    ibu    : (tombol confirm:yes)
    ibu    : (foto) ini suratnya
    bot    : complaint.heard + complaint.ask_who
    kasus  : ADU complaint_benefit_missing
    desk   : desk.alert
    efek   : Subscribe tips
    petugas: /ambil
    waktu  : +2 jam
    jam    : pengingat

In the brackets stands the reading: the intent (with =confidence when it is not 0.9), further intents as runners-up,
entities as name=text or name=text:value, and !danger_… when danger was seen (?danger_… when no word says so for
certain). Behind a stroke stands the reading of a part, with text="its words". "bot : -" means that the bot is silent.
"jam : pengingat" wakes a rule of the clock.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, replace
from datetime import timedelta

from nlu.reading import CLASSES, Entity, Reading

_LINE = re.compile(r"^(?P<who>[a-z]+)\s*:\s*(?P<what>.*?)\s*(?:\[(?P<reading>[^\]]*)\])?\s*$")
_ACT = re.compile(r"^\((?P<act>[a-z]+)(?:\s+(?P<value>[^)]*))?\)\s*(?P<rest>.*)$")
NOT_FAMILY = ("bot", "kasus", "desk", "efek", "petugas", "waktu", "jam", "kunjungan")
_BREAKS = re.compile(r"[]|\s]+")
_UNITS = {"menit": "minutes", "jam": "hours", "hari": "days"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a script: its number, who acts, the act in brackets before the text, the text and the reading."""

    number: int
    who: str
    text: str
    act: str = ""
    value: str = ""
    reading: Reading | None = None


def read(script: str) -> list[Line]:
    """The lines of a script. Raises ValueError that names the line which cannot be read."""
    lines = []
    for number, raw in enumerate(script.splitlines(), start=1):
        if not raw.strip() or raw.lstrip().startswith("#"):
            continue
        found = _LINE.match(raw.strip())
        if found is None:
            raise ValueError(f'line {number} is not "who : what": {raw!r}')
        act = _ACT.match(found["what"])
        text, name, value = (act["rest"], act["act"], act["value"] or "") if act else (found["what"], "", "")
        told = parse_reading(found["reading"]) if found["reading"] is not None else None
        lines.append(Line(number, found["who"], text, name, value, told))
    return lines


def parse_reading(text: str) -> Reading:
    """The reading written in the brackets."""
    whole, *parts = (_one(piece) for piece in text.split("|"))
    return replace(whole, parts=tuple(parts))


def _one(piece: str) -> Reading:
    ranking: list[tuple[str, float]] = []
    entities: list[Entity] = []
    danger, doubt, own = None, False, ""
    for token in shlex.split(piece):
        if token.startswith(("!", "?")):
            danger, doubt = token[1:], token.startswith("?")
            continue
        name, _, rest = token.partition("=")
        if name.partition("_")[0] in CLASSES:
            ranking.append((name, float(rest) if rest else 0.9))
        elif name == "text":
            own = rest
        else:
            said, _, value = rest.partition(":")
            entities.append(Entity(name, said, value or (said if name in ("programme", "ticket") else "")))
    ranking = ranking or [("service_out_of_scope", 0.1)]
    return Reading(ranking[0][0], ranking[0][1], tuple(ranking), tuple(entities), danger, doubt=doubt, text=own)


def write_reading(reading: Reading) -> str:
    """The brackets for a reading, as `parse_reading` understands them."""
    parts = ([*_words(part), "text=" + shlex.quote(_BREAKS.sub(" ", part.text))] for part in reading.parts)
    return f"[{' | '.join(' '.join(words) for words in (_words(reading), *parts))}]"


def _words(reading: Reading) -> list[str]:
    words = [f"{name}={share:.2f}" for name, share in reading.ranking[:2]] or [f"{reading.intent}=1"]
    words += [f"{e.name}={shlex.quote(e.text.replace(']', ''))}:{e.value}" for e in reading.entities]
    if reading.danger is not None:
        words.append(f"{'?' if reading.doubt else '!'}{reading.danger}")
    return words


def elapsed(text: str) -> timedelta:
    """How much time "+2 jam" is."""
    found = re.fullmatch(r"\+(\d+) (menit|jam|hari)", text)
    if found is None:
        raise ValueError(f'a time is written like "+2 jam", not {text!r}')
    return timedelta(**{_UNITS[found[2]]: int(found[1])})
