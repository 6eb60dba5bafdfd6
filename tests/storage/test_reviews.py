"""Who has checked which words: a sign-off stands for the words it was given for, and can be taken back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from storage import reviews
from storage.database import Database

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
FEVER, COUGH = ("faq", "demam"), ("faq", "batuk")
OLD, NEW = reviews.fingerprint("Beri minum."), reviews.fingerprint("Beri minum sering.")


def test_other_words_have_another_fingerprint() -> None:
    assert reviews.fingerprint("ab", "c") != reviews.fingerprint("a", "bc")
    assert reviews.fingerprint("Beri minum.") == OLD != NEW


def test_a_sign_off_is_found_under_its_item_with_who_gave_it_and_when(database: Database) -> None:
    later = NOW + timedelta(days=1)
    with database.begin() as tx:
        reviews.sign(tx, FEVER, NEW, by="Bu Kepala", now=later)
        reviews.sign(tx, FEVER, OLD, by="dr. Sari", now=NOW)
        reviews.sign(tx, ("tips", "demam"), OLD, by="dr. Sari", now=NOW)
    with database.look() as tx:
        found = reviews.everything(tx)
    assert set(found) == {FEVER, ("tips", "demam")}
    assert found[FEVER] == (reviews.Review(OLD, "dr. Sari", NOW), reviews.Review(NEW, "Bu Kepala", later))


def test_taking_back_unsigns_these_words_of_this_item_only(database: Database) -> None:
    with database.begin() as tx:
        for item in (FEVER, COUGH):
            for words in (OLD, NEW, NEW):
                reviews.sign(tx, item, words, by="dr. Sari", now=NOW)
        assert reviews.take_back(tx, FEVER, NEW)
        assert not reviews.take_back(tx, FEVER, NEW)
        found = reviews.everything(tx)
    assert [review.body_hash for review in found[FEVER]] == [OLD]
    assert [review.body_hash for review in found[COUGH]] == [OLD, NEW, NEW]
