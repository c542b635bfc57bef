"""Answering somebody by letter: written from the wording in force, looked at, sent by day, taken back until it leaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondround.candidates import access as candidates_access
from secondround.candidates.access import get_application
from secondround.candidates.models import Application
from secondround.correspondence.actions import send_again as send_letter_again
from secondround.correspondence.models import Letter, LetterState
from secondround.decisions.actions import AnswerRefused, send_answer, take_back_answer
from secondround.decisions.models import AnswerOwed, Feedback
from secondround.decisions.queries import (
    AFTER_SECOND,
    applications_of,
    clocks_of,
    drafted,
    interview_days,
    is_unanswered,
    kind_of_answer,
    leaves_at,
    owed_to,
)
from secondround.people.clocks import moment
from secondround.people.models import User
from secondround.people.signin import signed_in

NOW, TOMORROW, DAY = "now", "tomorrow", "day"
LATEST = timedelta(days=366)


@dataclass(frozen=True)
class Typed:
    """What stands in the form."""

    subject: str
    body: str
    when: str = NOW
    day: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The letter to somebody who is owed an answer; or what became of it."""
    user, now = signed_in(request), timezone.now()
    application = get_application(user, uid, now, "answer.settle")
    owed = owed_to(application)
    if owed is None:
        raise Http404
    if not is_unanswered(owed) or not application.candidate.email:
        return render(request, "decisions/answer.html", {"owed": owed, "application": application, **_given(owed)})
    draft = drafted(user, application, kind_of_answer(application))
    typed, errors = Typed(draft.subject, draft.body), list[tuple[str, str]]()
    is_looked_at = False
    if request.method == "POST":
        typed = _typed(request.POST)
        leaves, errors = _checked(application, typed, now)
        is_looked_at = request.POST.get("step") != "send"
        if leaves is not None and not errors and not is_looked_at:
            return _send(request, user, now, owed, typed, leaves)
    return _form(request, owed, typed, errors, now, is_looked_at=is_looked_at and not errors)


def _typed(data: Mapping[str, Any]) -> Typed:
    when = str(data.get("when", NOW))
    return Typed(
        str(data.get("subject", ""))[:300], str(data.get("body", ""))[:20_000], when, str(data.get("day", ""))[:10]
    )


def _checked(application: Application, typed: Typed, now: datetime) -> tuple[datetime | None, list[tuple[str, str]]]:
    """When it would leave, and what is wrong."""
    errors = []
    if not typed.subject.strip():
        errors.append(("subject", _("Write what the letter is about.")))
    if not typed.body.strip():
        errors.append(("body", _("Write the letter.")))
    wanted = _wanted(application, typed, now)
    if wanted is None:
        errors.append(("day", _("Choose a day from today on, at most a year ahead.")))
    return (leaves_at(application.candidate, wanted) if wanted else None), errors


def _wanted(application: Application, typed: Typed, now: datetime) -> datetime | None:
    clocks = ZoneInfo(clocks_of(application.candidate))
    today = now.astimezone(clocks).date()
    chosen: date | None = today
    if typed.when == TOMORROW:
        chosen = today + timedelta(days=1)
    elif typed.when == DAY:
        try:
            chosen = parse_date(typed.day)
        except ValueError:
            chosen = None
    if chosen is None or chosen < today or chosen > today + LATEST:
        return None
    return now if chosen == today else datetime.combine(chosen, time(8), clocks)


def _send(
    request: HttpRequest, user: User, now: datetime, owed: AnswerOwed, typed: Typed, leaves: datetime
) -> HttpResponse:
    try:
        letter = send_answer(by=user, at=now, owed=owed, subject=typed.subject, body=typed.body, not_before=leaves)
    except AnswerRefused:
        messages.error(request, _("They have been answered in the meantime. Nothing was sent."))
        return redirect("decisions:answer", owed.application.uid)
    when = letter.not_before or now
    if when > now:
        told = _("The letter is written. It leaves %(when)s; until then you can take it back.")
        messages.success(request, told % {"when": moment(when, clocks_of(owed.application.candidate))})
    else:
        messages.success(request, _("The letter is on its way."))
    return redirect("decisions:answer", owed.application.uid)


