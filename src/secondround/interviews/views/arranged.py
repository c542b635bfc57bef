"""An interview that is arranged: who, when, where, what became of it, and every way to change it for whoever plans."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from secondround.candidates.access import can
from secondround.correspondence.queries import letters_about
from secondround.interviews.access import get_interview
from secondround.interviews.actions import CardRefused
from secondround.interviews.actions.scheduling import ScheduleRefused, add_assessor, cancel_interview, replace_assessor
from secondround.interviews.actions.taking_place import note_absent, note_no_show
from secondround.interviews.models import Assignment, AssignmentState, Interview, InterviewState
from secondround.interviews.queries import present
from secondround.interviews.queries.planning import Against, MightHold, against_people, might_hold
from secondround.interviews.views.planning import AGAINST, words_for
from secondround.people.models import User
from secondround.people.queries import choosable, chosen_person
from secondround.people.signin import signed_in

OF_PERSON = ("nobody", "already_there", "booked", "is_candidate", "in_conflict")
"""Refusals that are about who was chosen."""


@dataclass(frozen=True)
class Typed:
    """What stands in the form that was sent, and comes back with whatever is missing from it."""

    what: str = ""
    assignment: str = ""
    person: str = ""
    reason: str = ""
    over_limit: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> "Typed":
        given = {name: request.POST.get(name, "").strip() for name in cls.__dataclass_fields__}
        return cls(**given)

    def missing(self) -> list[str]:
        """Codes of what this act wants and was not given."""
        codes = ["nobody"] if self.what in ("replace", "add") and chosen_person(self.person) is None else []
        return codes + (["reason_wanted"] if self.what in ("replace", "cancel") and not self.reason else [])

    def place(self, code: str) -> str:
        """The field of the page that a refusal is about; none where it is about the interview itself."""
        if code == "reason_wanted":
            return f"why-{self.assignment}" if self.what == "replace" else "cancel-why"
        if code in OF_PERSON:
            return f"person-{self.assignment}" if self.what == "replace" else "person"
        return ""

    def said(self, codes: Iterable[str]) -> list[tuple[str, str] | str]:
        found = [(self.place(code), words_for(ScheduleRefused(code))) for code in codes]
        return [pair if pair[0] else pair[1] for pair in found]


@dataclass(frozen=True)
class Asked:
    """Somebody chosen to hold it, and what speaks against them: done with a reason, or not at all."""

    what: str
    person: User
    against: Sequence[Against]
    assignment: str = ""
    reason: str = ""


@require_safe
def interview(request: HttpRequest, uid: UUID) -> HttpResponse:
    user = signed_in(request)
    return _page(request, user, get_interview(user, uid, timezone.now(), "interview.read"))


def _page(
    request: HttpRequest,
    user: User,
    found: Interview,
    asked: Asked | None = None,
    *,
    typed: Typed | None = None,
    errors: Sequence[tuple[str, str] | str] = (),
) -> HttpResponse:
    """What was typed stays: `typed` is the form that was sent and is not through yet, `errors` what it wants."""
    now = timezone.now()
    may_plan = can(user, found.application, now, "interview.schedule")
    is_open = may_plan and found.state == InterviewState.PLANNED
    context = {
        "interview": found,
        "application": found.application,
        "present": present(found),
        "changes": list(found.changes.select_related("made_by")) if may_plan else [],
        "may_plan": is_open,
        "tells_candidate": found.is_told
        and bool(found.application.candidate.email)
        and found.at is not None
        and found.at > now,
        "has_begun": found.at is not None and found.at <= now,
        "people": _options(found) if is_open else [],
        "letters": list(letters_about(f"interview:{found.pk}"))
        if can(user, found.application, now, "letter.read")
        else [],
        "asked": asked,
        "speaks": [AGAINST[one.code] for one in asked.against] if asked else [],
        "candidate_zone": found.application.candidate.zone,
        "typed": typed or Typed(),
        "errors": list(errors),
        "wrong": {one[0]: one[1] for one in errors if not isinstance(one, str)},
    }
    return render(request, "interviews/interview.html", context, status=422 if typed else 200)


def _options(found: Interview) -> list[tuple[User, str, bool]]:
    """Everybody who might hold it, with the first thing that speaks against it in a few words, and whether they are of its pool.

    Whoever could not hold it stands last.
    """
    declined = set(found.assignments.filter(state=AssignmentState.DECLINED).values_list("user", flat=True))
    options = [
        (one.user, _first_word(one, one.user.pk in declined), one.is_of_pool)
        for one in might_hold(found, list(choosable()))
    ]
    return sorted(options, key=lambda one: one[0].pk in declined)


def _first_word(one: MightHold, has_declined: bool) -> str:
    if has_declined:
        return _("could not hold it")
    return str(AGAINST[one.codes[0]]) if one.codes else ""


@require_POST
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Replace or add somebody, cancel, or note what happened: one button each."""
    user, now = signed_in(request), timezone.now()
    found = get_interview(user, uid, now, "interview.schedule")
    typed = Typed.of(request)
    if missing := typed.missing():
        return _page(request, user, found, typed=typed, errors=typed.said(missing))
    asked = _asked(typed, found)
    if asked and asked.against and not typed.over_limit:
        again = [("over_limit", _("Say why in a few words, or choose somebody else."))]
        return _page(request, user, found, asked, typed=typed, errors=again if "over_limit" in request.POST else ())
    try:
        _change(user, now, found, typed)
    except (ScheduleRefused, CardRefused) as refused:
        return _page(request, user, found, typed=typed, errors=typed.said([str(refused)]))
    messages.success(request, _("Done. Whoever it concerns is told."))
    return redirect("interviews:interview", found.uid)


def _asked(typed: Typed, found: Interview) -> Asked | None:
    """Whom somebody asks to hold it, with what speaks against them; that they are taken already is refused by the booking itself."""
    person = chosen_person(typed.person)
    if person is None or typed.what not in ("replace", "add") or found.at is None:
        return None
    speaks = against_people([person], found.at, found.minutes, kit=found.kit, but=[found.uid])
    settable = [one for one in speaks if one.code != "booked"]
    is_taken = len(settable) < len(speaks)
    return Asked(typed.what, person, [] if is_taken else settable, typed.assignment, typed.reason)


def _change(user: User, now: datetime, found: Interview, typed: Typed) -> None:
    reason = typed.reason
    if typed.what == "cancel":
        return cancel_interview(by=user, at=now, interview=found, reason=reason)
    if typed.what == "no_show":
        return note_no_show(by=user, at=now, interview=found, reason=reason)
    if typed.what == "absent":
        return note_absent(by=user, at=now, assignment=_assignment(typed, found), reason=reason)
    person = chosen_person(typed.person)
    if person is None or typed.what not in ("replace", "add"):
        raise ScheduleRefused("nobody")
    if typed.what == "add":
        add_assessor(by=user, at=now, interview=found, user=person, over_limit=typed.over_limit)
    else:
        mine = _assignment(typed, found)
        replace_assessor(by=user, at=now, assignment=mine, user=person, reason=reason, over_limit=typed.over_limit)
    return None


def _assignment(typed: Typed, found: Interview) -> Assignment:
    mine = next((one for one in present(found) if str(one.uid) == typed.assignment), None)
    if mine is None:
        raise Http404
    return mine
