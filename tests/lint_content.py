"""Checks the words as `make check` does: keys used and present, readability, lengths, templates that compile."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import jinja2

from storage import content
from tests import lint_pages, lint_templates

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "console", "handlers", "scheduler", "storage")
MOST_WORDS = 16
NARROWEST = 1024  # characters, of a WhatsApp message with buttons
_KEY = re.compile(r"@?[a-z]+(\.[a-z_0-9]+)+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n")
_WORD = re.compile(r"[^\W_][\w'/-]*")
_OFFICIALESE = re.compile(
    r"\b(dimaksud|tersebut di atas|sehubungan|bahwasanya|guna|dalam rangka|mohon maklum|perihal)\b", re.IGNORECASE
)
_PROOF = re.compile(
    r"\b(bukti\w*|foto\w*|ktp|nik|kk|visum|saksi|kronologi\w*|surat|video|rekaman|benarkah|yakin|mengapa|kenapa)\b",
    re.IGNORECASE,
)
_GROWN_UP = re.compile(r"\b(Anda|Bapak|Ibu|Saudara)\b")
_TELLS = re.compile(
    r"\b(petugas|bahaya|darurat|polisi|laporan|kekerasan|lapor\w*|aduan|kasus|DRT|sembunyi\w*|aman)\b|\{code\}",
    re.IGNORECASE,
)
# Sentences for people of other trades: staff read the desk's cards, operators the rest.
_NOT_FOR_FAMILIES = ("desk.",)


def problems() -> Iterator[str]:
    """Everything that is wrong, one sentence each."""
    words = content.load(ROOT / "content")
    ours = words.sentences
    pages = content.sentences(ROOT / "content" / "console.yml")
    keys = {*ours, *pages}
    families = {key.partition(".")[0] for key in keys}
    used: set[str] = set()
    made: list[re.Pattern[str]] = []
    for path in sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        if "migrations" in path.parts:
            continue
        for key, line in _literals(path, made):
            used.add(key)
            if key.partition(".")[0] in families and key not in keys and not _names_a_file(key):
                yield f"{path.relative_to(ROOT)}:{line}: there is no text {key!r}"
    for key, text in ours.items():
        if key not in used and not any(pattern.fullmatch(key) for pattern in made):
            yield f"content/: nobody uses {key!r}"
        if not key.startswith(_NOT_FOR_FAMILIES):
            yield from _hard_to_read(key, text)
        yield from unkind(key, text)
    topics = {key.partition(".")[2] for key in ours if key.startswith("intent.parenting_")}
    yield from lint_pages.problems(ROOT / "content", topics)
    yield from lint_templates.problems(words.templates, ours)
    yield from _templates()


def _literals(path: Path, made: list[re.Pattern[str]]) -> Iterator[tuple[str, int]]:
    """The texts in a file that look like keys; keys put together at run time are added to `made` as patterns."""
    parts: set[int] = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts |= {id(part) for part in node.values}
            pieces = [
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.]+" for part in node.values
            ]
            pattern = "".join(pieces).removeprefix("@")
            if r"\." in pattern:
                made.append(re.compile(pattern))
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "event":
            parts |= {id(part) for part in node.args}  # names for the log
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts:
            if _KEY.fullmatch(node.value):
                yield node.value.removeprefix("@"), node.lineno
            elif node.value.endswith(".") and _KEY.fullmatch(node.value + "x"):
                made.append(re.compile(re.escape(node.value.removeprefix("@")) + r".+"))


def _hard_to_read(key: str, text: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(re.sub(r"\{\w+\}", "x", text)):
        count = len(_WORD.findall(sentence))
        if count > MOST_WORDS:
            yield f"{key}: {count} words in one sentence: {sentence!r}"
        if _OFFICIALESE.search(sentence):
            yield f"{key}: officialese: {sentence!r}"
    if len(text) > NARROWEST:
        yield f"{key}: {len(text)} characters do not fit the narrowest door ({NARROWEST})"


def unkind(key: str, text: str) -> Iterator[str]:
    """What may not be said to somebody in danger, or on a screen that somebody else may read."""
    if key.startswith("danger."):
        if text.count("?") > 1:
            yield f"{key}: more than one question to somebody in danger"
        if (found := _PROOF.search(text)) is not None:
            yield f"{key}: asks for proof ({found.group()!r})"
        if key.endswith("_child") and (found := _GROWN_UP.search(text)) is not None:
            yield f"{key}: {found.group()!r} to a child; it is kamu"
    if key.startswith("quiet.") and (found := _TELLS.search(text)) is not None:
        yield f"{key}: {found.group()!r} on a screen that may be watched"


def _templates() -> Iterator[str]:
    environment = jinja2.Environment(autoescape=True)
    for path in sorted((ROOT / "console" / "templates").rglob("*.html")):
        try:
            environment.parse(path.read_text(encoding="utf-8"))
        except jinja2.TemplateSyntaxError as wrong:
            yield f"{path.relative_to(ROOT)}:{wrong.lineno}: {wrong.message}"


def _names_a_file(key: str) -> bool:
    return key.endswith((".py", ".yml", ".html", ".css", ".js", ".csv", ".db", ".log", ".secret"))


def main() -> int:
    """Print the problems; 1 when there are any."""
    found = list(problems())
    sys.stdout.writelines(f"{problem}\n" for problem in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
