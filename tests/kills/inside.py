"""What a campaign does inside its installation, in a process of its own: set the scene in a new database, let time pass, give account.

python -m tests.kills.inside scene 40     40 candidates, each with a card owed by every assessor; a public page
python -m tests.kills.inside later        leases of workers that are gone run out, letters held back become due
python -m tests.kills.inside again        somebody decides that every letter in doubt goes out once more
python -m tests.kills.inside account      what the database says, as JSON
"""

import json
import sys
from datetime import timedelta

from secondround.web.commands.starting import start_django


def scene(count: str) -> dict[str, object]:
    from django.db import transaction
    from django.utils import timezone
    from tests.cast import applicant, cast, owe, signed_in

    from secondround.positions.actions.publishing import publish_position
    from secondround.web.commands.installing import migrate_database

    migrate_database()
    now = timezone.now()
    with transaction.atomic():
        world = cast()
        publish_position(
            by=world.rosa, at=now, position=world.position, organisation="Delta Works",
            contact=("Pia Lund", "pia@delta.example"), retention_months=6,
        )  # fmt: skip
        assessors, cards = (world.ines, world.nora, world.otto), {}
        people = [
            applicant(world.rosa, world.position, f"N{number} Candidate", at=world.at) for number in range(int(count))
        ]
        for one in assessors:
            cards[one.email] = [str(owe(world, one, application).uid) for application in people]
        users = (*assessors, world.rosa)
        return {
            "position": str(world.position.uid),
            "competency": str(world.teamwork.uid),
            "cards": cards,
            "people": {one.email: str(one.uid) for one in (world.dora, world.sami)},
            "applications": [str(one.uid) for one in people],
            "sessions": {one.email: signed_in(one).cookies["session"].value for one in users},
        }


def later(*alive: str) -> dict[str, object]:
    """`alive`: the workers that run now, by process; whatever anybody else holds has been held for too long."""
    from django.utils import timezone

    from secondround.correspondence.models import Letter, LetterState
    from secondround.work.models import WorkItem, WorkState

    past = timezone.now() - timedelta(seconds=1)
    stale = WorkItem.objects.filter(state=WorkState.RUNNING)
    for pid in alive:
        stale = stale.exclude(leased_by__endswith=f":{pid}")
    Letter.objects.filter(state=LetterState.QUEUED, not_before__gt=past).update(not_before=past)
    WorkItem.objects.filter(state=WorkState.WAITING, kind="correspondence.send").update(due_at=past)
    return {"leases": stale.update(lease_until=past)}


def again() -> dict[str, object]:
    from django.utils import timezone

    from secondround.audit.actions import CONSOLE
    from secondround.correspondence.actions import send_again
    from secondround.correspondence.models import Letter, LetterState

    doubted = list(Letter.objects.filter(state=LetterState.UNKNOWN))
    for one in doubted:
        send_again(by=CONSOLE, at=timezone.now(), letter=one)
    return {"again": [one.message_id for one in doubted]}


def account() -> dict[str, object]:
    from secondround.candidates.models import Application
    from secondround.correspondence.models import Letter
    from secondround.interviews.models import Draft, Interview, Note, Scorecard
    from secondround.web.invariants import violations
    from secondround.work.models import WorkItem

    cards: dict[str, list[str]] = {}
    for card in Scorecard.objects.select_related("assignment"):
        cards.setdefault(str(card.assignment.uid), []).append(
            " ".join(Note.objects.filter(scorecard=card).values_list("text", flat=True))
        )
    public = Application.objects.filter(source="public page")
    return {
        "letters": {
            one.message_id: {"state": one.state, "about": one.about, "kind": one.kind} for one in Letter.objects.all()
        },
        "dead": list(WorkItem.objects.filter(state="dead").values_list("kind", flat=True)),
        "applications": {one.candidate.email: f"application:{one.pk}" for one in public.select_related("candidate")},
        "drafts": {
            str(one.assignment.uid): list(one.body["notes"].values())
            for one in Draft.objects.select_related("assignment")
        },
        "cards": cards,
        "interviews": [str(uid) for uid in Interview.objects.filter(at__isnull=False).values_list("uid", flat=True)],
        "violations": [f"{one.name}: {one.what}" for one in violations()],
    }


if __name__ == "__main__":
    start_django()
    print(json.dumps({"scene": scene, "later": later, "again": again, "account": account}[sys.argv[1]](*sys.argv[2:])))
