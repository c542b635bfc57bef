"""Verbs of a candidate's own preparation. Nothing is on the record before a note is released: that somebody prepares is theirs to tell."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import override

from secondround.audit.actions import Machine, record, turn
from secondround.correspondence.actions import queue_letter
from secondround.correspondence.models import Letter
from secondround.correspondence.templates import render
from secondround.people.clocks import weekday_date
from secondround.people.models import Organisation, User
from secondround.people.queries import clock_of
from secondround.preparation import access, queries, rules
from secondround.preparation.models import Jotting, ThanksState, ThankYou
from secondround.preparation.sealing import Closed, seal, unseal
from secondround.visits.models import Visit
from secondround.visits.queries import Met

LONGEST = 5000


class PreparationRefused(ValueError):
    """The argument is a code: not_met, changed_elsewhere, no_words, given, too_long."""


def keep_jotting(*, by: User, at: datetime, visit: Visit, about: User, words: Mapping[str, str], base: int) -> Jotting:
    """What one keeps of a meeting. `base`: the version it was typed on, 0 for none; a newer one is never overwritten unseen."""
    _met(by, visit, about, at)
    kept = {name: words.get(name, "").strip() for name in queries.LINES}
    if any(len(text) > LONGEST for text in kept.values()):
        raise PreparationRefused("too_long")
    with turn():
        found, is_new = Jotting.objects.select_for_update().get_or_create(
            owner=by, visit=visit, about=about, defaults={"sealed": seal(kept), "saved_at": at}
        )
        if not is_new:
            if found.version != base:
                raise PreparationRefused("changed_elsewhere")
            Jotting.objects.filter(pk=found.pk).update(sealed=seal(kept), version=base + 1, saved_at=at)
            found.refresh_from_db()
    return found


def keep_note(*, by: User, at: datetime, visit: Visit, to: User, text: str, base: int) -> ThankYou:
    """Save a thank-you note that is being written. Refused: given, and what a jotting is refused for."""
    _met(by, visit, to, at)
    if len(text) > LONGEST:
        raise PreparationRefused("too_long")
    sealed = seal({"text": text.replace("\r", "")})
    with turn():
        found, is_new = ThankYou.objects.select_for_update().get_or_create(
            owner=by, visit=visit, to=to, defaults={"sealed": sealed, "saved_at": at}
        )
        if not is_new:
            if found.state in (ThanksState.RELEASED, ThanksState.WAITING):
                raise PreparationRefused("given")
            if found.version != base:
                raise PreparationRefused("changed_elsewhere")
            ThankYou.objects.filter(pk=found.pk).update(
                sealed=sealed, version=base + 1, saved_at=at, state=ThanksState.DRAFT
            )
            found.refresh_from_db()
    return found


def send_thank_you(*, by: User, at: datetime, note: ThankYou) -> None:
    """Give a note away. It carries today's date and is delivered once its reader may have it; for an hour it can be taken back."""
    if not unseal(note.sealed).get("text", "").strip():
        raise PreparationRefused("no_words")
    today = at.astimezone(ZoneInfo(clock_of(by).key)).date()
    taken = ThankYou.objects.filter(pk=note.pk, owner=by, version=note.version).exclude(
        state__in=[ThanksState.RELEASED, ThanksState.WAITING]
    )
    if not taken.update(state=ThanksState.WAITING, written_on=today, given_at=at):
        raise PreparationRefused("given")


def take_back_thank_you(*, by: User, at: datetime, note: ThankYou) -> None:
    """Within its hour it is a draft again. After that the answer is the same whether it was delivered or waits."""
    in_time = ThankYou.objects.filter(
        pk=note.pk, owner=by, state=ThanksState.WAITING, given_at__gt=at - rules.TAKEN_BACK_WITHIN
    )
    if not in_time.update(state=ThanksState.TAKEN_BACK, written_on=None, given_at=None):
        raise PreparationRefused("given")


def skip_thank_you(*, by: User, at: datetime, visit: Visit, to: User) -> None:
    """The candidate would rather not; nobody asks again, nobody learns of it."""
    _met(by, visit, to, at)
    with turn():
        found, is_new = ThankYou.objects.select_for_update().get_or_create(
            owner=by,
            visit=visit,
            to=to,
            defaults={"sealed": seal({"text": ""}), "saved_at": at, "state": ThanksState.SKIPPED},
        )
        if not is_new:
            if found.state in (ThanksState.RELEASED, ThanksState.WAITING):
                raise PreparationRefused("given")
            ThankYou.objects.filter(pk=found.pk).update(state=ThanksState.SKIPPED)


def release_notes(*, by: Machine, at: datetime) -> int:
    """Deliver every note that cannot be taken back any more and whose reader may have it by now; says how many. One transaction a note:
    one that fails holds up no other."""
    waiting = ThankYou.objects.filter(state=ThanksState.WAITING, given_at__lte=at - rules.HELD_AT_LEAST)
    return sum(_release(by, at, key) for key in waiting.order_by("pk").values_list("pk", flat=True))


def _release(by: Machine, at: datetime, key: int) -> bool:
    with turn():
        rows = ThankYou.objects.select_for_update(of=("self",)).select_related(
            "owner", "to", "visit__application__candidate", "visit__application__position"
        )
        note = rows.filter(pk=key, state=ThanksState.WAITING, given_at__lte=at - rules.HELD_AT_LEAST).first()
        if note is None or not rules.may_deliver(queries.reader_of(note.visit.application, note.to)):
            return False
        try:
            letter = _letter(by, at, note)
        except Closed:  # the key is away: it waits until it is back
            return False
        ThankYou.objects.filter(pk=key).update(state=ThanksState.RELEASED, released_at=at, letter=letter)
        record(by=by, at=at, act="preparation.release", about={"letter": letter.pk, "user": note.to_id})
    return True


def _letter(by: Machine, at: datetime, note: ThankYou) -> Letter:
    application, organisation = note.visit.application, Organisation.objects.first()
    words = unseal(note.sealed)["text"].strip()
    with override(note.to.language):
        written_on = weekday_date(note.written_on) if note.written_on else ""
    values = {
        "candidate": application.candidate.name,
        "assessor": note.to.name,
        "position": application.position.title,
        "organisation": organisation.name if organisation else "",
        "when": written_on,
        "about": words,
        "link": settings.INSTALLATION.address,
    }
    made = render("preparation.thank_you", note.to.language, values)
    # Nobody's address is given away: no answer goes to the candidate, and the letter is filed under a key of its own.
    return queue_letter(
        by=by, at=at, to=note.to, kind="preparation.thank_you", subject=made.subject, body=made.body,
        about=f"thanks:{application.pk}", template=made.template,
    )  # fmt: skip


def forget_preparation(*, by: User | Machine, at: datetime, owner: User) -> None:
    """Everything one kept is gone: asked for by oneself, or part of an erasure, which is on the record."""
    with turn():
        Jotting.objects.filter(owner=owner).delete()
        ThankYou.objects.filter(owner=owner).delete()


def _met(by: User, visit: Visit, user: User, at: datetime) -> Met:
    found = next((one for one in access.people_of(by, visit, at) if one.user.pk == user.pk), None)
    if found is None:
        raise PreparationRefused("not_met")
    return found
