"""Whoever owes a card on somebody learns through no door, asked or pressed, that something was decided about them meanwhile.

Two worlds, the one before and the one after a decision by somebody who may take it. Hugo, who hires, and Rosa, who recruits and owes the
answer, each owe Nils's card: both worlds send them the same bytes.
"""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.access import expected
from tests.access.mutation import is_candidates
from tests.access.stage import address, patterns, set_stage, undone
from tests.access.test_non_interference import NONCE
from tests.cast import ANSWER_BY, owe, person, signed_in, submit

from secondround.decisions.actions import Choice, decide_round
from secondround.decisions.models import AnswerOwed, Outcome
from secondround.handoff.actions.shortlist import ReasonGiven
from secondround.handoff.models import Verdict
from secondround.interviews.models import Note
from secondround.positions.actions import name_team
from secondround.positions.models import TeamRole

pytestmark = pytest.mark.django_db
# What a request makes anew has new names, whatever the world.
NEW = re.compile(rb"[0-9a-f]{8}-[0-9a-f-]{27}|\d\d:\d\d")
LATER = ANSWER_BY + timedelta(days=7)
# Their own account, the record of their own acts, and a paper that says what its page says.
ASIDE = ("handoff:pdf", "people:record", "people:me")


def pressed(stage):
    """What stands in a form that a page of theirs holds, or held a moment ago: (door, body)."""
    answer = {"owner": str(stage.world.rosa.uid), "answer_by": str(ANSWER_BY + timedelta(days=3))}
    pick = {"pick": str(stage.world.nils.uid)}
    bulk = [{"change": "tag", "tag": "crane"}, {"change": "untag", "tag": "crane"}]
    bulk += [{"change": kind, **answer} for kind in ("answer", "first_round")]
    return [
        *(("candidates:move Nils", {"state": state, **answer}) for state in ("received", "first_round")),
        *(("candidates:change", {**pick, **one}) for one in bulk),
        *(("candidates:change", {**pick, **one, "sure": "yes"}) for one in bulk),
        ("interviews:promise Nils", answer),
        ("interviews:assign Nils", {"user": str(stage.world.dora.uid), "round": "1"}),
        ("decisions:answered Nils", {"how": "By telephone."}),
        ("decisions:answer Nils", {"subject": "Your application", "body": "Thank you."}),
        ("decisions:take_back_answer Nils", {}),
        ("decisions:withdrawal Nils", {"words": "Found something else."}),
        ("decisions:undo_withdrawal Nils", {}),
        ("decisions:close_early Nils", {"words": "Not now.", **answer}),
        ("decisions:close_position", {"state": "closed", "reason": "Nobody is sought any more."}),
        ("decisions:decide", {}),
        ("visits:invite Nils", {}),
        ("visits:take_back_invitation Nils", {"reason": "Not now."}),
        ("visits:arrange Nils", {"arrangement": "A seat."}),
        ("visits:plan Nils", {}),
        ("handoff:name_reader Nils", {"reader": str(stage.world.sami.uid)}),
    ]


def read(stage, actor):
    """Every door of the hiring side that this person may open for somebody: of Nils, and of those that are about nobody."""
    doors = [
        door
        for door, (readers, _) in expected.DOORS.items()
        if readers and actor in readers.split() and not is_candidates(door) and door not in ASIDE
    ]
    names = {door.partition(" ")[0] for door in doors}
    of_nils = {f"{name} Nils" for name in names if patterns()[name].startswith("applications/")}
    return sorted({door for door in doors if "applications/" not in patterns()[door.partition(" ")[0]]} | of_nils)


def sent_to(stage, actor):
    """What they are sent by all of it: the answer of every page and, with where it leads, of every button."""
    client, found = stage.clients[actor], {}
    searches = [
        f"{address(stage, 'candidates:search')}?{asked}"
        for asked in (
            "state=first_round",
            "state=closed",
            "state=advanced",
            f"owner={stage.world.rosa.uid}",
            f"before={LATER + timedelta(days=1)}",
        )
    ]
    for where in [address(stage, door) for door in read(stage, actor)] + searches:
        answer = client.get(where)
        found[where] = (answer.status_code, NEW.sub(b"", NONCE.sub(b"", answer.content)))
    for number, (door, body) in enumerate(pressed(stage)):
        with undone():
            answer = client.post(address(stage, door), body, follow=True)
            found[number, door] = (answer.status_code, NEW.sub(b"", NONCE.sub(b"", answer.content)))
    return found


