"""The chain of the record: what it finds, what it forgives, and that two writers never fork it."""

import json
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from secondround.audit import rules
from secondround.audit.actions import CONSOLE, erase_words, record
from secondround.audit.models import AuditEntry, AuditHead, AuditText
from secondround.audit.queries import head, verify_chain

NOW = timezone.now()


def write(count: int = 6) -> None:
    for number in range(count):
        at = NOW + timedelta(seconds=number)
        record(by=CONSOLE, at=at, act="people.describe", about={"user": number}, text={"name": f"Cleo {number}"})


def relink(first: int) -> None:
    """What somebody with the database and our source can do: make every link from `first` anew, and the head."""
    previous = AuditEntry.objects.get(sequence=first - 1).hash
    for entry in AuditEntry.objects.filter(sequence__gte=first).order_by("sequence"):
        entry.previous, entry.hash = previous, rules.link_hash(
            sequence=entry.sequence, at=entry.at, actor=entry.actor, act=entry.act, about=entry.about,
            text=entry.text_hash, previous=previous,
        )  # fmt: skip
        entry.save()
        previous = entry.hash
    AuditHead.objects.update(hash=previous)


def test_a_link_is_the_same_on_every_machine_and_in_every_year():
    """Known values: a change of the way links are hashed would break every record that exists."""
    from datetime import UTC, datetime

    text = rules.text_hash("00" * 16, rules.canonical({"b": "é", "a": 1}).decode())
    assert rules.canonical({"b": "é", "a": 1}).decode() == '{"a":1,"b":"é"}'
    linked = rules.link_hash(
        sequence=1, at=datetime(2026, 9, 7, 10, 0, tzinfo=UTC), actor="user:7", act="people.add", about={"user": 9},
        text=text, previous=rules.GENESIS,
    )  # fmt: skip
    assert (text, linked) == (TEXT, LINK)


TEXT = "dc4b47f3a33a0ca1bc4cd1d759ddf250cf14061f3bd8c9eb819f4a765bb508f3"
LINK = "a03f36a845832833e43c0829bedda7b72c84ce54bba052202a568d6c6b774e59"


@pytest.mark.django_db
def test_an_empty_record_and_a_written_one_hold():
    assert (verify_chain().links, verify_chain().is_whole) == (0, True)
    write()
    assert (verify_chain().links, verify_chain().is_whole) == (6, True)
    assert (verify_chain(last=4).links, verify_chain(last=4).is_whole) == (4, True)


FIELDS = {
    "at": NOW - timedelta(days=1),
    "actor": "user:1",
    "act": "people.add",
    "about": {"user": 99},
    "text_hash": "0" * 64,
    "previous": "1" * 64,
    "hash": "2" * 64,
}


@pytest.mark.django_db
@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("sequence", [1, 3, 6])
def test_every_field_of_every_link_is_held(field, sequence):
    write()
    AuditEntry.objects.filter(sequence=sequence).update(**{field: FIELDS[field]})
    assert (verify_chain().problem, verify_chain().broken_at) == ("changed", sequence)


@pytest.mark.django_db
@pytest.mark.parametrize("field", [{"body": json.dumps({"name": "Nils"})}, {"salt": "f" * 32}])
def test_changed_words_are_found(field):
    write()
    AuditText.objects.filter(entry__sequence=4).update(**field)
    assert (verify_chain().problem, verify_chain().broken_at) == ("words_changed", 4)


@pytest.mark.django_db
def test_words_may_be_erased_by_an_act_and_by_nothing_else():
    write()
    erase_words(by=CONSOLE, at=NOW, entry=AuditEntry.objects.get(sequence=2), reason="Cleo asked for it.")
    assert verify_chain().is_whole
    assert not AuditText.objects.filter(body__contains="Cleo 1").exists()
    AuditText.objects.filter(entry__sequence=5).delete()
    assert (verify_chain().problem, verify_chain().broken_at) == ("words_missing", 5)
    assert verify_chain(last=2).is_whole  # the stretch looked at is 6 and 7


@pytest.mark.django_db
def test_erasing_twice_is_one_act():
    write(2)
    for _ in range(2):
        erase_words(by=CONSOLE, at=NOW, entry=AuditEntry.objects.get(sequence=1), reason="Asked for it.")
    assert AuditEntry.objects.filter(act="audit.erase_words").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["lowered", "removed", "other"])
def test_a_head_that_does_not_end_the_chain_is_found(how):
    write()
    if how == "lowered":
        AuditHead.objects.update(sequence=4, hash=AuditEntry.objects.get(sequence=4).hash)
    elif how == "removed":
        AuditHead.objects.all().delete()
    else:
        AuditHead.objects.update(hash="3" * 64)
    assert verify_chain().problem == "head_changed"


@pytest.mark.django_db
def test_a_chain_made_anew_is_found_by_the_head_that_somebody_kept():
    write()
    kept = head()
    write(2)
    assert verify_chain(known=kept).is_whole
    AuditEntry.objects.filter(sequence=3).update(about={"user": 99})
    relink(3)
    assert verify_chain().is_whole
    assert (verify_chain(known=kept).problem, verify_chain(known=kept).broken_at) == ("other_head", 6)


@pytest.mark.django_db
def test_a_tail_cut_off_with_its_head_is_found_by_the_head_that_somebody_kept():
    write()
    kept = head()
    AuditText.objects.filter(entry__sequence__gt=4).delete()
    AuditEntry.objects.filter(sequence__gt=4).delete()
    AuditHead.objects.update(sequence=4, hash=AuditEntry.objects.get(sequence=4).hash)
    assert verify_chain().is_whole
    assert verify_chain(known=kept).problem == "other_head"


@pytest.mark.django_db
def test_what_is_rolled_back_was_never_on_the_record():
    write(2)
    with transaction.atomic():
        write(1)
        transaction.set_rollback(True)
    assert (head()[0], verify_chain().is_whole) == (2, True)


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_moment_never_fork_the_chain():
    def writer():
        try:
            write(15)
        finally:
            connection.close()

    threads = [threading.Thread(target=writer) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (verify_chain().links, verify_chain().is_whole) == (60, True)
