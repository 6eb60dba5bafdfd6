"""Complaints: what went wrong, with what, where, since when, for whom; filed as an ADU case. Copy this handler."""

from __future__ import annotations

import re
from datetime import timedelta

from handlers.casework import deadlines
from handlers.casework.cases import is_open, urgency
from handlers.effects import Join, Note, OpenCase, Outcome, Say
from handlers.form.forms import Field, Form
from handlers.handbook import Handbook
from handlers.state import Answer, Answers, Idle
from handlers.talk.menu import STAFF
from handlers.turn import Incoming, Turn
from handlers.words import readers, wording
from nlu.reading import Reading

WHAT = Field("what", readers.words, called=("cerita", "isi", "kejadian"), needed=True, free=True)
PROGRAMME = Field(
    "programme",
    readers.named,
    entity="programme",
    choices=("PKH", "BPNT", "PIP/KIP", "BPJS/KIS", "other"),
    spoken={
        "PKH": ("pkh",),
        "BPNT": ("bpnt", "sembako"),
        "PIP/KIP": ("pip", "kip"),
        "BPJS/KIS": ("bpjs", "kis", "jkn"),
        "other": ("program lain", "lain"),
    },
    called=("program", "programnya"),
)
PLACE = Field("place", readers.place, entity="place", called=("tempat", "lokasi", "alamat", "desa", "kecamatan"))
SINCE = Field("since", readers.since, entity="duration", called=("sejak", "waktu", "tanggal"), hears=readers.begun)
WHO = Field(
    "who",
    readers.whom,
    hears=readers.oneself,
    choices=("self", "child", "other"),
    spoken={
        "child": ("anak", "budak", "cucu"),
        "self": ("saya", "sy", "sayo", "aku", "diri sendiri", "kami"),
        "other": (
            *("orang lain", "tetangga", "anak tetangga", "warga", "teman", "ibu saya", "bapak saya"),
            *("orang tua", "nenek", "kakek", "suami", "istri", "adik", "kakak", "keponakan", "ponakan"),
        ),
    },
    called=("siapa", "mengalami", "orang", "nama"),
)

_SOMEBODY = re.compile(
    r"\W*(?:dinas|kantor|pegawai|petugas|orang|oknum|ketua|kepala|pa?k|bapak|bu|ibu|bupati|wali ?kota|perangkat|aparat|"
    r"perusahaan|yayasan|panti|polsek|polisi|kelompok|koperasi|toko|warung)\b"
)


def _somebody(message: Incoming, reading: Reading, field: Field) -> Answer | None:
    """One of the choices, or an office or a person in the family's own words."""
    found = readers.named(message, reading, field)
    if found is None or found.value or found.label or _SOMEBODY.match(found.text.lower()) is None:
        return found
    return Answer(found.text, "other")


ABOUT = Field(
    "about",
    _somebody,
    choices=("village", "companion", "school", "clinic", "bank", "other"),
    spoken={
        "village": ("rt", "rw", "kades", "lurah", "camat", "desa", "kelurahan", "kecamatan", "kepala desa"),
        "companion": ("pendamping", "ketua kelompok", "petugas pkh"),
        "school": ("sekolah", "guru", "kepsek", "kepala sekolah"),
        "clinic": ("puskesmas", "bidan", "perawat", "rumah sakit", "posyandu"),
        "bank": ("bank", "agen", "brilink", "e-warong"),
        "other": ("lainnya", "kantor lain"),
    },
    told={
        "village": r"\b(?:(?:pa?k|bu|ibu|bapak|ketua|oknum) (?:rt|rw|lurah|camat|kades)|kades|kepala desa|sekdes|"
        r"(?:dipotong|diambil|diminta|ditahan|disunat|sama|oleh) (?:rt|rw)|"
        r"(?:pegawai|petugas|perangkat|aparat|orang|kantor|staf) (?:desa|lurah|kelurahan|camat|kecamatan))\b",
        "companion": r"\b(?:pendamping(?:nya|nyo)?|ketua kelompok)\b",
        "school": r"\b(?:guru(?:nya|nyo)?|kepsek|kepala sekolah|wali kelas|pihak sekolah|orang sekolah)\b",
        "clinic": r"\b(?:(?:pegawai|petugas|orang|di) puskesmas(?:nya|nyo)?|bidan(?:nya|nyo)?|perawat(?:nya|nyo)?)\b",
        "bank": r"\b(?:(?:pegawai|petugas|orang|agen) bank|agen brilink|teller|e-?warong)\b",
    },
    called=("terlapor", "pelaku", "kantor", "oknum", "dikeluhkan"),
)
"""Who is complained about: an office or a person. Asked where it is somebody's doing; it may be left open."""

PLAIN = 0.45
"""From this share on, what is told into a general form chooses the form."""

FEEDBACK = "service_feedback"
_OPINION = 4  # words: fewer say no more than "mantap bu"
_A_DAY = timedelta(hours=24)

_WITH_PROGRAMME = ("complaint_benefit_missing", "complaint_benefit_targeting")
_WITHOUT = ("complaint_service", "complaint_other")


def finish(form: Form, answers: Answers, turn: Turn, book: Handbook) -> Outcome:
    """File the complaint and say its number and by when somebody answers."""
    due = book.due("complaint", turn.now)
    case = OpenCase(
        "complaint",
        form.topic,
        answers,
        urgency(form.topic),
        due,
        classification=deadlines.classify(form.topic, answers),
        next_step=deadlines.VERIFY,
        next_due=due,
    )
    return Outcome(Idle(), (case, Say("complaint.done", {"kept": ""})))


def feedback(turn: Turn, book: Handbook, text: str) -> Outcome:
    """What somebody thinks of the service is a case of the class aspiration; a word of praise alone is none.

    More of it within a day joins the first.
    """
    if wording.size(text) < _OPINION:
        return Outcome(Idle(), (Say("feedback.short", {}, "", (STAFF,)),))
    before = next((case for case in turn.cases if case.topic == FEEDBACK and is_open(case)), None)
    if before is not None and turn.now - before.opened <= _A_DAY:
        joins = Join(before.id) if turn.message.choice else Note(before.id)
        return Outcome(Idle(), (joins, Say("feedback.added", {"code": before.code}, "", (STAFF,))))
    due = book.after(turn.now, deadlines.ASPIRATION)
    case = OpenCase(
        "complaint",
        FEEDBACK,
        {"what": Answer(text)},
        urgency(FEEDBACK),
        due,
        classification=deadlines.ASPIRATION,
        next_step=deadlines.ANSWER,
        next_due=due,
    )
    return Outcome(Idle(), (case, Say("feedback.kept", {}, "", (STAFF,))))


def refine(reading: Reading) -> Form:
    """The form that fits what is told into the general one; the general one itself while nothing is plain."""
    best, share = next((one for one in reading.ranking if one[0] in FORMS), ("", 0.0))
    return FORMS[best if share >= PLAIN else "complaint"]


FORMS: dict[str, Form] = {
    **{name: Form(name, 1, "complaint", (WHAT, PROGRAMME, PLACE, SINCE, WHO), finish) for name in _WITH_PROGRAMME},
    **{name: Form(name, 2, "complaint", (WHAT, PLACE, SINCE, WHO, ABOUT), finish) for name in _WITHOUT},
    "complaint_extortion": Form(
        "complaint_extortion", 2, "complaint", (WHAT, PROGRAMME, PLACE, SINCE, WHO, ABOUT), finish
    ),
    "complaint": Form("complaint", 2, "complaint", (WHAT, PLACE, SINCE, WHO), finish, refine=refine),
}