def _form(
    request: HttpRequest,
    owed: AnswerOwed,
    typed: Typed,
    errors: list[tuple[str, str]],
    now: datetime,
    *,
    is_looked_at: bool,
) -> HttpResponse:
    application = owed.application
    candidate, zone = application.candidate, clocks_of(application.candidate)
    wanted = _wanted(application, typed, now)
    today = now.astimezone(ZoneInfo(zone)).date()
    context = {
        "owed": owed,
        "application": application,
        "typed": typed,
        "errors": errors,
        "wrong": dict(errors),
        "zone": zone,
        "leaves_now": leaves_at(candidate, now),
        "leaves_tomorrow": leaves_at(candidate, datetime.combine(today + timedelta(days=1), time(8), ZoneInfo(zone))),
        "leaves": leaves_at(candidate, wanted) if wanted else None,
        "has_interviews": any(day >= today for day in interview_days(candidate, zone)),
        "is_looked_at": is_looked_at,
        "now": now,
        "is_given": False,
        "feedback": _feedback(application),
        "is_finalist": kind_of_answer(application) == AFTER_SECOND,
    }
    return render(request, "decisions/answer.html", context, status=422 if errors else 200)


def _feedback(application: Application) -> Feedback | None:
    return Feedback.objects.filter(application=application).select_related("checked_by").first()


def _given(owed: AnswerOwed) -> dict[str, object]:
    """What stands on the page of an answer that was given, or that cannot go by letter."""
    letter = owed.letter
    return {
        "feedback": _feedback(owed.application),
        "is_given": not is_unanswered(owed),
        "letter": letter,
        "can_be_taken_back": letter is not None and letter.state == LetterState.QUEUED,
        "zone": clocks_of(owed.application.candidate),
    }


@require_POST
def take_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The letter stays; the answer is owed again."""
    user, now = signed_in(request), timezone.now()
    application = get_application(user, uid, now, "answer.settle")
    owed = owed_to(application)
    if owed is None:
        raise Http404
    try:
        take_back_answer(by=user, at=now, owed=owed)
    except AnswerRefused:
        messages.error(request, _("There is no letter that could still be taken back."))
    else:
        messages.success(request, _("Taken back. The answer is owed again."))
    return redirect("decisions:answer", application.uid)


@require_safe
def letter(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One letter about an application, with its words: for its recruiters."""
    user, now = signed_in(request), timezone.now()
    found, application = _letter(user, uid, now, "letter.read")
    context = {
        "letter": found,
        "application": application,
        "is_stuck": found.state in (LetterState.FAILED, LetterState.UNKNOWN),
        "may_send": candidates_access.can(user, application, now, "letter.write"),
        "address": _address_now(found, application),
    }
    return render(request, "decisions/letter.html", context)


def _letter(user: User, uid: UUID, now: datetime, action: str) -> tuple[Letter, Application]:
    found = Letter.objects.filter(uid=uid).first()
    key = applications_of([found]).get(found.pk, 0) if found else 0
    application = Application.objects.select_related("candidate", "position").filter(pk=key).first()
    if found is None or application is None or not candidates_access.can(user, application, now, action):
        raise Http404
    return found, application


def _address_now(letter: Letter, application: Application) -> str:
    """The candidate's address, where it was put right since the letter was written; else nothing."""
    known = application.candidate.email or ""
    return known if known.casefold() != letter.to_address.casefold() else ""


@require_POST
def send_again(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A letter that was refused, or of which nobody knows whether it arrived, goes out once more; to the address as it is now."""
    user, now = signed_in(request), timezone.now()
    found, application = _letter(user, uid, now, "letter.write")
    if send_letter_again(by=user, at=now, letter=found, address=_address_now(found, application)):
        messages.success(request, _("It goes out once more."))
    else:
        messages.error(request, _("This letter does not want it any more."))
    return redirect("decisions:letter", found.uid)
