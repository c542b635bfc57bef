"""Who is told what about an offer or a withdrawal. Pay stands in no letter: it is on the candidate's page, behind their own door.

A letter to a candidate carries no key either, as whoever recruits may read it: its link leads to the page, which asks for one.
"""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from secondround.audit.actions import Machine
from secondround.candidates.models import Application
from secondround.correspondence.actions import Addressee, queue_letter, withdraw_letter
from secondround.correspondence.models import Letter, LetterState
from secondround.correspondence.templates import render, wording
from secondround.decisions import access
from secondround.decisions.models import Offer
from secondround.decisions.queries import OFFER_BACK, about, addressee, leaves_at
from secondround.people.clocks import moment, weekday_date
from secondround.people.models import Organisation, User

Actor = User | Machine
EXPIRED = "decisions.offer_expired"


def tell_offer(*, by: User, at: datetime, offer: Offer) -> Letter | None:
    """To the candidate: there is an offer, where it stands and until when. By day; none where there is no address."""
    application, to = offer.application, addressee(offer.application.candidate)
    if to is None:
        return None
    values = {
        "answer_by": weekday_date(offer.expires_on) if offer.expires_on else "",
        "link": _page("my_offer", application),
    }
    return _queue(by, at, to, "decisions.offer", application, values, leaves_at(application.candidate, at))


def tell_extended(*, by: User, at: datetime, offer: Offer) -> None:
    """To the candidate: there is more time. That it ran out is not written to them any more, where that letter has not left."""
    for letter in Letter.objects.filter(about=about(offer.application), kind=EXPIRED, state=LetterState.QUEUED):
        withdraw_letter(by=by, at=at, letter=letter)
    _tell_until(by, at, "decisions.offer_extended", offer)


def tell_expired(*, by: Actor, at: datetime, offer: Offer) -> None:
    """To the candidate, in the name of whoever owes them the answer: the day has passed, and whom to write to all the same."""
    _tell_until(by, at, EXPIRED, offer)


def _tell_until(by: Actor, at: datetime, kind: str, offer: Offer) -> None:
    application, to = offer.application, addressee(offer.application.candidate)
    if to is not None and offer.expires_on is not None:
        values = {"answer_by": weekday_date(offer.expires_on), "link": _page("my_offer", application)}
        _queue(by, at, to, kind, application, values, leaves_at(application.candidate, at))


def tell_taken_back(*, by: User, at: datetime, application: Application, subject: str, body: str) -> Letter | None:
    """To the candidate, in the sender's own words: the offer stands no longer. By day, not on a day of an interview; none where there
    is no address."""
    to = addressee(application.candidate)
    if to is None:
        return None
    return queue_in_own_words(
        by=by, at=at, to=to, kind=OFFER_BACK, application=application, subject=subject, body=body, earliest=at
    )


def queue_in_own_words(
    *,
    by: User,
    at: datetime,
    to: Addressee,
    kind: str,
    application: Application,
    subject: str,
    body: str,
    earliest: datetime,
) -> Letter:
    """A letter whose words somebody stands for: by day, not on a day of an interview, and answered to them."""
    return queue_letter(
        by=by,
        at=at,
        to=to,
        kind=kind,
        subject=" ".join(subject.split())[:300],
        body=body.replace("\r", ""),
        about=about(application),
        not_before=leaves_at(application.candidate, earliest),
        template=wording(kind, to.language).name,
        reply_to=by.email,
    )


def tell_answered(*, by: User, at: datetime, offer: Offer, is_yes: bool) -> None:
    """To whoever owes the candidate the answer, wrote the offer or decided for it: it was accepted, or it was not."""
    _tell_inside(by, at, offer, "accepted" if is_yes else "declined")


def tell_ran_out(*, by: Actor, at: datetime, offer: Offer) -> None:
    _tell_inside(by, at, offer, "not answered in time")


def _tell_inside(by: Actor, at: datetime, offer: Offer, became: str) -> None:
    application = offer.application
    for user in _inside(application, offer.made_by, offer.decision.decided_by):
        if access.decide(user, application, at, "offer.terms").is_allowed:
            values = {"assessor": user.name, "about": became, "link": _link("offer", application)}
            _queue(by, at, user, "decisions.offer_answered", application, values)


def tell_withdrawn(*, by: User, at: datetime, application: Application, until: datetime) -> None:
    """To the candidate, that it is done and until when it can be undone; to the owner, that nothing more is owed."""
    to = addressee(application.candidate)
    if to is not None:
        values = {"when": moment(until, to.zone), "link": _page("my_withdrawal", application)}
        _queue(by, at, to, "decisions.withdrawn_candidate", application, values)
    _tell_owner(by, at, application, "decisions.withdrawn")


def tell_back(*, by: User, at: datetime, application: Application) -> None:
    """To the owner: the candidate is back, what was cancelled is not."""
    _tell_owner(by, at, application, "decisions.withdrawal_undone")


def _tell_owner(by: User, at: datetime, application: Application, kind: str) -> None:
    for user in _inside(application):
        values = {"assessor": user.name, "link": _link("interviews:application", application)}
        _queue(by, at, user, kind, application, values)


def _inside(application: Application, *others: User) -> list[User]:
    found = {one.pk: one for one in (application.owner, *others) if one is not None and one.is_active}
    return [found[key] for key in sorted(found)]


def _page(door: str, application: Application) -> str:
    return f"{settings.INSTALLATION.address}{reverse(f'decisions:{door}', args=[application.uid])}"


def _link(door: str, application: Application) -> str:
    name = door if ":" in door else f"decisions:{door}"
    return f"{settings.INSTALLATION.address}{reverse(name, args=[application.uid])}"


def _queue(
    by: Actor,
    at: datetime,
    to: Addressee,
    kind: str,
    application: Application,
    values: dict[str, str],
    not_before: datetime | None = None,
) -> Letter:
    organisation = Organisation.objects.first()
    sender = by if isinstance(by, User) else application.owner
    with override(to.language):
        made = render(
            kind,
            to.language,
            {
                "candidate": application.candidate.name,
                "position": application.position.title,
                "organisation": organisation.name if organisation else "Second Round",
                "sender": sender.name if sender else "",
                "contact": f"{sender.name}, {sender.email}" if sender else "",
                **values,
            },
        )
    return queue_letter(
        by=by,
        at=at,
        to=to,
        kind=kind,
        subject=made.subject,
        body=made.body,
        about=about(application),
        not_before=not_before,
        template=made.template,
        reply_to=sender.email if sender else "",
    )
