"""Requests for help: what is needed, for whom, of what age, where; filed as a BTN case. Never a promise."""

from __future__ import annotations

from handlers import readers
from handlers.cases import urgency
from handlers.complaint import PLACE, PLAIN, WHAT
from handlers.effects import OpenCase, Outcome, Say
from handlers.forms import Field, Form
from handlers.handbook import Handbook
from handlers.state import Answers, Idle
from handlers.turn import Turn
from nlu.reading import Reading

FOR_WHOM = Field(
    "for_whom",
    readers.named,
    choices=("self", "child", "parent", "other"),
    spoken={
        "child": ("anak", "budak", "cucu"),
        "parent": ("orang tua", "ortu", "ibu", "bapak", "emak", "mamak", "nenek", "kakek", "datuk", "nyai", "mertua"),
        "self": ("saya", "sy", "sayo", "aku", "diri sendiri", "kami"),
        "other": (
            *("orang lain", "tetangga", "anak tetangga", "warga", "teman"),
            *("suami", "istri", "adik", "kakak", "keponakan", "ponakan"),
        ),
    },
    called=("untuk", "siapa", "orang", "nama"),
)
AGE = Field("age", readers.age, entity="person_age", called=("umur", "usia"))

_PLAIN = ("cash", "food", "documents", "livelihood", "counselling", "rehabilitation", "housing", "other")
_WITH_AGE = ("school", "health", "disability", "elderly", "child_care")


def finish(form: Form, answers: Answers, turn: Turn, book: Handbook) -> Outcome:
    """File the request, say its number, by when somebody answers, and that nobody may ask for money."""
    case = OpenCase("aid", form.topic, answers, urgency(form.topic), book.due("aid", turn.now))
    return Outcome(Idle(), (case, Say("aid.done")))


def refine(reading: Reading) -> Form:
    """The form that fits what is told into the general one; the general one itself while nothing is plain."""
    best, share = next((one for one in reading.ranking if one[0] in FORMS), ("", 0.0))
    return FORMS[best if share >= PLAIN else "aid"]


FORMS: dict[str, Form] = {
    **{f"aid_{name}": Form(f"aid_{name}", 1, "aid", (WHAT, FOR_WHOM, PLACE), finish) for name in _PLAIN},
    **{f"aid_{name}": Form(f"aid_{name}", 1, "aid", (WHAT, FOR_WHOM, AGE, PLACE), finish) for name in _WITH_AGE},
    "aid": Form("aid", 2, "aid", (WHAT, FOR_WHOM, PLACE), finish, refine=refine),
}
