"""The second round of the demo from each finalist's day on: what happened, cards, debriefs, decisions, offers, an answer, thanks."""

from datetime import datetime, timedelta
from typing import Any

from secondround.audit.actions import CONSOLE
from secondround.candidates.actions import invite_to_page
from secondround.candidates.actions.own import ask_privacy
from secondround.candidates.actions.privacy import propose_erasure
from secondround.candidates.models import Application, Candidate, PrivacyKind
from secondround.decisions.actions import (
    Final,
    OfferGiven,
    accept_offer,
    answer_approval,
    decide,
    enter_debrief,
    note_treatment,
    open_debrief,
    send_offer,
    speak,
    withdraw,
    write_feedback,
    write_offer,
)
from secondround.decisions.models import Debrief, FinalVerdict
from secondround.interviews.actions import CardEntry, Loose, submit_scorecard
from secondround.interviews.actions.follow_ups import FollowUpAnswer
from secondround.interviews.models import Assignment, FollowUp, Recommendation
from secondround.people.models import User
from secondround.preparation.actions import keep_jotting, keep_note, release_notes, send_thank_you
from secondround.visits.actions import end_day, note_arrival, note_session
from secondround.visits.models import ItemKind, Session, Visit
from secondround.web.demo.choosing import application_of, reason
from secondround.web.demo.finalists import (
    Second,
    candidate_user,
    choose_finalists,
    invite_finalists,
    plan_finalists,
    user,
)
from secondround.web.demo.live import Clock
from secondround.web.demo.loading import described


def set_finals(clock: Clock) -> None:
    """Every step of a second round has somebody who stands there, today."""
    second = Second(clock)
    choose_finalists(second)
    invite_finalists(second)
    plan_finalists(second)
    for one in second.of["finalists"]:
        _happened(second, application_of(second.position, one["name"]), one)
    for one in second.of["finalists"]:
        _ended(second, application_of(second.position, one["name"]), one)
    for one in second.of["asks_the_privacy_officer"]:
        _asked(second, one)


def _happened(second: Second, application: Application, one: dict[str, Any]) -> None:
    """The day as whoever walked round noted it, and what everybody wrote afterwards."""
    visit = Visit.objects.filter(application=application).first()
    if visit is None or (one["came"] != "today" and one["came"] > 0):
        return
    sessions = list(visit.sessions.filter(removed_at=None).order_by("starts_at"))
    if sessions[0].starts_at > second.clock.now:
        return
    note_arrival(by=second.jonas, at=sessions[0].starts_at, visit=visit)
    over = [this for this in sessions if this.starts_at + timedelta(minutes=this.minutes) <= second.clock.now]
    if one["came"] == "today":  # what came after is still to be noted, at whatever hour the demo is begun
        over = over[: sum("noted" in item for item in second.of["going_on"])]
    for this in over:
        if this.kind in (ItemKind.INTERVIEW, ItemKind.INTRODUCTION):
            _noted(second, this)
    if one["came"] != "today":
        end_day(by=second.jonas, at=sessions[-1].starts_at + timedelta(minutes=70), visit=visit)
        _cards(second, application, one, sessions[-1].starts_at + timedelta(hours=2))
        _kept(second, application, visit, one)


def _noted(second: Second, session: Session) -> None:
    there = [one.user for one in session.people.filter(removed_at=None).select_related("user")]
    at = session.starts_at + timedelta(minutes=session.minutes)
    note_session(by=second.jonas, at=at, session=session, took_place=True, there=there)


def _cards(second: Second, application: Application, one: dict[str, Any], at: datetime) -> None:
    owed = Assignment.objects.filter(interview__application=application, interview__round__number=2)
    for mine in owed.select_related("user", "interview__kit").order_by("pk"):
        card = one["cards"].get(mine.user.email)
        if card is None:
            continue
        said = [(name, entry) for name, entry in card.items() if name not in ("says", "answered")]
        entries = [CardEntry(second.competencies[name], float(level), [words]) for name, (level, words) in said]
        asked = list(mine.interview.kit.questions.all()) if mine.interview.kit else []
        answers = [
            FollowUpAnswer(follow_up, card["answered"])
            for follow_up in FollowUp.objects.filter(application=application, assignee=mine.user)
            if "answered" in card
        ]
        submit_scorecard(
            by=mine.user, at=at, assignment=mine, entries=entries, recommendation=Recommendation(card["says"]),
            loose=Loose(asked=asked), answers=answers,
        )  # fmt: skip


