"""The decision: by the one who decides, resting on a debrief, with what follows from it; an offer, a no, and what is owed."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from tests.cast import ANSWER_BY, signed_in
from tests.decisions.scene import TERMS, approved, scene, sent, written

from secondround.candidates.models import Application, ApplicationState
from secondround.decisions.actions import (
    AnswerRefused,
    DecisionRefused,
    FeedbackRefused,
    OfferGiven,
    OfferRefused,
    accept_offer,
    answer_approval,
    check_feedback,
    decline_offer,
    expire_offers,
    extend_offer,
    name_decider,
    send_answer,
    send_offer,
    withdraw_offer,
    write_feedback,
    write_offer,
)
from secondround.decisions.models import Closing, Decision, Feedback, FinalVerdict, Offer, OfferState, Outcome
from secondround.decisions.queries import drafted, is_unanswered, kind_of_answer, owed_to
from secondround.decisions.queries.offers import decided
from secondround.handoff.actions.shortlist import ReasonGiven, ReasonRefused
from secondround.interviews.actions import CardEntry, submit_scorecard, waive_scorecard
from secondround.people.access import Refused
from secondround.web.invariants import violations

pytestmark = pytest.mark.django_db
HIRE, RESERVE, NO = FinalVerdict.HIRE, FinalVerdict.RESERVE, FinalVerdict.NO


@pytest.fixture
def here():
    return scene()


def stand(application):
    application.refresh_from_db()
    return application.state


def test_hire_makes_way_for_an_offer_and_rests_on_the_debrief(here):
    opened = here.debrief()
    made = here.decided(HIRE, dissent="Dora would wait.")
    opened.refresh_from_db()
    assert (stand(here.world.cleo), made.debrief_sha256, made.is_against_order) == ("offered", opened.sha256, False)
    assert (opened.closed_at, made.dissent, made.reason.text) == (here.at, "Dora would wait.", "She has done it twice.")
    assert violations() == []


def test_reserve_keeps_an_owner_and_a_day(here):
    here.debrief()
    made = here.decided(RESERVE)
    assert (stand(here.world.cleo), made.reserve_until, here.world.cleo.answer_by) == ("reserve", ANSWER_BY, ANSWER_BY)
    assert violations() == []


def test_no_leaves_an_answer_owed_and_sends_nothing(here):
    here.debrief()
    here.decided(NO)
    owed = owed_to(here.world.cleo)
    assert (stand(here.world.cleo), owed.owner, owed.due_on) == ("closed", here.world.rosa, ANSWER_BY)
    assert Closing.objects.get().outcome == Outcome.NOT_CHOSEN and is_unanswered(owed)
    assert kind_of_answer(here.world.cleo) == "decisions.no_after_second"
    assert violations() == []


def test_it_waits_for_every_card_and_for_a_debrief_that_holds_them_all(here):
    with pytest.raises(DecisionRefused, match="no_debrief"):
        here.decided(HIRE)
    here.debrief()
    owed = here.owed(here.world.nora)
    with pytest.raises(DecisionRefused, match="cards_open"):
        here.decided(HIRE)
    submit_scorecard(by=here.world.nora, at=here.at, assignment=owed, entries=[CardEntry(here.world.teamwork, 3.0)])
    with pytest.raises(DecisionRefused, match="new_cards"):
        here.decided(HIRE)
    assert not Decision.objects.exists() and stand(here.world.cleo) == "advanced"


def test_a_card_that_is_done_without_holds_nothing_up(here):
    here.debrief()
    waive_scorecard(by=here.world.rosa, at=here.at, assignment=here.owed(here.world.nora), reason="Ill.")
    assert here.decided(HIRE).verdict == HIRE


def test_only_who_decides_decides_and_only_after_going_in(here):
    from secondround.decisions.actions import Final, decide, enter_debrief

    opened = here.debrief()
    final = Final(HIRE, here.reason(), here.world.rosa, ANSWER_BY)
    for somebody in (here.world.rosa, here.world.hugo, here.world.dora, here.world.otto, here.world.ada):
        with pytest.raises(Refused):
            decide(by=somebody, at=here.at, application=here.world.cleo, final=final)
    name_decider(by=here.world.rosa, at=here.at, position=here.world.position, user=here.world.hugo)
    with pytest.raises(Refused):
        decide(by=here.world.sami, at=here.at, application=here.world.cleo, final=final)
    with pytest.raises(DecisionRefused, match="not_entered"):
        decide(by=here.world.hugo, at=here.at, application=here.world.cleo, final=final)
    enter_debrief(by=here.world.hugo, at=here.at, debrief=opened)
    assert (
        decide(by=here.world.hugo, at=here.at, application=here.world.cleo, final=final).decided_by == here.world.hugo
    )


def test_a_reason_names_a_competency_and_cites_what_was_written(here):
    from secondround.decisions.actions import Final, decide

    here.debrief()
    bare = Final(HIRE, ReasonGiven("A good feeling.", []), here.world.rosa, ANSWER_BY)
    with pytest.raises(ReasonRefused):
        decide(by=here.world.sami, at=here.at, application=here.world.cleo, final=bare)
    past = Final(HIRE, here.reason(), here.world.rosa, date(2026, 1, 1))
    with pytest.raises(DecisionRefused, match="no_date"):
        decide(by=here.world.sami, at=here.at, application=here.world.cleo, final=past)
    assert not Decision.objects.exists() and stand(here.world.cleo) == "advanced"


def test_against_the_order_wants_words_and_is_recorded_as_such():
    here = scene(with_nils=True)
    here.card(here.world.dora, 1, 1, of=here.world.nils)
    here.debrief(here.world.nils)
    with pytest.raises(DecisionRefused, match="override"):
        here.decided(HIRE, here.world.nils)
    made = here.decided(HIRE, here.world.nils, override_words="He knows the harbour; the ratings cannot.")
    assert made.is_against_order and made.override_words.startswith("He knows")
    assert violations() == []


def test_a_later_decision_stands_before_an_earlier_one_and_both_stay(here):
    here.debrief()
    first = here.decided(RESERVE)
    second = here.decided(HIRE, at=here.at + timedelta(hours=1))
    first.refresh_from_db()
    assert (first.superseded_at, decided(here.world.cleo), Decision.objects.count()) == (
        here.at + timedelta(hours=1), second, 2,
    )  # fmt: skip
    assert stand(here.world.cleo) == "offered"
    assert violations() == []


def test_a_no_can_be_reversed_until_it_was_told(here):
    here.debrief()
    here.decided(NO)
    here.decided(HIRE, at=here.at + timedelta(hours=1))
    assert stand(here.world.cleo) == "offered" and owed_to(here.world.cleo) is None
    assert violations() == []
    here.decided(NO, at=here.at + timedelta(hours=2))
    send_answer(by=here.world.rosa, at=here.at, owed=owed_to(here.world.cleo), subject="Your interview", body="No.")
    with pytest.raises(DecisionRefused, match="answered"):
        here.decided(HIRE, at=here.at + timedelta(hours=3))
    assert violations() == []


def test_nobody_is_hired_where_no_opening_is_left():
    here = scene(with_nils=True)
    accept_offer(by=here.world.rosa, at=here.at, offer=sent(here))
    here.debrief(here.world.nils)
    with pytest.raises(DecisionRefused, match="no_opening"):
        here.decided(HIRE, here.world.nils, override_words="We need both.")


# the offer


def test_terms_that_change_are_asked_about_again(here):
    made = approved(here)
    assert made.state == OfferState.APPROVED
    changed = written(here, pay="75,000")
    assert (changed.pk, changed.state) == (made.pk, OfferState.APPROVAL)
    with pytest.raises(OfferRefused, match="not_approved"):
        send_offer(by=here.world.rosa, at=here.at, offer=changed)
    with pytest.raises(OfferRefused, match="changed"):
        answer_approval(by=here.world.sami, at=here.at, offer=changed, says_yes=True, terms_sha256=made.terms_sha256)
    with pytest.raises(Refused):
        answer_approval(by=here.world.hugo, at=here.at, offer=changed, says_yes=True, terms_sha256=changed.terms_sha256)
    back = written(here)
    assert back.state == OfferState.APPROVED  # the same terms as before: the yes to them stands
    assert violations() == []


def test_a_no_to_terms_says_why_and_nothing_goes_out(here):
    made = written(here)
    with pytest.raises(OfferRefused, match="words"):
        answer_approval(by=here.world.sami, at=here.at, offer=made, says_yes=False, terms_sha256=made.terms_sha256)
    answer_approval(
        by=here.world.sami,
        at=here.at,
        offer=made,
        says_yes=False,
        terms_sha256=made.terms_sha256,
        words="Above the band.",
    )
    with pytest.raises(OfferRefused, match="not_approved"):
        send_offer(by=here.world.rosa, at=here.at, offer=made)


def test_nobody_approves_their_own_terms_and_an_offer_wants_a_decision(here):
    given = OfferGiven(TERMS, ANSWER_BY, [here.world.sami])
    with pytest.raises(OfferRefused, match="no_decision"):
        write_offer(by=here.world.rosa, at=here.at, application=here.world.cleo, given=given)
    here.debrief()
    here.decided(HIRE)
    for wrong, code in (
        (OfferGiven(TERMS, ANSWER_BY, [here.world.rosa]), "no_approver"),
        (OfferGiven(TERMS, ANSWER_BY, [here.world.otto]), "no_approver"),
        (OfferGiven(TERMS, ANSWER_BY, []), "no_approver"),
        (OfferGiven(TERMS | {"pay": " "}, ANSWER_BY, [here.world.sami]), "wanted"),
        (OfferGiven(TERMS, date(2026, 1, 1), [here.world.sami]), "no_date"),
    ):
        with pytest.raises(OfferRefused, match=code):
            write_offer(by=here.world.rosa, at=here.at, application=here.world.cleo, given=wrong)


def test_the_letter_says_where_the_offer_stands_and_never_what_is_in_it(here):
    made = sent(here)
    text = f"{made.letter.subject} {made.letter.body}"
    assert (made.state, made.letter.to_address) == (OfferState.SENT, "cleo@mail.example")
    assert "71,200" not in text and f"/mine/applications/{here.world.cleo.uid}/offer/" in text
    assert violations() == []


def test_accepted_is_hired_and_everybody_else_still_has_an_owner_and_a_day():
    here = scene(with_nils=True)
    made = sent(here)
    accept_offer(by=here.world.rosa, at=here.at, offer=made, words="By telephone.")
    made.refresh_from_db()
    assert (stand(here.world.cleo), made.state, Closing.in_force.get().outcome) == ("closed", "accepted", "hired")
    here.world.nils.refresh_from_db()
    assert (here.world.nils.owner, here.world.nils.answer_by) == (here.world.rosa, ANSWER_BY)
    assert not is_unanswered(owed_to(here.world.cleo))
    assert violations() == []
    with pytest.raises(OfferRefused, match="over"):
        decline_offer(by=here.world.rosa, at=here.at, offer=made)


def test_declined_leaves_the_opening_for_the_next():
    here = scene(with_nils=True)
    decline_offer(by=here.world.rosa, at=here.at, offer=sent(here))
    assert stand(here.world.cleo) == "closed"
    accept_offer(by=here.world.rosa, at=here.at, offer=sent(here, here.world.nils))
    assert set(Closing.in_force.values_list("outcome", flat=True)) == {"offer_declined", "hired"}
    assert violations() == []


def test_never_more_offers_out_than_openings():
    here = scene(with_nils=True)
    sent(here)
    with pytest.raises(OfferRefused, match="no_opening"):
        send_offer(by=here.world.rosa, at=here.at, offer=approved(here, here.world.nils))


def test_it_runs_out_after_its_last_day_where_the_candidate_lives_and_a_person_goes_on_from_there(here):
    from secondround.audit.actions import WORKER

    made = sent(here)
    type(here.world.cleo.candidate).objects.filter(pk=here.world.cleo.candidate_id).update(zone="America/Los_Angeles")
    last = made.expires_on
    morning_after = here.at.replace(year=last.year, month=last.month, day=last.day, hour=7) + timedelta(days=1)
    assert expire_offers(by=WORKER, at=morning_after.replace(hour=6)) == 0  # still evening there
    assert expire_offers(by=WORKER, at=morning_after.replace(hour=9)) == 1
    assert expire_offers(by=WORKER, at=morning_after.replace(hour=9)) == 0
    made.refresh_from_db()
    assert (made.state, stand(here.world.cleo), here.world.cleo.owner) == ("expired", "offered", here.world.rosa)
    assert violations() == []
    extend_offer(by=here.world.rosa, at=morning_after, offer=made, expires_on=last + timedelta(days=5))
    made.refresh_from_db()
    assert made.state == OfferState.SENT


def test_taken_back_it_cannot_be_accepted(here):
    made = sent(here)
    with pytest.raises(DecisionRefused, match="offer_out"):
        here.decided(NO, at=here.at + timedelta(hours=1))
    withdraw_offer(
        by=here.world.rosa, at=here.at, offer=made, words="The post was cut.", subject="Our offer", body="I am sorry."
    )
    with pytest.raises(OfferRefused, match="over"):
        accept_offer(by=here.world.rosa, at=here.at, offer=made)
    here.decided(NO, at=here.at + timedelta(hours=1))
    assert violations() == []


# the no


def test_feedback_is_checked_by_somebody_else_before_it_can_go_into_the_answer(here):
    here.debrief()
    here.decided(NO)
    key = str(here.world.teamwork.uid)
    made = write_feedback(
        by=here.world.hugo, at=here.at, application=here.world.cleo, parts={key: "You named the crew first."}
    )
    assert "You named" not in drafted(here.world.rosa, here.world.cleo, "decisions.no_after_second").body
    page = reverse("decisions:answer", args=[here.world.cleo.uid])
    assert "Sent now, the letter goes without it." in signed_in(here.world.rosa).get(page).content.decode()
    with pytest.raises(AnswerRefused, match="unchecked"):
        send_answer(
            by=here.world.rosa,
            at=here.at,
            owed=owed_to(here.world.cleo),
            subject="No",
            body="Hello.\nYou named the\ncrew first.",
        )
    with pytest.raises(Refused):
        check_feedback(by=here.world.hugo, at=here.at, feedback=made, text=made.text)
    with pytest.raises(FeedbackRefused, match="changed"):
        check_feedback(by=here.world.rosa, at=here.at, feedback=made, text="Something else.")
    check_feedback(by=here.world.rosa, at=here.at, feedback=made, text=made.text)
    assert "Sent now, the letter goes without it." not in signed_in(here.world.rosa).get(page).content.decode()
    body = drafted(here.world.rosa, here.world.cleo, "decisions.no_after_second").body
    assert "Teamwork: You named the crew first." in body
    letter = send_answer(
        by=here.world.rosa, at=here.at, owed=owed_to(here.world.cleo), subject="Your interview", body=body
    )
    assert letter.kind == "decisions.no_after_second"


def test_changed_feedback_is_checked_anew(here):
    key = str(here.world.teamwork.uid)
    made = write_feedback(by=here.world.hugo, at=here.at, application=here.world.cleo, parts={key: "You asked first."})
    check_feedback(by=here.world.rosa, at=here.at, feedback=made, text=made.text)
    write_feedback(
        by=here.world.sami, at=here.at, application=here.world.cleo, parts={key: "You asked the crew first."}
    )
    assert Feedback.objects.get().checked_by is None
    with pytest.raises(FeedbackRefused, match="words"):
        write_feedback(by=here.world.sami, at=here.at, application=here.world.cleo, parts={key: "  ", "no such": "x"})


# at the same moment


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_the_same_moment_one_stands_and_none_comes_between_a_card_and_its_debrief():
    here = scene()
    here.debrief()
    owed = here.owed(here.world.nora)
    start, came = threading.Barrier(3), []

    def go(act):
        start.wait()
        try:
            act()
            came.append("done")
        except (DecisionRefused, Refused) as refused:
            came.append(str(refused))
        finally:
            connection.close()

    def submit():
        submit_scorecard(by=here.world.nora, at=here.at, assignment=owed, entries=[CardEntry(here.world.teamwork, 1.0)])

    threads = [
        threading.Thread(target=go, args=(act,))
        for act in (submit, lambda: here.decided(HIRE), lambda: here.decided(NO))
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    # Whichever was first: while Nora's card was owed there is no decision, and none rests on a debrief without it.
    assert sorted(came)[-1] == "new_cards" or set(came) <= {"done", "cards_open", "new_cards"}
    assert not Decision.objects.exists() and came.count("done") == 1
    here.debrief_again = None
    type(here.debrief()).objects.update(closed_at=here.at)
    here.debrief(at=here.at + timedelta(minutes=1))
    start, came = threading.Barrier(2), came[:0]
    verdicts = [
        lambda: here.decided(HIRE, at=here.at + timedelta(hours=1)),
        lambda: here.decided(RESERVE, at=here.at + timedelta(hours=1)),
    ]
    threads = [threading.Thread(target=go, args=(act,)) for act in verdicts]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert Decision.objects.filter(superseded_at__isnull=True).count() == 1
    assert Application.objects.get(pk=here.world.cleo.pk).state in (ApplicationState.OFFERED, ApplicationState.RESERVE)
    assert violations() == []
    assert not Offer.objects.exists()
