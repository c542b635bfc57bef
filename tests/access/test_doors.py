"""The leak matrix: every door × every actor × every method, against the oracle; an unlisted door fails."""

import pytest
from django.core.cache import cache
from tests.access import expected
from tests.access.crawl import crawled
from tests.access.mutation import is_candidates
from tests.access.stage import ask, patterns, set_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return set_stage()


def listed() -> set[str]:
    return {door.partition(" ")[0] for door in expected.DOORS} | set(expected.OPEN)


def test_every_door_is_listed():
    unlisted = [name for name in patterns() if name not in listed() and not name.startswith(expected.SIGN_IN_PREFIXES)]
    assert unlisted == []
    assert listed() - set(patterns()) == set()


def wanted(door: str, who: str | None, actor: str) -> str:
    """A candidate's session passes a candidate's doors alone, and nobody else does."""
    is_own = is_candidates(door)
    if is_own and actor not in expected.CANDIDATES.split():
        return "way in"
    if not is_own and actor in ("N", *expected.CANDIDATES.split()):
        return "sign in"
    if who is None:
        return "no such side"
    return "yes" if actor in who.split() else "no"


def test_every_door_is_read_by_whom_the_table_names():
    found = crawled().came_to
    wrong = [
        (door, actor, came_to)
        for (actor, door), came_to in found.items()
        if came_to != wanted(door, expected.DOORS[door][0], actor)
    ]
    assert wrong == [], "\n".join(map(str, wrong))


def test_every_door_is_sent_to_by_whom_the_table_names(stage):
    wrong = []
    for door, (_readers, writers) in expected.DOORS.items():
        cache.clear()  # how often one address of the network may come too late with a form
        for actor in stage.clients:
            if (found := ask(stage, actor, "POST", door)) != wanted(door, writers, actor):
                wrong.append((door, actor, found))
    assert wrong == [], "\n".join(map(str, wrong))


def test_no_other_method_opens_a_door(stage):
    """HEAD is GET without its body; the others have no side anywhere: for nobody, for one who may pass, for one who may not, in turn."""
    wrong = []
    for turn, (door, (readers, writers)) in enumerate(expected.DOORS.items()):
        may = (readers or writers or "").split()
        others = [actor for actor in stage.clients if actor not in may]
        for actor in {"N", *may[turn % len(may) :][:1], others[turn % len(others)]}:
            for method in ("HEAD", "PUT", "PATCH", "DELETE"):
                found = ask(stage, actor, method, door)
                if found != wanted(door, readers if method == "HEAD" else None, actor):
                    wrong.append((door, actor, method, found))
    assert wrong == [], "\n".join(map(str, wrong))


def test_what_is_not_there_and_what_is_not_yours_look_the_same(stage):
    """The same bytes for a missing id and for a forbidden one, for each address that holds an id."""
    import re
    from uuid import uuid4

    from tests.access.stage import address

    wrong = []
    for door, (readers, _writers) in expected.DOORS.items():
        where = address(stage, door)
        actor = "n" if is_candidates(door) else "M"
        client = stage.clients[actor]
        if readers is None or actor in readers.split() or not re.search(r"[0-9a-f]{8}-", where):
            continue
        missing = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", str(uuid4()), where)
        if client.get(where).content != client.get(missing).content:
            wrong.append(door)
    assert wrong == []


def test_reading_changes_nothing():
    """After every GET by everybody the database holds what it held, but for sessions."""
    assert crawled().changed == []
