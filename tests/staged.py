"""Where a short walk begins, brought about through the actions: run inside the walk's installation, after `init`.

python -m tests.staged brief|day|visit|own ZONE     what it made, as JSON: secrets of the apps that show codes, addresses
"""

import json
import sys
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from secondround.web.commands.starting import start_django

NAMES = ("rosa", "hugo", "sami", "nora", "dora", "otto")


def stage(what: str, zone: str) -> dict[str, object]:
    from secondround.candidates.actions import invite_to_page
    from tests.cast import cast, second_factor, second_round

    if what == "own":
        return _own(zone)
    world = cast()
    second = second_round(world)
    now = datetime.now(ZoneInfo(zone)).replace(second=0, microsecond=0)
    made: dict[str, object] = {"secrets": {name: second_factor(getattr(world, name)) for name in NAMES}}
    made["application"] = str(world.cleo.uid)
    if what == "brief":
        made |= {"brief": str(second.brief.uid), "card": _owed(world, second, now)}
    else:
        made["visit"] = _day(world, second, now, has_begun=what == "visit")
    if what != "brief":
        link = invite_to_page(by=world.rosa, at=now, candidate=world.cleo.candidate)
        made["links"] = [link]
    return made


def _own(zone: str) -> dict[str, object]:
    """Cleo was met, has written to everybody, and has an offer; and every address of hers."""
    from secondround.candidates.actions import invite_to_page
    from tests.cast import second_factor
    from tests.mine import own_addresses
    from tests.waiting import Waiting

    here, now = Waiting(), datetime.now(ZoneInfo(zone))
    here.has_an_offer(now)
    world = here.world
    _asked_elsewhere(world, now)
    return {
        "secrets": {name: second_factor(getattr(world, name)) for name in ("pia", "ada", "rosa")},
        "links": [invite_to_page(by=world.rosa, at=now, candidate=world.cleo.candidate) for _browser in range(5)],
        "pages": own_addresses(here.user),
    }


def _asked_elsewhere(world, now: datetime) -> None:
    """Cleo is also invited for another position, and has not answered."""
    from secondround.candidates.actions import receive_application
    from secondround.candidates.models import ApplicationState
    from secondround.visits.actions.invitations import InvitationGiven, invite
    from tests.cast import ANSWER_BY, open_for

    of = {
        "candidate": world.cleo.candidate,
        "position": open_for(world, "Harbour master"),
        "state": ApplicationState.ADVANCED,
    }
    made = receive_application(by=world.rosa, at=now, owner=world.rosa, answer_by=ANSWER_BY, **of)
    ahead = [now.date() + timedelta(days=days) for days in (5, 20)]
    invite(
        by=world.rosa, at=now, application=made, given=InvitationGiven("A talk.", "The director.", *ahead, world.rosa)
    )


def _owed(world, second, now: datetime) -> str:
    """Nora has spoken with Cleo an hour ago, and owes her card."""
    from secondround.interviews.actions import assign, plan_interview

    before = {"by": world.rosa, "at": now - timedelta(hours=3)}
    held = now - timedelta(hours=1)
    interview = plan_interview(**before, application=world.cleo, round=second.round, held_at=held)
    return str(assign(**before, interview=interview, user=world.nora).uid)


def _day(world, second, now: datetime, *, has_begun: bool) -> str:
    """Cleo's day, today, sent two hours ago: the figures with Nora and Dora, the team with Otto, last Sami."""
    from secondround.visits.actions import DayGiven, SessionGiven, add_session, confirm_day, note_session, plan_day
    from secondround.visits.models import ItemKind, SessionPart, Visit

    sent = now - timedelta(hours=2)
    on: date = now.date()
    first = now - timedelta(minutes=45) if has_begun else now + timedelta(minutes=30)
    first -= timedelta(minutes=first.minute % 5)
    visit = plan_day(
        by=world.rosa,
        at=sent,
        application=world.cleo,
        given=DayGiven(on, str(now.tzinfo), second.site, world.hugo, world.rosa, "Ask for Hugo."),
    )

    def add(kind, after, minutes, people, kit):
        start = first + timedelta(minutes=after)
        given = SessionGiven(kind, start, minutes, people=people, kit=kit, room=second.rooms[0])
        edit = Visit.objects.get(pk=visit.pk).edit
        return add_session(by=world.rosa, at=sent, visit=visit, edit=edit, given=given)

    both = [(world.nora, SessionPart.ASSESSOR), (world.dora, SessionPart.ASSESSOR)]
    figures = add(ItemKind.INTERVIEW, 0, 45, both, second.figures)
    add(ItemKind.INTRODUCTION, 60, 30, [(world.otto, SessionPart.INTRODUCED)], second.team)
    add(ItemKind.INTERVIEW, 100, 60, [(world.sami, SessionPart.ASSESSOR)], second.conversation)
    visit.refresh_from_db()
    confirm_day(by=world.rosa, at=sent, visit=visit, edit=visit.edit, set_aside="They said so by telephone.")
    if has_begun:
        note_session(by=world.rosa, at=now, session=figures, took_place=True, there=[world.nora, world.dora])
    return str(visit.uid)


if __name__ == "__main__":
    start_django()
    print(json.dumps(stage(sys.argv[1], sys.argv[2])))
