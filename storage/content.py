"""Loads the folder of words once, whole; a mistake in it names the file, the key and the remedy."""

from __future__ import annotations

import re
import string
from collections.abc import Hashable, Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

import yaml

from handlers.handbook import Article, Sign
from handlers.help.guidance import Guide, pages
from handlers.safety.hotlines import Hotline
from handlers.templates import Template, Templates
from storage import facts

T = TypeVar("T")
_BLANK = re.compile(r"\{\{[^}]*\}\}")


class Mistake(ValueError):
    """Something in content/ has to be put right before the door can open."""


@dataclass(frozen=True, slots=True)
class Tip:
    """A parenting tip for children of `from_months` to `to_months`, both included. Its body is the text "tips.<id>"."""

    id: str
    from_months: int
    to_months: int
    week: int
    theme: str = ""
    source: str = ""
    reviewed_by: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """All words. `sentences` are texts/ by dotted key, with "faq.<id>", "tips.<id>" and "hotline.<id>" beside them.

    `articles` are in the order of their files, `tips` by age and week. `danger` and `keywords` are as written: the
    readers in nlu/ know what they mean.
    """

    sentences: Mapping[str, str]
    menu: tuple[str, ...]
    danger: Mapping[str, Any]
    keywords: Mapping[str, Any]
    hotlines: tuple[Hotline, ...]
    agencies: Mapping[str, Any]
    articles: tuple[Article, ...]
    signs: tuple[Sign, ...]
    tips: tuple[Tip, ...]
    guide: Guide
    templates: Templates


def load(folder: Path) -> Content:
    """Read the folder. Raises Mistake."""
    hotlines = _hotlines(folder / "hotlines.yml")
    articles, answers = _pages(folder / "faq", Article)
    tips, advice = _pages(folder / "tips", Tip)
    signs = _listed(Sign, "warnings", folder / "warnings.yml")
    warnings = {f"warning.{sign.id}": _sentence(sign.say, sign.id, folder / "warnings.yml") for sign in signs}
    numbers = {f"hotline.{hotline.id}": hotline.numbers[0] for hotline in hotlines}
    numbers |= {f"hotline_name.{hotline.id}": hotline.name for hotline in hotlines}
    said = texts(folder / "texts")
    said |= facts.places(words(folder / "places.csv"))
    guide = facts.guide(folder, mapping=mapping, build=_build, fail=Mistake)
    return Content(
        sentences=said | answers | advice | numbers | warnings | pages(guide, said),
        menu=_menu(folder / "menu.yml"),
        danger=danger(folder / "danger"),
        keywords=mapping(folder / "keywords.yml"),
        hotlines=hotlines,
        agencies=mapping(folder / "agencies.yml"),
        articles=articles,
        signs=signs,
        tips=tuple(sorted(tips, key=lambda tip: (tip.from_months, tip.week, tip.id))),
        guide=guide,
        templates=templates(folder / "whatsapp_templates.yml"),
    )


def templates(path: Path) -> Templates:
    """What may be said where the platform only takes texts it has approved. Raises Mistake."""
    found = _listed(Template, "templates", path)
    for one in found:
        blanks = [f"{{{{{number}}}}}" for number in range(1, len(one.values) + 1)]
        if _BLANK.findall(one.body) != blanks or len(one.example) != len(blanks):
            told = f"needs {', '.join(blanks)} in that order, and an example for each" if blanks else "has no values"
            raise Mistake(f"{_name(path)}: {one.id} {told}")
    return Templates(found, frozenset(mapping(path).get("patient") or ()))


