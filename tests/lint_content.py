"""Checks content/ as `make check` does: keys used and present, placeholders, readability, lengths, dates, templates."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import jinja2

from storage import content

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "console", "handlers", "scheduler", "storage")
MOST_WORDS = 16
_KEY = re.compile(r"@?[a-z_]+(\.[a-z_0-9]+)+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n")
_OFFICIALESE = re.compile(
    r"\b(dimaksud|tersebut di atas|sehubungan|bahwasanya|guna|dalam rangka|berdasarkan hal|mohon maklum|perihal)\b", re.I
)


def keys_in_code() -> Iterator[tuple[str, str]]:
    """Every literal in our code that looks like the key of a text, with the place where it stands."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and _KEY.fullmatch(node.value):
                    yield node.value.lstrip("@"), f"{path.relative_to(ROOT)}:{node.lineno}"


def prefixes_in_code() -> set[str]:
    """The beginnings of keys that code completes at run time: f"complaint.ask_{name}" gives "complaint.ask_"."""
    found = set()
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                    found.add(str(node.values[0].value).lstrip("@"))
    return {prefix for prefix in found if prefix}


def problems() -> Iterator[str]:
    """Everything that is wrong, one sentence each."""
    words = content.load(ROOT / "content")
    families = {key.partition(".")[0] for key in words.sentences}
    used = set()
    for key, place in keys_in_code():
        used.add(key)
        if key.partition(".")[0] in families and key not in words.sentences and not _is_table(key):
            yield f"{place}: there is no text {key!r}"
    prefixes = prefixes_in_code()
    for key, text in words.sentences.items():
        ours = key.startswith(("faq.", "tips.tip", "hotline."))
        computed = any(key.startswith(prefix) for prefix in prefixes) or re.match(r"[a-z]+\.(ask_|heard|start|name|confirm)", key)
        if key not in used and not computed and not ours and key.partition(".")[0] not in ("intent", "web"):
            yield f"content/texts.yml: nobody uses {key!r}"
        for sentence in _SENTENCE.split(text):
            count = len(re.findall(r"[\w-]+", re.sub(r"\{\w+\}", "x", sentence)))
            if count > MOST_WORDS:
                yield f"{key}: {count} words in one sentence: {sentence!r}"
            if _OFFICIALESE.search(sentence):
                yield f"{key}: officialese: {sentence!r}"
        if len(text) > 1024 and not key.startswith("faq."):
            yield f"{key}: {len(text)} characters do not fit the narrowest door (1024)"
    yield from _templates()


def _templates() -> Iterator[str]:
    environment = jinja2.Environment(autoescape=True)
    for path in sorted((ROOT / "console" / "templates").rglob("*.html")):
        try:
            environment.parse(path.read_text(encoding="utf-8"))
        except jinja2.TemplateSyntaxError as wrong:
            yield f"{path.relative_to(ROOT)}:{wrong.lineno}: {wrong.message}"


def _is_table(key: str) -> bool:
    """Machine names that only look like keys: events of the log, columns, files."""
    return bool(re.search(r"\.(py|yml|html|css|js|csv|md|db|log|secret)$", key))


def main() -> int:
    """Print the problems; 1 when there are any."""
    found = list(problems())
    sys.stdout.writelines(f"{problem}\n" for problem in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
