"""Queues: lanes in order, nothing twice, nothing lost, and no slower for what is done."""

from __future__ import annotations

import random
import threading
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from storage import queue
from storage.database import Database, Tx
from storage.queue import BULK, REPLY, URGENT, LostClaim, inbox, outbox

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def put(tx: Tx, key: str, lane: str = "web:a", *, rank: int = REPLY, due: datetime | None = None) -> bool:
    return queue.put(tx, inbox, key=key, lane=lane, payload={"key": key}, now=NOW, rank=rank, due=due)


def claimed(database: Database, *, now: datetime = NOW) -> str | None:
    with database.begin() as tx:
        row = queue.claim(tx, inbox, now=now)
    return row.key if row else None


def test_an_empty_queue_has_nothing_to_claim(database: Database) -> None:
    assert claimed(database) is None


def test_a_row_comes_back_as_it_was_put(database: Database) -> None:
    with database.begin() as tx:
        queue.put(tx, outbox, key="k", lane="web:a", payload={"ä": [1, None]}, now=NOW, do="say")
        row = queue.claim(tx, outbox, now=NOW)
    assert row is not None
    assert (row.key, row.lane, row.payload, row.tries, row.do) == ("k", "web:a", {"ä": [1, None]}, 1, "say")
    assert row.created_at == NOW


def test_a_key_that_is_there_already_is_not_put_again(database: Database) -> None:
    with database.begin() as tx:
        assert put(tx, "k")
        assert not put(tx, "k", lane="web:b")
    with database.begin() as tx:
        assert not put(tx, "k")
        assert queue.backlog(tx, inbox).waiting == 1


def test_a_lane_waits_for_its_earlier_row_and_others_do_not(database: Database) -> None:
    with database.begin() as tx:
        put(tx, "a1", "web:a")
        put(tx, "a2", "web:a")
        put(tx, "b1", "web:b")
    assert [claimed(database), claimed(database), claimed(database)] == ["a1", "b1", None]


def test_an_urgent_row_goes_first_but_never_before_its_own_lane(database: Database) -> None:
    with database.begin() as tx:
        put(tx, "bulk", "web:a", rank=BULK)
        put(tx, "reply", "web:b", rank=REPLY)
        put(tx, "urgent behind bulk", "web:a", rank=URGENT)
        put(tx, "urgent", "web:c", rank=URGENT)
    assert [claimed(database) for _ in range(4)] == ["urgent", "reply", "bulk", None]


def test_a_row_that_is_not_due_waits_and_holds_its_lane(database: Database) -> None:
    with database.begin() as tx:
        put(tx, "a1", due=NOW + SECOND)
        put(tx, "a2")
    assert claimed(database) is None
    assert claimed(database, now=NOW + SECOND) == "a1"


def test_a_row_put_off_keeps_its_place_in_the_lane(database: Database) -> None:
    with database.begin() as tx:
        put(tx, "a1")
        put(tx, "a2")
        row = queue.claim(tx, inbox, now=NOW)
        assert row is not None
        queue.later(tx, inbox, row.id, due=NOW + 10 * SECOND, error="Trouble")
    assert claimed(database) is None
    with database.begin() as tx:
        again = queue.claim(tx, inbox, now=NOW + 10 * SECOND)
    assert again is not None
    assert (again.key, again.tries, again.error) == ("a1", 2, "Trouble")


@pytest.mark.parametrize("end", ["done", "failed"])
def test_a_finished_row_frees_its_lane(database: Database, end: str) -> None:
    with database.begin() as tx:
        put(tx, "a1")
        put(tx, "a2")
        row = queue.claim(tx, inbox, now=NOW)
        assert row is not None
        if end == "done":
            queue.done(tx, inbox, row.id, now=NOW)
        else:
            queue.fail(tx, inbox, row.id, now=NOW, error="KeyError")
    assert claimed(database) == "a2"


def test_a_row_whose_worker_died_is_rescued(database: Database) -> None:
    with database.begin() as tx:
        put(tx, "a1")
    assert claimed(database) == "a1"
    with database.begin() as tx:
        assert queue.rescue(tx, inbox, before=NOW, now=NOW) == 0
        assert queue.rescue(tx, inbox, before=NOW + SECOND, now=NOW + SECOND) == 1
    assert claimed(database, now=NOW + SECOND) == "a1"


def test_a_worker_that_comes_back_after_its_row_was_finished_by_another_must_undo(database: Database) -> None:
    with database.begin() as tx:
        put(tx, "a1")
    with database.begin() as tx:
        slow = queue.claim(tx, inbox, now=NOW)
        queue.rescue(tx, inbox, before=NOW + SECOND, now=NOW)
        quick = queue.claim(tx, inbox, now=NOW)
        assert slow is not None
        assert quick is not None
        queue.done(tx, inbox, quick.id, now=NOW)
    with pytest.raises(LostClaim), database.begin() as tx:
        queue.done(tx, inbox, slow.id, now=NOW)
    with database.begin() as tx:
        queue.later(tx, inbox, slow.id, due=NOW, error="late")
        queue.fail(tx, inbox, slow.id, now=NOW, error="late")
        assert queue.backlog(tx, inbox) == queue.Backlog(0, 0, 0, None)


