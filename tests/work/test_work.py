"""Background work: done once, tried again, dead after enough tries; two workers never hold the same."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from secondround.work.actions import complete, enqueue, fail, lease_next
from secondround.work.engine import run_all
from secondround.work.models import WorkItem, WorkState

NOW = timezone.now()


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
