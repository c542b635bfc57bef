"""An offer, on the hiring side: its terms, who says yes, sent, extended, taken back, answered some other way; and who would be next."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from secondround.candidates.models import Application, ApplicationState
from secondround.correspondence.models import Letter
from secondround.decisions import access, wording
from secondround.decisions.actions import (
    OfferGiven,
    OfferRefused,
    accept_offer,
    answer_approval,
    decline_offer,
    extend_offer,
    send_offer,
    withdraw_offer,
    write_offer,
)
from secondround.decisions.models import FinalVerdict, Offer, OfferState
from secondround.decisions.offer_paper import pdf_response
from secondround.decisions.queries import clocks_of, drafted_back, leaves_at
from secondround.decisions.queries.offers import (
    FIELDS,
    decided,
    is_asked,
    is_yes,
    openings_left,
    others_in_question,
    possible_approvers,
    today_of,
)
from secondround.people.clocks import moment
from secondround.people.models import User
from secondround.people.queries import find_person
from secondround.people.signin import signed_in


@dataclass(frozen=True)
class BackTyped:
    """What stands in the form that takes an offer back: why, for the record, and the letter."""

    words: str = ""
    subject: str = ""
    body: str = ""


MAKING = (OfferState.DRAFT, OfferState.APPROVAL, OfferState.APPROVED)


def _newest(application: Application) -> Offer | None:
    return next(iter(access.offers_of(application)), None)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Everything about the offer to one person; whoever may write it writes it here."""
    user, now = signed_in(request), timezone.now()
    application = access.get_application(user, uid, now, "offer.terms")
    rights = access.may(user, application, now, "offer.write", "offer.send")
    if request.method == "POST":
        if not rights["offer.write"]:
            raise Http404
        return _write(request, user, application)
    return _page(request, user, application)


def _write(request: HttpRequest, user: User, application: Application) -> HttpResponse:
    typed = {name: request.POST.get(name, "")[:2000] for name in FIELDS}
    expires_on = _day(request.POST.get("expires_on", ""))
    approvers = [one for text in request.POST.getlist("approver") if (one := find_person(text))]
    if expires_on is None:
        return _page(request, user, application, typed=typed, error=wording.refused("no_date"))
    try:
        given = OfferGiven(typed, expires_on, approvers)
        write_offer(by=user, at=timezone.now(), application=application, given=given)
    except OfferRefused as refused:
        return _page(request, user, application, typed=typed, error=wording.refused(str(refused)))
    messages.success(request, _("Saved. Whoever is named and has not said yes to these terms is asked."))
    return redirect("decisions:offer", application.uid)


def _page(
    request: HttpRequest,
    user: User,
    application: Application,
    *,
    typed: dict[str, str] | None = None,
    back: BackTyped | None = None,
    error: str = "",
) -> HttpResponse:
    now = timezone.now()
    offers = access.offers_of(application)
    newest = offers[0] if offers else None
    making = newest if newest and newest.state in MAKING else None
    rights = access.may(user, application, now, "offer.write", "offer.send")
    decision = decided(application)
    writable = rights["offer.write"] and decision is not None and decision.verdict == FinalVerdict.HIRE
    out = newest is not None and newest.state in (OfferState.SENT, OfferState.ACCEPTED)
    asks = newest is not None and access.decide(user, application, now, "offer.approve", offer=newest).is_allowed
    rows = list(newest.approvals.all()) if newest else []
    own = next((one for one in rows if one.user_id == user.pk), None)
    position_full = not openings_left(application.position)
    context = {
        "application": application,
        "offer": newest,
        "earlier": offers[1:],
        "approvals": [(one, is_yes(one, newest), is_asked(one, newest)) for one in rows] if newest else [],
        "is_asked": bool(asks and own and newest and newest.state in MAKING and is_asked(own, newest)),
        "may_write": writable and not out and application.state == ApplicationState.OFFERED,
        "may_send": rights["offer.send"],
        "is_making": making is not None,
        "people": possible_approvers(application, now, user) if writable else [],
        "named": {one.user_id for one in rows},
        "typed": typed or _typed(application, making),
        "expires_on": request.POST.get("expires_on")
        or (making.expires_on.isoformat() if making and making.expires_on else ""),
        "state_words": wording.offer_words(newest.state) if newest else "",
        "terms": wording.terms_of(newest) if newest else [],
        "labels": {name: wording.term_words(name) for name in FIELDS},
        "error": error,
        "back": back or _back(user, application, newest, now),
        "is_back_typed": back is not None,
        "leaves": leaves_at(application.candidate, now),
        "zone": clocks_of(application.candidate),
        "decider": _decides_next(user, application, newest, now),
        "waiting": others_in_question(application) if application.state == ApplicationState.CLOSED else [],
        "position_full": position_full,
    }
    return render(request, "decisions/offer.html", context, status=422 if error else 200)