@pytest.fixture
def stage(monkeypatch):
    made, now = set_stage(), timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)  # pages say what time it is
    world = made.world
    world.hanna = person("Hanna Visser")
    name_team(by=world.rosa, at=world.at, position=world.position, user=world.hanna, role=TeamRole.HIRING_MANAGER)
    owe(world, world.rosa, world.nils)
    world.nils.refresh_from_db()
    return made


def decided(stage, verdict, *, owner=None, by_day=LATER):
    world = stage.world
    heard = Note.objects.get(
        scorecard__assignment__interview__application=world.nils, scorecard__submitted_at__isnull=False
    )
    reason = ReasonGiven("It was heard.", [world.teamwork], [heard])
    decide_round(
        by=world.hanna,
        at=timezone.now(),
        choices=[Choice(world.nils, owner or world.rosa, by_day, verdict, reason)],
    )


@pytest.mark.parametrize("actor", ["H", "R"])
def test_who_owes_a_card_learns_of_no_decision_by_any_door(stage, actor):
    """Whatever was decided, and whoever owes what came of it by when."""
    before = sent_to(stage, actor)
    assert len(before) > 50
    for verdict in (Verdict.ADVANCE, Verdict.RESERVE, Outcome.NOT_ADVANCED):
        with undone():
            decided(stage, verdict)
            after = sent_to(stage, actor)
        assert {key for key in before if before[key] != after[key]} == set(), verdict


def test_who_owes_none_learns_it_by_these_very_doors(stage):
    """The test above could not fail if they never told anybody."""
    world = stage.world
    name_team(by=world.rosa, at=world.at, position=world.position, user=world.hanna, role=TeamRole.RECRUITER)
    stage.clients["R"] = signed_in(world.hanna)
    before = sent_to(stage, "R")
    decided(stage, Outcome.NOT_ADVANCED)
    after = sent_to(stage, "R")
    told = {key[1] for key in before if before[key] != after[key] and isinstance(key, tuple)}
    assert told == {
        "candidates:move Nils",
        "candidates:change",
        "interviews:promise Nils",
        "decisions:answered Nils",
        "decisions:answer Nils",
        "decisions:take_back_answer Nils",
        "decisions:close_position",
        "decisions:decide",
        "interviews:assign Nils",
    }


def waits(stage, actor):
    """The lines about Nils on somebody's first page."""
    page = stage.clients[actor].get("/").content.decode()
    return re.findall(r'<span class="sec">([^<]+)</span><span class="small"><span class="name">Nils', page)


def test_an_answer_owed_by_whoever_is_blind_waits_with_a_colleague_and_then_with_them(stage):
    world = stage.world
    rolf = person("Rolf Second")
    name_team(by=world.rosa, at=world.at, position=world.position, user=rolf, role=TeamRole.RECRUITER)
    stage.clients |= {"rolf": signed_in(rolf), "hanna": signed_in(world.hanna)}
    decided(stage, Outcome.NOT_ADVANCED)
    assert waits(stage, "R") == ["Your scorecard is owed"]
    assert waits(stage, "rolf") == ["An answer is owed by Rosa Keller"]
    assert waits(stage, "hanna") == []  # not late: whoever hires is not told that Rosa owes a card
    submit(world, world.rosa, world.nils, {"Teamwork": 4}, at=timezone.now())
    assert waits(stage, "R") == ["An answer is owed"]
    assert waits(stage, "rolf") == []


def test_a_late_answer_stands_with_whoever_closed_them(stage):
    stage.clients["hanna"] = signed_in(stage.world.hanna)
    decided(stage, Outcome.NOT_ADVANCED)
    AnswerOwed.in_force.filter(application=stage.world.nils).update(due_on=date(2026, 11, 2))
    assert waits(stage, "hanna") == ["An answer is owed by Rosa Keller"]
    assert waits(stage, "R") == ["Your scorecard is owed"]


def test_whether_others_cards_are_in_shows_in_no_way_to_close(stage):
    """An application is closed early while no card is in: a recruiter who owes one is not told by that way whether another's is."""
    world, rosa = stage.world, stage.clients["R"]
    zoe = stage.applications["Zoe"]
    owe(world, world.rosa, zoe)
    doors = [address(stage, f"{name} Zoe") for name in ("interviews:application", "decisions:close_early")]

    def seen():
        return [NONCE.sub(b"", rosa.get(door).content) for door in doors]

    owe(world, world.nora, zoe)
    before = seen()
    submit(world, world.nora, zoe, {"Teamwork": 4})
    assert seen() == before
