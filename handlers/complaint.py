"""Complaints: what went wrong, with what, where, since when, for whom; filed as an ADU case. Copy this handler."""

from __future__ import annotations

from handlers import readers
from handlers.cases import urgency
from handlers.effects import OpenCase, Outcome, Say
from handlers.forms import Field, Form
from handlers.handbook import Handbook
from handlers.state import Answers, Idle
from handlers.turn import Turn
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
SINCE = Field("since", readers.since, entity="duration", called=("sejak", "waktu", "tanggal"))
WHO = Field(
    "who",
    readers.named,
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

PLAIN = 0.45
"""From this share on, what is told into a general form chooses the form."""

_WITH_PROGRAMME = ("complaint_benefit_missing", "complaint_benefit_targeting", "complaint_extortion")
_WITHOUT = ("complaint_service", "complaint_other")


def finish(form: Form, answers: Answers, turn: Turn, book: Handbook) -> Outcome:
    """File the complaint and say its number and by when somebody answers."""
    case = OpenCase("complaint", form.topic, answers, urgency(form.topic), book.due("complaint", turn.now))
    return Outcome(Idle(), (case, Say("complaint.done")))


def refine(reading: Reading) -> Form:
    """The form that fits what is told into the general one; the general one itself while nothing is plain."""
    best, share = next((one for one in reading.ranking if one[0] in FORMS), ("", 0.0))
    return FORMS[best if share >= PLAIN else "complaint"]


FORMS: dict[str, Form] = {
    **{name: Form(name, 1, "complaint", (WHAT, PROGRAMME, PLACE, SINCE, WHO), finish) for name in _WITH_PROGRAMME},
    **{name: Form(name, 1, "complaint", (WHAT, PLACE, SINCE, WHO), finish) for name in _WITHOUT},
    "complaint": Form("complaint", 2, "complaint", (WHAT, PLACE, SINCE, WHO), finish, refine=refine),
}
