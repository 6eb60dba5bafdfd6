"""Checks the templates as the platform's reviewers and a locked screen do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from handlers.templates import NEWS, Template, Templates

LONGEST = 1024  # characters of a body
MOST_WORDS = 16
WORDS_A_BLANK = 3  # a body that is nearly all blanks is refused in review
_ID = re.compile(r"[a-z0-9_]{1,512}")
_BLANK = re.compile(r"\{\{\d+\}\}")
_WORD = re.compile(r"[^\W_][\w'/-]*")
_SELLS = re.compile(
    r"\b(promo\w*|diskon|gratis|hadiah|bonus|undian|penawaran|kesempatan|spesial|terbatas|segera|ayo|yuk|beli|klik"
    r"|daftar(kan)?|bagikan|survei)\b",
    re.IGNORECASE,
)
_TELLS = re.compile(
    r"\b(petugas|pekerja sosial|rumah|kunjungan|anak|bayi|suami|istri|ibu|bapak|keluarga|bahaya|darurat|polisi|lapor\w*"
    r"|aduan|pengaduan|kekerasan|korban|aman|bantuan|bansos|dana|uang|sekolah|sakit|ADU|BTN|ASH|DRT)\b",
    re.IGNORECASE,
)


def problems(templates: Templates, sentences: Mapping[str, str]) -> Iterator[str]:
    """Everything that is wrong, one sentence each."""
    if not any(template.id == NEWS and template.otherwise for template in templates.known):
        yield f"{NEWS}: there is no template of that name with words for when nothing may be told"
    for key in sorted(key for key in templates.patient if key not in sentences):
        yield f"patient: there is no text {key!r}"
    for template in templates.known:
        for wrong in (*_form(template), *_words(template), *_texts(template, sentences)):
            yield f"{template.id}: {wrong}"


def _form(template: Template) -> Iterator[str]:
    if not _ID.fullmatch(template.id):
        yield "a name has small letters, digits and _ only"
    if template.category != "utility":
        yield f"category is {template.category}; only utility is sent"
    if template.language != "id":
        yield f"language is {template.language}; families read id"
    if len(template.body) > LONGEST:
        yield f"{len(template.body)} characters, {LONGEST} fit"
    if template.body.startswith("{{") or template.body.rstrip(" .!?").endswith("}}"):
        yield "a blank may stand neither at the beginning nor at the end"
    if re.search(r"\}\}\W*\{\{", template.body):
        yield "two blanks stand side by side"
    if "\n\n\n" in template.body or "    " in template.body:
        yield "too much empty space"
    blanks = _BLANK.findall(template.body)
    if len(template.otherwise) not in (0, len(blanks)):
        yield "otherwise fills other blanks than there are"
    if len(_WORD.findall(_BLANK.sub("", template.body))) < WORDS_A_BLANK * len(blanks):
        yield f"fewer than {WORDS_A_BLANK} words for each blank"


def _words(template: Template) -> Iterator[str]:
    for name, pattern in (("advertises", _SELLS), ("tells a locked screen", _TELLS)):
        if (found := pattern.search(template.body)) is not None:
            yield f"{name}: {found.group()!r}"
    for sentence in re.split(r"(?<=[.!?])\s+|\n", _BLANK.sub("x", template.body)):
        if (count := len(_WORD.findall(sentence))) > MOST_WORDS:
            yield f"{count} words in one sentence"


def _texts(template: Template, sentences: Mapping[str, str]) -> Iterator[str]:
    for key in template.texts:
        if key not in sentences:
            yield f"there is no text {key!r}"
