import re
from pathlib import Path

from storage import content

ROOT = Path(__file__).parents[2]


# Keys that the code puts together from a name of the field.
COMPOSED = re.compile(
    r"(status|kind|urgency)\.\w+|(missing|refused|no_file|file_away)\.(title|text)|due\.(days|hours)|case\.file\.\w+|file\.refused\.\w+"
    r"|case\.(queued|held|waiting|delivered|read|failed)|act\.(took|replied|finished|visited|assigned)|visit\.(ok|move)"
    r"|calendar\.(added|removed)|referral\.(status|time|words|do|did)\.\w+"
    r"|whatsapp\.(state|quality)\.\w+|whatsapp\.free_(near|over)"
    r"|steps\.(class|step|did)\.\w+|proof\.how\.\w+"
    r"|case\.hidden\.\w+|secret\.(mark|what)\.\w+|event\.secrecy\.\w+"
    r"|rights\.(right|status|ground_is)\.\w+|rights\.(decided|untold|closed|late)"
)


def test_every_word_a_page_asks_for_exists_and_none_lies_idle() -> None:
    known = set(content.sentences(ROOT / "content" / "console.yml"))
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (*(ROOT / "console").glob("*.py"), *(ROOT / "console" / "templates").glob("*.html"))
    )
    asked = set(re.findall(r"""\b(?:t|say)\(\s*"([a-z_.]+)"\s*[,)]""", source))

    assert len(asked) > 40
    assert asked <= known
    assert {key for key in known - asked if f'"{key}"' not in source and not COMPOSED.fullmatch(key)} == set()
