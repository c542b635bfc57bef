"""Background work: done once, tried again, dead after enough tries; two workers never hold the same."""

import os
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from secondround.audit.actions import CONSOLE
from secondround.audit.models import AuditEntry
from secondround.work.actions import (
    LEASE,
    bring_forward,
    clear_done,
    complete,
    enqueue,
    fail,
    lease_next,
    postpone,
    renew,
    revive,
)
from secondround.work.engine import Later, run_all, run_forever, run_one
from secondround.work.models import WorkItem, WorkState
from secondround.work.queries import dead_items, longest_wait

NOW = timezone.now()
DONE = []  # what the kinds of work below did, in this process


def note(payload):
    DONE.append(payload["number"])


def not_yet(payload):
    raise Later(NOW + timedelta(days=1))


def take_long(payload):
    time.sleep(payload["seconds"])
    DONE.append(WorkItem.objects.get().lease_until)


@pytest.fixture
def kinds(settings):
    """Kinds of work of our own: they stand in a setting, so the engine runs them as it runs the product's."""
    DONE.clear()
    settings.WORK_KINDS = {name: f"{__name__}.{name}" for name in ("note", "not_yet", "take_long")}


@pytest.mark.django_db
def test_the_same_key_is_one_piece_of_work():
    enqueue(at=NOW, kind="a", key="k")
    enqueue(at=NOW, kind="a", key="k")
    assert WorkItem.objects.count() == 1


@pytest.mark.django_db
def test_what_fails_is_tried_again_later_and_dies_at_the_end():
    enqueue(at=NOW, kind="a")
    moment, waits = NOW, []
    while item := lease_next(at=moment, worker="w"):
        fail(at=moment, item=item, error="no")
        item.refresh_from_db()
        waits.append((item.due_at - moment).total_seconds())
        moment = max(item.due_at, moment) + timedelta(seconds=1)
    assert (WorkItem.objects.get().state, WorkItem.objects.get().attempts) == (WorkState.DEAD, 8)
    assert waits[:4] == [30, 60, 120, 240]


@pytest.mark.django_db
def test_a_lease_that_ran_out_is_taken_over_and_its_late_holder_changes_nothing():
    enqueue(at=NOW, kind="a")
    first = lease_next(at=NOW, worker="slow")
    assert lease_next(at=NOW, worker="quick") is None
    second = lease_next(at=NOW + timedelta(minutes=6), worker="quick")
    complete(at=NOW, item=first)
    assert WorkItem.objects.get().state == WorkState.RUNNING
    complete(at=NOW, item=second)
    assert WorkItem.objects.get().state == WorkState.DONE