def _kept(second: Second, application: Application, visit: Visit, one: dict[str, Any]) -> None:
    """What the candidate jotted down on the way home, and the notes they wrote; whoever may have theirs has it."""
    me, at = candidate_user(application), second.at(one["came"], "19:30")
    for email, kept in one.get("kept", {}).items():
        words = {name: kept[name] for name in ("said", "promised", "spelt")}
        if any(words.values()):
            keep_jotting(by=me, at=at, visit=visit, about=user(email), words=words, base=0)
        note = keep_note(by=me, at=at, visit=visit, to=user(email), text=kept["note"], base=0)
        if kept["sent"]:
            send_thank_you(by=me, at=at, note=note)
    release_notes(by=CONSOLE, at=at + timedelta(hours=2))


def _ended(second: Second, application: Application, one: dict[str, Any]) -> None:
    if "treatment" in one:
        note_treatment(
            by=second.rosa,
            at=second.at(one["came"], "17:30"),
            application=application,
            words=one["treatment"],
            about="minutes",
        )
    if "debrief" in one:
        _debrief(second, application, one["debrief"])
    if "decision" in one:
        _decision(second, application, one["decision"])
    if "offer" in one:
        _offer(second, application, one["offer"])
    if "feedback" in one:
        of = one["feedback"]
        parts = {str(second.competencies[name].uid): of[name] for name in of if name != "day"}
        write_feedback(by=second.rosa, at=second.at(of["day"]), application=application, parts=parts)
    if "withdraws" in one:
        at = second.clock.now - timedelta(hours=3)
        withdraw(by=candidate_user(application), at=at, application=application, words=one["withdraws"])
    release_notes(by=CONSOLE, at=second.clock.now)


def _debrief(second: Second, application: Application, of: dict[str, Any]) -> Debrief:
    """Opened by the recruiter; whoever has words speaks in turn, and who decides has gone in."""
    at = second.at(of["opened_on"], "15:00")
    opened = open_debrief(by=second.rosa, at=at, application=application)
    enter_debrief(by=second.sami, at=at, debrief=opened)
    for view in opened.views.select_related("user").order_by("order"):
        said = of["views"].get(view.user.email)
        if said is None:
            break
        enter_debrief(by=view.user, at=at, debrief=opened)
        speak(by=view.user, at=at, debrief=opened, words=said[1], recommendation=Recommendation(said[0]))
    return opened


def _decision(second: Second, application: Application, of: dict[str, Any]) -> None:
    final = Final(
        verdict=FinalVerdict(of["verdict"]),
        reason=reason(application, {"competency": of["cites"], "why": of["why"]}),
        owner=second.rosa,
        answer_by=second.clock.day(second.of["decide_on"]),
        override_words="The weights count a year at sea and a night on deck alike; for this boat the night counts.",
        dissent=of["dissent"],
    )
    decide(by=second.sami, at=second.at(of["day"], "16:00"), application=application, final=final)


def _offer(second: Second, application: Application, of: dict[str, Any]) -> None:
    """Written, and everybody's yes asked for; sent where all of them said it; accepted where it was."""
    application.refresh_from_db()
    at, starts = second.at(of["day"], "17:00"), second.clock.day(45).isoformat()
    offer = write_offer(
        by=second.rosa, at=at, application=application,
        given=OfferGiven({**of["terms"], "start_on": starts}, second.clock.day(of["expires_on"]), [second.sami, second.lotte]),
    )  # fmt: skip
    for email in of["agreed"]:
        answer_approval(by=user(email), at=at, offer=offer, says_yes=True, terms_sha256=offer.terms_sha256)
    if "sent_on" in of:
        offer = send_offer(by=second.rosa, at=second.at(of["sent_on"], "17:30"), offer=offer)
    if "accepted_on" in of:
        at = second.at(of["accepted_on"], "09:00")
        accept_offer(by=candidate_user(application), at=at, offer=offer, words="With joy.")


def _asked(second: Second, one: dict[str, Any]) -> None:
    """Somebody asks under the law, on their own page; one erasure is prepared and waits for a second person."""
    candidate = Candidate.objects.get(name=one["candidate"])
    at = second.at(one["day"])
    invite_to_page(by=second.rosa, at=at, candidate=candidate)
    candidate.refresh_from_db()
    asker: User | None = candidate.user
    if asker is None:
        raise ValueError(one["candidate"])
    request = ask_privacy(by=asker, at=at, candidate=candidate, kind=PrivacyKind(one["kind"]), words=one["words"])
    if "proposed_on" in one:
        officer = user(described()["privacy"])
        propose_erasure(by=officer, at=second.at(one["proposed_on"]), request=request)
