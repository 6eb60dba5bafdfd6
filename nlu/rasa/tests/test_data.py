"""The training data is complete, unambiguous and holds nobody's real numbers."""

import re
from collections import Counter, defaultdict

import yaml
from examples import ROOM, domain, read_examples

from components.codes import find_codes
from components.normaliser import normalise, read_lexicon

EXAMPLES = read_examples()
LEAST = 25
# Numbers that may stand in examples: invented ones, told by a run of zeros, of one digit, or of a counting row.
_INVENTED = re.compile(r"000|(\d)\1{2}|1234|2345|3456|4567|5678|6789|7890|9876|8765|7654|6543|5432|4321|(\d\d)\2\2")


def test_every_intent_of_the_domain_has_enough_examples_and_no_other_has_any() -> None:
    counted = Counter(example.intent for example in EXAMPLES)
    assert sorted(counted) == sorted(domain()["intents"])
    assert {intent: count for intent, count in counted.items() if count < LEAST} == {}


def test_one_file_holds_one_intent_and_bears_its_name() -> None:
    for file in (ROOM / "data" / "intents").glob("*.yml"):
        groups = yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]
        assert [group["intent"] for group in groups] == [file.stem]


def test_no_message_stands_under_two_intents_or_twice() -> None:
    lexicon = read_lexicon()
    where = defaultdict(list)
    for example in EXAMPLES:
        key = " ".join(re.findall(r"\w+", normalise(example.text, lexicon))) or example.text.strip()
        where[key].append(f"{example.intent}: {example.text}")
    across = {key: told for key, told in where.items() if len({line.partition(":")[0] for line in told}) > 1}
    assert across == {}
    twice = [told for told in where.values() if len(told) > 1 and len(set(map(str.lower, told))) < len(told)]
    assert twice == []


def test_annotations_name_entities_of_the_domain() -> None:
    known = set(domain()["entities"])
    assert [(e.text, name) for e in EXAMPLES for name, _ in e.entities if name not in known] == []
    assert [e.text for e in EXAMPLES if re.search(r"\]\(|\[\w+\]", e.text)] == []


def test_no_number_looks_like_a_real_persons() -> None:
    real = [
        (example.intent, example.text)
        for example in EXAMPLES
        for one in find_codes(example.text)
        if one.name in ("phone", "nik") and not _INVENTED.search(one.value)
    ]
    assert real == []
