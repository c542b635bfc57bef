"""People who came in, and what is on record of them: applications, doubles, letters, what they ask under the law."""

from datetime import datetime

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from secondround.candidates import access as candidates_access
from secondround.candidates.models import ApplicationState, PrivacyKind, PrivacyState
from secondround.candidates.queries import may_confirm, new_pairs, requests_for
from secondround.correspondence.models import LetterState
from secondround.correspondence.queries import letters_that_failed
from secondround.decisions.queries import applications_of
from secondround.people.models import User
from secondround.people.queries import clock_of
from secondround.positions.models import Position
from secondround.web.inviting import end_of
from secondround.web.waiting.wait import Wait


def received(user: User, at: datetime) -> list[Wait]:
    """People who applied and whom nobody has asked to an interview yet, for whoever owes them the answer: one line per position."""
    mine = candidates_access.visible_to(user, at, "application.move")
    mine = mine.filter(owner=user, state=ApplicationState.RECEIVED)
    counted = mine.values("position").annotate(number=Count("pk"), first=Min("answer_by")).order_by("first", "position")
    zone = clock_of(user)
    titles = Position.objects.in_bulk([row["position"] for row in counted])
    return [
        Wait(
            ngettext(
                "One person applied; nobody has asked them yet",
                "%(number)s people applied; nobody has asked them yet",
                row["number"],
            )
            % {"number": row["number"]},
            "",
            titles[row["position"]].title,
            reverse("candidates:board", args=[titles[row["position"]].uid]),
            _("Look at them"),
            end_of(row["first"], zone),
            is_late=row["first"] < at.astimezone(zone).date(),
        )
        for row in counted
    ]


def duplicates(user: User, at: datetime) -> list[Wait]:
    """Records that look like one person since somebody came in, for whoever may put them together."""
    number = new_pairs(user, at)
    if not number:
        return []
    said = ngettext("Two records look like one person", "%(number)s pairs of records look like one person each", number)
    return [Wait(said % {"number": number}, "", "", reverse("candidates:duplicates"), _("Look at both"))]


def letters(user: User, at: datetime) -> list[Wait]:
    """Letters to candidates that were refused, or of which nobody knows whether they arrived, for whoever may read them."""
    failed = letters_that_failed(at)
    about = applications_of(failed)
    stuck = {letter: about[letter.pk] for letter in failed if letter.pk in about}
    mine = candidates_access.visible_to(user, at, "letter.read").filter(pk__in=set(stuck.values()))
    known = {one.pk: one for one in mine.select_related("candidate", "position")}
    return [
        Wait(
            _("A letter was refused")
            if letter.state == LetterState.FAILED
            else _("Nobody knows whether a letter arrived"),
            known[key].candidate.name,
            known[key].position.title,
            reverse("decisions:letter", args=[letter.uid]),
            _("Look at it"),
        )
        for letter, key in stuck.items()
        if key in known
    ]


def requests(user: User, at: datetime) -> list[Wait]:
    """What candidates asked under the law, for whoever carries it out; what another person prepared, for whoever confirms it."""
    zone, found = clock_of(user), []
    for one in requests_for(user, at):
        if one.state == PrivacyState.OPEN or may_confirm(user, one, at):
            is_erasure = one.kind == PrivacyKind.ERASE
            due = end_of(one.due_on, zone)
            page = "web:privacy_erase" if is_erasure else "web:privacy_release"
            what = _("Asks to be forgotten") if is_erasure else _("Asks for everything about them")
            is_late = due is not None and due < at
            found.append(
                Wait(what, one.candidate.name, "", reverse(page, args=[one.uid]), _("Look at it"), due, is_late)
            )
    return found