@pytest.mark.django_db
def test_an_unknown_kind_is_an_error_of_the_item_and_not_of_the_loop():
    enqueue(at=timezone.now(), kind="nobody's")
    assert run_all() == 1
    assert "KeyError" in WorkItem.objects.get().last_error


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_do_the_same():
    for _ in range(20):
        enqueue(at=NOW, kind="a")
    taken, lock = [], threading.Lock()

    def worker(name):
        try:
            while item := lease_next(at=timezone.now(), worker=name):
                with lock:
                    taken.append(item.pk)
                complete(at=timezone.now(), item=item)
        finally:
            connection.close()

    threads = [threading.Thread(target=worker, args=(f"w{n}",)) for n in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(taken) == len(set(taken))
    assert WorkItem.objects.filter(state=WorkState.RUNNING).count() == 0


@pytest.mark.django_db
def test_work_is_done_in_the_order_in_which_it_is_due(kinds):
    now = timezone.now()
    for number, minutes in ((1, 5), (2, 9), (3, -60)):
        enqueue(at=now, kind="note", payload={"number": number}, due_at=now - timedelta(minutes=minutes))
    assert (run_all(), DONE) == (2, [2, 1])
    assert set(WorkItem.objects.values_list("state", flat=True)) == {WorkState.DONE, WorkState.WAITING}


@pytest.mark.django_db
def test_not_now_is_the_same_piece_of_work_later_and_no_try(kinds):
    enqueue(at=NOW, kind="not_yet")
    run_all()
    item = WorkItem.objects.get()
    assert (item.state, item.attempts, item.due_at) == (WorkState.WAITING, 0, NOW + timedelta(days=1))
    assert bring_forward(at=NOW, kind="not_yet") == 1
    assert WorkItem.objects.get().due_at == NOW


@pytest.mark.django_db
def test_what_ends_its_worker_every_time_is_given_up():
    """Nobody reports a failure when the process is gone: the lease runs out, and that counts."""
    enqueue(at=NOW, kind="a")
    moment, times = NOW, 0
    while lease_next(at=moment, worker="w"):
        moment, times = moment + LEASE + timedelta(seconds=1), times + 1
    assert (times, WorkItem.objects.get().state) == (8, WorkState.DEAD)
    assert "the worker ended" in dead_items().get().last_error
    assert AuditEntry.objects.filter(act="work.dead").count() == 1


@pytest.mark.django_db
def test_what_is_dead_is_tried_anew_when_somebody_says_so():
    enqueue(at=NOW, kind="a")
    WorkItem.objects.update(state=WorkState.DEAD, attempts=8, ended_at=NOW)
    assert (revive(by=CONSOLE, at=NOW), revive(by=CONSOLE, at=NOW)) == (1, 0)
    assert lease_next(at=NOW, worker="w").attempts == 1
    assert AuditEntry.objects.filter(act="work.revive", actor="console").count() == 1


@pytest.mark.django_db
def test_only_the_holder_renews_or_postpones():
    enqueue(at=NOW, kind="a")
    first = lease_next(at=NOW, worker="slow")
    assert renew(at=NOW + timedelta(minutes=4), item=first)
    assert lease_next(at=NOW + timedelta(minutes=8), worker="quick") is None
    second = lease_next(at=NOW + timedelta(minutes=10), worker="quick")
    assert not renew(at=NOW + timedelta(minutes=10), item=first)
    postpone(item=first, due_at=NOW)
    assert WorkItem.objects.get().leased_by == second.leased_by == "quick"


@pytest.mark.django_db
def test_what_was_done_long_ago_is_forgotten_and_what_is_dead_is_not():
    for number, state in enumerate((WorkState.DONE, WorkState.DONE, WorkState.DEAD)):
        item = enqueue(at=NOW, kind=f"{number}")
        WorkItem.objects.filter(pk=item.pk).update(state=state, ended_at=NOW - timedelta(days=31 * (number != 1)))
    assert clear_done(at=NOW) == 1
    assert list(WorkItem.objects.order_by("kind").values_list("kind", flat=True)) == ["1", "2"]


@pytest.mark.django_db
def test_how_long_work_waits_shows_that_no_worker_runs():
    assert longest_wait(NOW) == timedelta(0)
    enqueue(at=NOW - timedelta(minutes=20), kind="a")
    assert longest_wait(NOW) == timedelta(minutes=20)


@pytest.mark.django_db(transaction=True)
def test_long_work_keeps_its_lease(kinds):
    began = timezone.now()
    enqueue(at=NOW, kind="take_long", payload={"seconds": 0.6})
    assert run_one("w", renew_seconds=0.2)
    assert began + LEASE + timedelta(seconds=0.15) < DONE[0]
    assert WorkItem.objects.get().state == WorkState.DONE


@pytest.mark.django_db(transaction=True)
def test_the_loop_ends_when_it_is_told_to(kinds):
    stop = threading.Event()
    for number in range(3):
        enqueue(at=NOW, kind="note", payload={"number": number})

    def loop():
        try:
            run_forever(stop)
        finally:
            connection.close()

    worker = threading.Thread(target=loop)
    worker.start()
    for _ in range(100):
        if len(DONE) == 3:
            break
        time.sleep(0.05)
    stop.set()
    worker.join(5)
    assert (DONE, worker.is_alive()) == ([0, 1, 2], False)


KILLED = """
import os, sys, time
import django
from django.conf import settings
django.setup()
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from datetime import timedelta
from secondround.work import actions, engine
actions.LEASE = timedelta(seconds=1.5)
settings.WORK_KINDS = {"append": "__main__.append"}
def append(payload):
    with open(sys.argv[2], "a") as file:
        file.write(f"{payload['number']}\\n")
    time.sleep(0.01)
while True:
    engine.run_one(engine.worker_name()) or time.sleep(0.02)
"""


@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_when_workers_are_killed(tmp_path):
    """Two workers, one of them killed again and again in the middle of its work: every piece is done, none stays under way."""
    count, out = 150, tmp_path / "done"
    for number in range(count):
        enqueue(at=NOW, kind="append", payload={"number": number})
    name = str(connection.settings_dict["NAME"])

    def worker():
        return subprocess.Popen([sys.executable, "-c", KILLED, name, str(out)], env={**os.environ})

    running, kills = [worker(), worker()], 0
    end = time.monotonic() + 90
    try:
        while WorkItem.objects.exclude(state=WorkState.DONE).exists():
            assert time.monotonic() < end
            time.sleep(0.05)
            if out.exists() and kills < 8 and len(out.read_text().splitlines()) > kills * count // 10:
                running[kills % 2].kill()
                running[kills % 2].wait()
                running[kills % 2] = worker()
                kills += 1
    finally:
        for one in running:
            one.kill()
            one.wait()
    done = [int(line) for line in out.read_text().splitlines()]
    assert (set(done), kills) == (set(range(count)), 8)
    assert len(done) - count <= kills  # at least once: what was under way at a kill may be done twice, nothing else
