"""Codes of this room put into sentences."""

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondround.decisions.models import FinalVerdict, Offer, OfferState, Outcome
from secondround.decisions.queries.offers import FIELDS
from secondround.handoff.wording import RECOMMENDATIONS
from secondround.people.clocks import weekday_date

REFUSED = {
    "ended": gettext_noop("This application has ended."),
    "no_second_round": gettext_noop("Nobody has been asked to assess in a second round yet."),
    "cards_open": gettext_noop("Scorecards are still owed. They come in, or are done without for a reason, first."),
    "closed": gettext_noop("It was decided meanwhile; nothing more is said here."),
    "not_your_turn": gettext_noop("It is not your turn yet."),
    "spoken": gettext_noop("Your view is recorded already. It stays as you gave it."),
    "words": gettext_noop("Say it in a sentence."),
    "no_voice": gettext_noop("You have no voice in this debrief."),
    "not_entered": gettext_noop("Go into the debrief first."),
    "no_debrief": gettext_noop("There is no debrief yet that a decision could rest on."),
    "new_cards": gettext_noop("A scorecard came in after the debrief was opened. Open a new one that holds it."),
    "broken": gettext_noop("The debrief is not as it was frozen. Ask whoever runs the server; nothing was recorded."),
    "answered": gettext_noop("They have been told already. What was told is not taken back here."),
    "offer_out": gettext_noop("An offer is with them. Take it back first."),
    "no_opening": gettext_noop("No opening is left for it."),
    "no_date": gettext_noop("Choose a day from today on."),
    "override": gettext_noop("Say why you go against the weighted order."),
    "no_decision": gettext_noop("An offer follows a decision to hire, and there is none."),
    "out": gettext_noop("The offer is with them; its terms stand."),
    "wanted": gettext_noop("Title, pay, currency, period and first day are wanted."),
    "no_approver": gettext_noop("Name at least one other person of the team whose yes it needs."),
    "changed": gettext_noop("It changed meanwhile. Look again."),
    "not_asked": gettext_noop("Nobody waits for your answer here."),
    "not_approved": gettext_noop("Not everybody named has said yes to these terms."),
    "no_address": gettext_noop("There is no address to write to."),
    "no_words": gettext_noop("Write the letter that tells them."),
    "over": gettext_noop("This offer is over."),
    "too_late": gettext_noop("A day has passed. Write to us; we look what can be done."),
    "none": gettext_noop("There is nothing to undo."),
    "position_over": gettext_noop("The position was closed meanwhile. Write to us; we look what can be done."),
    "competency": gettext_noop("Name at least one competency that this rests on."),
    "citation": gettext_noop("Cite at least one note or scorecard."),
    "owner": gettext_noop("Choose who answers."),
    "elsewhere": gettext_noop("What is cited was written about somebody else."),
}


def refused(code: str) -> str:
    """Why something was not done, in a sentence."""
    return _(REFUSED.get(code, "It could not be done. Nothing was recorded."))


debrief_refused = refused

VERDICTS = {
    FinalVerdict.HIRE: gettext_noop("Hire"),
    FinalVerdict.RESERVE: gettext_noop("Hold in reserve"),
    FinalVerdict.NO: gettext_noop("No"),
}


def verdict_words(code: str) -> str:
    return _(VERDICTS[FinalVerdict(code)])


def recommendations() -> list[tuple[str, str]]:
    """For a field: code and words, none first."""
    codes = ("", "strong_no", "no", "yes", "strong_yes")
    return [(code, _("None") if not code else _(RECOMMENDATIONS[code])) for code in codes]


OFFERS = {
    OfferState.DRAFT: gettext_noop("It is being written."),
    OfferState.APPROVAL: gettext_noop("It waits for a yes."),
    OfferState.APPROVED: gettext_noop("Everybody named has said yes. It can go out."),
    OfferState.SENT: gettext_noop("It is with the candidate."),
    OfferState.ACCEPTED: gettext_noop("It was accepted."),
    OfferState.DECLINED: gettext_noop("It was declined."),
    OfferState.EXPIRED: gettext_noop("It ran out unanswered."),
    OfferState.WITHDRAWN: gettext_noop("It was taken back."),
}


def offer_words(state: str) -> str:
    return _(OFFERS[OfferState(state)])


OUTCOMES = {
    Outcome.NOT_ADVANCED: gettext_noop("closed after the first round"),
    Outcome.BEFORE_INTERVIEW: gettext_noop("closed before the first interview"),
    Outcome.POSITION_CLOSED: gettext_noop("closed with the position"),
    Outcome.WITHDRAWN: gettext_noop("stepped back"),
    Outcome.NOT_CHOSEN: gettext_noop("not chosen"),
    Outcome.OFFER_DECLINED: gettext_noop("declined the offer"),
    Outcome.HIRED: gettext_noop("hired"),
}


def outcome_words(code: str) -> str:
    return _(OUTCOMES[Outcome(code)])


TERMS = {
    "title": gettext_noop("Title"),
    "pay": gettext_noop("Pay"),
    "currency": gettext_noop("Currency"),
    "period": gettext_noop("Per"),
    "start_on": gettext_noop("First day"),
    "hours": gettext_noop("Hours"),
    "place": gettext_noop("Place"),
    "other": gettext_noop("Also"),
}


def term_words(name: str) -> str:
    return _(TERMS[name])


def terms_of(offer: Offer) -> list[tuple[str, str]]:
    """Each term that says something, with its label; what is paid in one line: 4,200 EUR per month."""
    terms = offer.terms
    pay = _("%(pay)s %(currency)s per %(period)s") % {name: terms.get(name, "") for name in PAY}
    return [
        (term_words(name), pay if name == "pay" else _said(name, terms[name]))
        for name in FIELDS
        if terms.get(name) and (name == "pay" or name not in PAY)
    ]


PAY = ("pay", "currency", "period")
"""Three fields to type, one line to read."""


def _said(name: str, text: str) -> str:
    try:
        day = parse_date(text) if name == "start_on" else None
    except ValueError:
        day = None
    return weekday_date(day) if day else text
