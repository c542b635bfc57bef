"""One of several processes that do something at the same moment: told what on its standard input, line by line.

python -m tests.interviews.racer NAME-OF-DATABASE
"""

import json
import sys
from datetime import datetime

from secondround.web.commands.starting import start_django

REFUSALS = ("ScheduleRefused", "CardRefused", "LastRecruiter", "Refused", "MergeRefused")


def book(by, at, *, application, assessors, start, room=None):
    from secondround.candidates.models import Application
    from secondround.interviews.actions.scheduling import Appointment, schedule_interview
    from secondround.people.models import User
    from secondround.positions.models import MeetingRoom

    application = Application.objects.select_related("candidate", "position").get(pk=application)
    when = Appointment(datetime.fromisoformat(start), 45, "UTC", room=room and MeetingRoom.objects.get(pk=room))
    schedule_interview(
        by=by, at=at, application=application, round=application.position.rounds.get(number=1), kit=None, when=when,
        assessors=list(User.objects.filter(pk__in=assessors)),
    )  # fmt: skip


def move(by, at, *, interview, start):
    from secondround.interviews.actions.scheduling import Appointment, move_interview
    from secondround.interviews.models import Interview

    held = Interview.objects.select_related("application__candidate").get(pk=interview)
    move_interview(
        by=by, at=at, interview=held, to=Appointment(datetime.fromisoformat(start), 45, "UTC"), reason="swap"
    )


def replace(by, at, *, assignment, user):
    from secondround.interviews.actions.scheduling import replace_assessor
    from secondround.interviews.models import Assignment
    from secondround.people.models import User

    held = Assignment.objects.select_related("interview__application__candidate", "user").get(pk=assignment)
    replace_assessor(by=by, at=at, assignment=held, user=User.objects.get(pk=user), reason="ill")


def submit(by, at, *, assignment):
    from secondround.interviews.actions import CardEntry, submit_scorecard
    from secondround.interviews.models import Assignment

    held = Assignment.objects.select_related("user", "interview__application__position").get(pk=assignment)
    judged = held.interview.application.position.competencies.first()
    submit_scorecard(by=held.user, at=at, assignment=held, entries=[CardEntry(judged, 3.0, ["Seen."])])


def ask(by, at, *, interview, user):
    from secondround.interviews.actions import assign
    from secondround.interviews.models import Interview
    from secondround.people.models import User

    assign(by=by, at=at, interview=Interview.objects.get(pk=interview), user=User.objects.get(pk=user))


def end_role(by, at, *, member):
    from secondround.positions.actions import end_team
    from secondround.positions.models import TeamMember

    end_team(by=by, at=at, member=TeamMember.objects.select_related("position").get(pk=member))


def apply(by, at, *, enquiry, name, email):
    from secondround.audit.actions import APPLICANT
    from secondround.candidates.actions import Confirmed, confirm_enquiry
    from secondround.candidates.models import Enquiry

    found = Enquiry.objects.select_related("position").get(pk=enquiry)
    confirm_enquiry(by=APPLICANT, at=at, enquiry=found, said=Confirmed(name, email, "", []))


ACTS = {one.__name__: one for one in (book, move, replace, submit, ask, end_role, apply)}


def once(line: str) -> str:
    from django.utils import timezone

    from secondround.people.models import User

    given = json.loads(line)
    try:
        ACTS[given.pop("act")](User.objects.filter(pk=given.pop("by")).first(), timezone.now(), **given)
    except Exception as error:
        name = type(error).__name__
        return str(error) or name if name in REFUSALS else f"broke: {name}: {error}"
    return "done"


if __name__ == "__main__":
    start_django()
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    print("ready", flush=True)
    for told in sys.stdin:
        print(once(told), flush=True)
