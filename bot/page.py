"""The family's chat page: bot/web/ filled with the words of content/web.yml, once, at start."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from pathlib import Path

from storage import content

_WEB = Path(__file__).parent / "web"
_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file of the page as it goes over the wire."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Page:
    """The page and its assets by file name."""

    html: Asset
    assets: dict[str, Asset]


def load(words: Path) -> Page:
    """Fill the page with the words in that file. A word that is missing or unused raises ValueError."""
    said = content.mapping(words)
    if not all(isinstance(word, str) for word in said.values()):
        raise ValueError(f"{words.name}: write one text for each word of the page, as `key: text`")
    template = (_WEB / "index.html").read_text(encoding="utf-8")
    wanted = set(_PLACEHOLDER.findall(template))
    if wanted != set(said):
        missing, unused = sorted(wanted - set(said)), sorted(set(said) - wanted)
        raise ValueError(f"{words.name}: missing {missing}, not on the page {unused}")
    filled = _PLACEHOLDER.sub(lambda found: html.escape(said[found[1]].strip()), template)
    files = [path for path in sorted(_WEB.iterdir()) if path.suffix in _TYPES]
    assets = {path.name: Asset(path.read_bytes(), _TYPES[path.suffix]) for path in files}
    return Page(Asset(filled.encode(), "text/html"), assets)