def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    with database.begin() as tx:
        put(tx, "a1")

    def half_way() -> None:
        with database.begin() as tx:
            put(tx, "a2")
            row = queue.claim(tx, inbox, now=NOW)
            assert row is not None
            queue.done(tx, inbox, row.id, now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_way()
    with database.look() as tx:
        assert queue.backlog(tx, inbox) == queue.Backlog(1, 0, 0, NOW)


def test_the_backlog_counts_what_is_left(database: Database) -> None:
    with database.begin() as tx:
        for key, lane in (("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")):
            put(tx, key, lane)
        for end in (queue.done, None):
            row = queue.claim(tx, inbox, now=NOW)
            assert row is not None
            if end:
                end(tx, inbox, row.id, now=NOW)
        failed = queue.claim(tx, inbox, now=NOW)
        assert failed is not None
        queue.fail(tx, inbox, failed.id, now=NOW, error="x")
        assert queue.backlog(tx, inbox) == queue.Backlog(waiting=1, working=1, failed=1, oldest=NOW)


def test_purging_takes_done_rows_and_leaves_failed_ones(database: Database) -> None:
    with database.begin() as tx:
        for key, lane in (("done", "1"), ("failed", "2"), ("waiting", "3")):
            put(tx, key, lane)
        first, second = queue.claim(tx, inbox, now=NOW), queue.claim(tx, inbox, now=NOW)
        assert first is not None
        assert second is not None
        queue.done(tx, inbox, first.id, now=NOW)
        queue.fail(tx, inbox, second.id, now=NOW, error="x")
        assert queue.purge(tx, inbox, before=NOW) == 0
        assert queue.purge(tx, inbox, before=NOW + SECOND) == 1
        assert tx.scalars(sa.select(inbox.c.key).order_by(inbox.c.id)).all() == ["failed", "waiting"]
        assert put(tx, "new")
        assert tx.execute(sa.select(sa.func.max(inbox.c.id))).scalar_one() == 4, "an id must not be used again"


def test_four_workers_take_every_row_once_and_every_lane_in_order(database: Database) -> None:
    lanes, length = 12, 8
    order = [lane for lane in range(lanes) for _ in range(length)]
    random.Random(7).shuffle(order)
    with database.begin() as tx:
        for number, lane in enumerate(order):
            put(tx, f"{number}", f"web:{lane}")
    seen: dict[str, list[int]] = defaultdict(list)
    open_lanes: set[str] = set()
    faults: list[str] = []
    guard = threading.Lock()

    def work(seed: int) -> None:
        dice = random.Random(seed)
        while True:
            with database.begin() as tx:
                row = queue.claim(tx, inbox, now=NOW)
            if row is None:
                with database.look() as tx:
                    left = queue.backlog(tx, inbox)
                if not left.waiting and not left.working:
                    return
                continue
            with guard:
                if row.lane in open_lanes:
                    faults.append(f"{row.lane} is worked on twice at once")
                open_lanes.add(row.lane)
                again = dice.random() < 0.2
                if not again:
                    seen[row.lane].append(int(row.key))
            with guard:
                open_lanes.discard(row.lane)
            with database.begin() as tx:
                if again:
                    queue.later(tx, inbox, row.id, due=NOW, error="again")
                else:
                    queue.done(tx, inbox, row.id, now=NOW)

    _together(work, 4)
    assert faults == []
    assert sum(map(len, seen.values())) == lanes * length
    assert all(keys == sorted(keys) and len(set(keys)) == length for keys in seen.values())


def test_the_same_key_put_by_four_doors_at_once_is_there_once(database: Database) -> None:
    outcomes: list[bool] = []

    def accept(_: int) -> None:
        with database.begin() as tx:
            outcomes.append(put(tx, "telegram:1"))

    _together(accept, 4)
    assert sorted(outcomes) == [False, False, False, True]


def test_a_claim_reads_only_rows_that_are_not_finished(sqlite: Database) -> None:
    with sqlite.begin() as tx:
        tx.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) "
            "INSERT INTO inbox (key, lane, rank, status, due, tries, payload, created_at, finished_at) "
            "SELECT 'k' || i, 'web:' || (i % 1000), 1, 'done', '2026-01-01', 1, '{}', '2026-01-01', '2026-01-01' FROM n"
        )
        put(tx, "a1", "web:1")
        put(tx, "a2", "web:1")
        before, steps = _plans(tx), _Steps(tx)
        with steps:
            row = queue.claim(tx, inbox, now=NOW)
        assert row is not None
        assert row.key == "a1"
        assert before == ["SCAN inbox USING INDEX ix_inbox_next", "SEARCH earlier USING INDEX ix_inbox_lane"]
        assert steps.taken < 2_000, "a claim may not grow with what is done"


class _Steps:
    """Counts SQLite's own steps in thousands, so that speed is tested without a watch."""

    def __init__(self, tx: Tx) -> None:
        self.connection = tx.connection.driver_connection
        self.taken = 0

    def __enter__(self) -> None:
        self.connection.set_progress_handler(self._step, 100)  # type: ignore[union-attr]

    def __exit__(self, *_: object) -> None:
        self.connection.set_progress_handler(None, 0)  # type: ignore[union-attr]

    def _step(self) -> int:
        self.taken += 100
        return 0


def _plans(tx: Tx) -> list[str]:
    said: list[str] = []

    def keep(_tx: object, _cursor: object, statement: str, parameters: tuple[object, ...], *_: object) -> None:
        if statement.startswith("SELECT"):
            said.append(f"{statement}|{len(parameters)}")
            rows = tx.connection.driver_connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[union-attr]
            said[-1:] = [row[3] for row in rows if "CORRELATED" not in row[3]]

    sa.event.listen(tx.engine, "before_cursor_execute", keep)
    with tx.begin_nested() as trial:
        queue.claim(tx, inbox, now=NOW)
        trial.rollback()
    sa.event.remove(tx.engine, "before_cursor_execute", keep)
    return [plan.split(" (")[0] for plan in said]


def _together(work: object, count: int) -> None:
    faults: list[BaseException] = []

    def guarded(number: int) -> None:
        try:
            work(number)  # type: ignore[operator]
        except BaseException as fault:  # noqa: BLE001 - shown by the assertion below
            faults.append(fault)

    threads = [threading.Thread(target=guarded, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