def _back(user: User, application: Application, offer: Offer | None, now: datetime) -> BackTyped:
    """The letter that would take this offer back, as it stands before anybody changes it; none where nothing is with the candidate."""
    if offer is None or offer.state != OfferState.SENT:
        return BackTyped()
    day = application.answer_by
    made = drafted_back(user, application, day if day and day >= today_of(application, now) else None)
    return BackTyped(subject=made.subject, body=made.body)


def _decides_next(user: User, application: Application, offer: Offer | None, now: datetime) -> User | None:
    """Who decides anew, where an offer came to nothing and its candidate still waits."""
    if offer is None or application.state != ApplicationState.OFFERED:
        return None
    is_over = offer.state == OfferState.EXPIRED or offer.taken_back_at is not None
    return access.decider_of(application, now) if is_over else None


def _typed(application: Application, offer: Offer | None) -> dict[str, str]:
    if offer is not None:
        return {name: str(offer.terms.get(name, "")) for name in FIELDS}
    position = application.position
    return dict.fromkeys(FIELDS, "") | {"title": position.title, "place": position.place, "period": _("year")}


def _act(request: HttpRequest, uid: UUID, action: str, act: Callable[[User, Offer], None]) -> HttpResponse:
    """One act on the newest offer; refused, it says why on the page."""
    user, now = signed_in(request), timezone.now()
    application = access.get_application(user, uid, now, "offer.terms")
    newest = _newest(application)
    if newest is None or not access.decide(user, application, now, action, offer=newest).is_allowed:
        raise Http404
    try:
        act(user, newest)
    except OfferRefused as refused:
        messages.error(request, wording.refused(str(refused)))
    return redirect("decisions:offer", application.uid)


@require_POST
def approve(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Yes or no to the terms that stood on the page."""

    def act(user: User, newest: Offer) -> None:
        answer_approval(
            by=user,
            at=timezone.now(),
            offer=newest,
            says_yes=request.POST.get("answer") == "yes",
            terms_sha256=request.POST.get("terms", ""),
            words=request.POST.get("words", "")[:500],
        )
        messages.success(request, _("Recorded."))

    return _act(request, uid, "offer.approve", act)


@require_POST
def send(request: HttpRequest, uid: UUID) -> HttpResponse:
    def act(user: User, newest: Offer) -> None:
        send_offer(by=user, at=timezone.now(), offer=newest)
        messages.success(request, _("It stands on the candidate's page; the letter says so and leaves by day."))

    return _act(request, uid, "offer.send", act)


@require_POST
def extend(request: HttpRequest, uid: UUID) -> HttpResponse:
    def act(user: User, newest: Offer) -> None:
        day = _day(request.POST.get("expires_on", ""))
        if day is None:
            raise OfferRefused("no_date")
        extend_offer(by=user, at=timezone.now(), offer=newest, expires_on=day)
        messages.success(request, _("They have until then, and a letter says so."))

    return _act(request, uid, "offer.send", act)


@require_POST
def take_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Refused, it says why above what was typed."""
    user, now = signed_in(request), timezone.now()
    application = access.get_application(user, uid, now, "offer.terms")
    newest = _newest(application)
    if newest is None or not access.decide(user, application, now, "offer.send", offer=newest).is_allowed:
        raise Http404
    data = request.POST
    back = BackTyped(data.get("words", "")[:500], data.get("subject", "")[:300], data.get("body", "")[:20_000])
    try:
        letter = withdraw_offer(by=user, at=now, offer=newest, **vars(back))
    except OfferRefused as refused:
        return _page(request, user, application, back=back, error=wording.refused(str(refused)))
    messages.success(request, _("Taken back.") if letter is None else _leaves(letter, application))
    return redirect("decisions:offer", application.uid)


def _leaves(letter: Letter, application: Application) -> str:
    when = moment(letter.not_before or letter.queued_at, clocks_of(application.candidate))
    return _("Taken back. Their page says so from now on; your letter leaves %(when)s.") % {"when": when}


@require_POST
def note_answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The candidate answered some other way, by telephone say."""

    def act(user: User, newest: Offer) -> None:
        answer = accept_offer if request.POST.get("answer") == "yes" else decline_offer
        answer(by=user, at=timezone.now(), offer=newest, words=request.POST.get("words", ""))
        messages.success(request, _("Noted."))

    return _act(request, uid, "offer.send", act)


@require_safe
def offer_pdf(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The letter as it stands on the candidate's page, as a PDF."""
    application = access.get_application(signed_in(request), uid, timezone.now(), "offer.terms")
    newest = _newest(application)
    if newest is None:
        raise Http404
    return pdf_response(newest)