def words(path: Path) -> str:
    """Everything that stands in a file. Raises Mistake."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Mistake(f"{_name(path)}: the file is missing") from None
    except UnicodeDecodeError:
        raise Mistake(f"{_name(path)}: it is not UTF-8 text") from None
    except OSError as wrong:
        raise Mistake(f"{_name(path)}: it cannot be read ({wrong.strerror})") from None


def mapping(path: Path) -> dict[str, Any]:
    """The keys and values of a YAML file. Raises Mistake."""
    found = _yaml(words(path), path)
    if not isinstance(found, dict):
        raise Mistake(f"{_name(path)}: keys with values are expected at the top")
    return found


def danger(folder: Path) -> dict[str, Any]:
    """The danger words: what all kinds share, and under `intents` each kind, the most urgent first. Raises Mistake."""
    shared: dict[str, Any] = {}
    for name in ("spelling", "groups", "quiet"):
        shared |= mapping(folder / f"{name}.yml")
    urgency = mapping(folder / "urgency.yml").get("urgency")
    if not isinstance(urgency, list):
        raise Mistake(f"{_name(folder / 'urgency.yml')}: the list urgency is missing")
    unheard = {path.stem for path in folder.glob("*.yml")} - {"spelling", "groups", "quiet", "urgency", *urgency}
    if unheard:
        raise Mistake(f"{_name(folder / 'urgency.yml')}: {min(unheard)} has a file but no place in urgency")
    return shared | {"intents": {f"danger_{kind}": mapping(folder / f"{kind}.yml") for kind in urgency}}


def texts(folder: Path) -> dict[str, str]:
    """The sentences of all files of a folder, a file for each subject; a key stands in one of them. Raises Mistake."""
    if not folder.is_dir():
        raise Mistake(f"{_name(folder)}: the folder is missing")
    found: dict[str, str] = {}
    place: dict[str, Path] = {}
    for path in sorted(folder.glob("*.yml")):
        for key, text in sentences(path).items():
            if key in place:
                raise Mistake(f"{_name(path)}: {key} stands in {_name(place[key])} too; take one of them out")
            found[key], place[key] = text, path
    if not found:
        raise Mistake(f"{_name(folder)}: there is no file of texts in it")
    return found


def sentences(path: Path) -> dict[str, str]:
    """The sentences of a YAML file by dotted key. Raises Mistake."""
    flat: dict[str, str] = {}
    _flatten(mapping(path), "", path, flat)
    return flat


def _flatten(found: Mapping[str, Any], above: str, path: Path, into: dict[str, str]) -> None:
    for name, value in found.items():
        key = f"{above}{name}"
        if isinstance(value, dict):
            _flatten(value, f"{key}.", path, into)
        elif isinstance(value, str):
            into[key] = _sentence(value, key, path)
        else:
            raise Mistake(f"{_name(path)}: {key} is not a sentence; put it in quotes")


def _sentence(text: str, key: str, path: Path) -> str:
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    except ValueError:
        names = [""]
    if not all(name.isidentifier() for name in names):
        raise Mistake(f"{_name(path)}: {key} has a brace that belongs to no {{name}}")
    if not text.strip():
        raise Mistake(f"{_name(path)}: {key} is empty")
    return text


def _hotlines(path: Path) -> tuple[Hotline, ...]:
    found = _listed(Hotline, "hotlines", path)
    for hotline in found:
        if not hotline.numbers:
            raise Mistake(f"{_name(path)}: {hotline.id}.numbers is empty")
    return found


def _listed(kind: type[T], name: str, path: Path) -> tuple[T, ...]:
    """The entries of a list in a file, each with an id of its own."""
    entries = mapping(path).get(name)
    if not isinstance(entries, list):
        raise Mistake(f"{_name(path)}: the list {name} is missing")
    _once([str(entry.get("id")) for entry in entries if isinstance(entry, dict)], path)
    return tuple(_build(kind, entry, f"{name}[{number}]", path) for number, entry in enumerate(entries, 1))


def _menu(path: Path) -> tuple[str, ...]:
    found = mapping(path).get("menu")
    if not isinstance(found, list) or not found or not all(isinstance(item, str) for item in found):
        raise Mistake(f"{_name(path)}: menu is not a list of names")
    return tuple(found)


def _pages(folder: Path, kind: type[T]) -> tuple[tuple[T, ...], dict[str, str]]:
    """The facts above each page of a folder, and the pages themselves as texts "<folder>.<id>"."""
    if not folder.is_dir():
        raise Mistake(f"{_name(folder)}: the folder is missing")
    facts: list[T] = []
    texts: dict[str, str] = {}
    for path in sorted(folder.glob("*.md")):
        head, body = _front(path)
        facts.append(_build(kind, {**head, "body": body}, "", path))
        if head["id"] != path.stem:
            raise Mistake(f"{_name(path)}: id is {head['id']!r}; it must be the file's own name, {path.stem!r}")
        if head["from_months"] > head["to_months"]:
            raise Mistake(f"{_name(path)}: from_months is above to_months")
        key = f"{folder.name}.{path.stem}"
        texts[key] = _sentence(body, key, path)
    return tuple(facts), texts


def _front(path: Path) -> tuple[dict[str, Any], str]:
    start, _, rest = words(path).partition("---\n")
    head, fence, body = rest.partition("\n---\n")
    found = _yaml(head, path) if fence and not start else None
    if not isinstance(found, dict):
        raise Mistake(f"{_name(path)}: it must begin with facts between two lines of ---")
    return found, body.strip()


def _build(kind: type[T], entry: Any, where: str, path: Path) -> T:
    """A dataclass from its fields in YAML; every field is checked for presence and kind. More keys are allowed."""
    if not isinstance(entry, dict):
        raise Mistake(f"{_name(path)}: {where} is not a list of keys with values")
    known: dict[str, Any] = {}
    for part in fields(kind):  # type: ignore[arg-type]
        key = f"{where}.{part.name}".strip(".")
        if part.name in entry:
            known[part.name] = _settle(entry[part.name], str(part.type), key, path)
        elif part.default is not MISSING:
            continue
        else:
            raise Mistake(f"{_name(path)}: {key} is missing")
    return kind(**known)


def _settle(value: Any, kind: str, key: str, path: Path) -> Any:
    if kind == "int" and isinstance(value, int) and not isinstance(value, bool):
        return value
    if kind == "str" and isinstance(value, str):
        return value
    if kind == "tuple[str, ...]" and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    wanted = {"int": "a whole number", "str": "text; put it in quotes"}.get(kind, "a list of texts in quotes")
    raise Mistake(f"{_name(path)}: {key} must be {wanted}")


def _once(ids: list[str], path: Path) -> None:
    twice = next((name for name in ids if ids.count(name) > 1), None)
    if twice is not None:
        raise Mistake(f"{_name(path)}: {twice} stands there twice")


def _name(path: Path) -> str:
    inside = path.parts[path.parts.index("content") :] if "content" in path.parts else path.parts[-2:]
    return "/".join(inside)


class _Loader(yaml.SafeLoader):
    """YAML in which yes and no are words, and a key that stands twice is a mistake instead of a lost sentence."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _keys(loader: _Loader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    pairs: dict[Hashable, Any] = {}
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node, deep=True))
        if key in pairs:
            raise yaml.MarkedYAMLError(problem=f"{key} stands there twice", problem_mark=key_node.start_mark)
        pairs[key] = loader.construct_object(value_node, deep=True)
    return pairs


_Loader.add_constructor("tag:yaml.org,2002:map", _keys)


def _yaml(text: str, path: Path) -> Any:
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader, stricter
    except yaml.MarkedYAMLError as wrong:
        line = f", line {wrong.problem_mark.line + 1}" if wrong.problem_mark else ""
        raise Mistake(f"{_name(path)}{line}: {wrong.problem}") from None
