"""The debrief: opens when everything is in, everything at once, in turn; its figures stand still whatever is amended."""

import json
from datetime import timedelta

import pytest
from tests.decisions.scene import scene

from secondround.candidates.models import Conflict, ConflictKind
from secondround.decisions.access import decide, decider_of
from secondround.decisions.actions import (
    DebriefRefused,
    enter_debrief,
    move_speaker,
    name_decider,
    open_debrief,
    speak,
)
from secondround.decisions.models import Debrief
from secondround.decisions.queries.debriefs import digest, has_entered, is_whole, recomputed, snapshot_of, waits_of
from secondround.decisions.rules import Part, Speaker, is_against_order, running_order, spread
from secondround.handoff.queries.comparison import comparison_for
from secondround.interviews.actions import CardEntry, amend_scorecard, submit_scorecard, waive_scorecard
from secondround.interviews.models import Exposure, RatingHistory, Recommendation
from secondround.interviews.queries import seen_before
from secondround.measurement import rounded
from secondround.people.access import Refused
from secondround.positions.models import Position
from secondround.web.invariants import violations

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return scene()


def test_it_waits_for_every_card_but_a_short_form(here):
    world = here.world
    owed = here.owed(world.nora)
    assert not waits_of(world.cleo).is_ready
    with pytest.raises(DebriefRefused, match="cards_open"):
        open_debrief(by=world.rosa, at=here.at, application=world.cleo)
    type(owed).objects.filter(pk=owed.pk).update(is_short=True)
    assert waits_of(world.cleo).is_ready
    type(owed).objects.filter(pk=owed.pk).update(is_short=False)
    waive_scorecard(by=world.rosa, at=here.at, assignment=owed, reason="Ill.")
    made = open_debrief(by=world.rosa, at=here.at, application=world.cleo)
    assert snapshot_of(made)["given"]["waived"] == [str(owed.uid)]
    assert violations() == []


def test_without_a_second_interview_there_is_nothing_to_open(here):
    with pytest.raises(Refused):
        open_debrief(by=here.world.otto, at=here.at, application=here.world.nils)
    with pytest.raises(DebriefRefused, match="no_second_round"):
        open_debrief(by=here.world.rosa, at=here.at, application=here.world.nils)


def test_opening_twice_is_one_debrief_and_one_exposure(here):
    first = open_debrief(by=here.world.rosa, at=here.at, application=here.world.cleo)
    again = open_debrief(by=here.world.rosa, at=here.at, application=here.world.cleo)
    assert (first, Debrief.objects.count()) == (again, 1)
    assert list(Exposure.objects.filter(what="debrief").values_list("user", flat=True)) == [here.world.rosa.pk]


def test_whoever_goes_in_is_on_record_and_a_later_amendment_says_so(here):
    made, card = here.debrief(), here.cards["Dora"]
    assert not has_entered(here.world.dora, made)
    enter_debrief(by=here.world.dora, at=here.at, debrief=made)
    assert has_entered(here.world.dora, made)
    later = amend(here, card, 3, at=here.at + timedelta(minutes=20))
    assert "debrief" in [one.what for one in seen_before(later)]
    assert "debrief" not in [one.what for one in seen_before(card)]


def amend(here, card, teamwork, at):
    entries = [CardEntry(here.world.teamwork, teamwork, ["Heard it wrong."]), CardEntry(here.world.technical, 4.0)]
    return amend_scorecard(
        by=card.assignment.user, at=at, assignment=card.assignment, reason="I had misheard.", base=1, entries=entries,
        recommendation=Recommendation.YES,
    )  # fmt: skip


def test_the_snapshot_is_the_same_bytes_whatever_is_amended_later_or_at_the_same_moment(here):
    made = here.debrief()
    before = made.body
    figures = snapshot_of(made)["figures"]["overall"]["adjusted"]
    amend(here, here.cards["Dora"], 5.0, at=made.opened_at)
    made.refresh_from_db()
    assert (made.body, recomputed(made), digest(before)) == (before, before, made.sha256)
    assert is_whole(made)
    again = scene_again(here)
    assert snapshot_of(again)["figures"]["overall"]["adjusted"] > figures
    assert violations() == []


def scene_again(here):
    """A second debrief, after the first was closed, sees the amendment."""
    Debrief.objects.update(closed_at=here.at)
    return here.debrief(at=here.at + timedelta(hours=1))


def test_a_changed_snapshot_is_noticed(here):
    made = here.debrief()
    Debrief.objects.filter(pk=made.pk).update(body=made.body.replace('"is_short":false', '"is_short":true'))
    made.refresh_from_db()
    assert not is_whole(made)
    assert "decisions rest on debriefs" in {one.name for one in violations()}


def test_it_holds_no_name_and_no_words(here):
    text = here.debrief().body
    assert "Cleo" not in text and "safety officer" not in text
    assert json.loads(text)["own"][0].keys() == {
        "author",
        "card",
        "is_short",
        "ratings",
        "recommendation",
        "round",
        "version",
    }


def test_the_most_junior_speaks_first_and_the_decider_last(here):
    made = here.debrief()
    assert [one.user.name.split()[0] for one in made.views.select_related("user")] == ["Dora", "Hugo", "Sami"]


def test_by_part_then_title_then_who_came_last():
    from datetime import date

    order = running_order(
        [
            Speaker(1, "Ann", Part.DECIDER),
            Speaker(2, "Bo", Part.ASSESSOR, "Head of safety"),
            Speaker(3, "Cy", Part.ASSESSOR, "Planner", date(2010, 1, 1)),
            Speaker(4, "Di", Part.ASSESSOR, "Planner", date(2024, 1, 1)),
            Speaker(5, "Ed", Part.HIRING_MANAGER, "Director"),
            Speaker(6, "Fa", Part.ASSESSOR, "Planner"),
        ]
    )
    assert [one.key for one in order] == [6, 4, 3, 2, 5, 1]


def test_everybody_speaks_in_turn_once_and_for_themselves(here):
    made, world = here.debrief(), here.world
    with pytest.raises(DebriefRefused, match="not_your_turn"):
        speak(by=world.sami, at=here.at, debrief=made, words="Hire her.")
    with pytest.raises(DebriefRefused, match="not_entered"):
        speak(by=world.dora, at=here.at, debrief=made, words="Not yet.")
    enter_debrief(by=world.dora, at=here.at, debrief=made)
    said = speak(by=world.dora, at=here.at, debrief=made, words="Not yet.", recommendation=Recommendation.NO)
    assert (said.words, said.recommendation, said.spoke_at) == ("Not yet.", "no", here.at)
    with pytest.raises(DebriefRefused, match="spoken"):
        speak(by=world.dora, at=here.at, debrief=made, words="Or rather yes.")
    with pytest.raises(Refused):
        speak(by=world.rosa, at=here.at, debrief=made, words="Hire her.")
    with pytest.raises(DebriefRefused, match="words"):
        speak(by=world.dora, at=here.at, debrief=made, words=" ")


def test_the_recruiter_changes_who_speaks_when(here):
    made, world = here.debrief(), here.world
    move_speaker(by=world.rosa, at=here.at, debrief=made, user=world.sami, up=True)
    assert [one.user.name.split()[0] for one in made.views.select_related("user")] == ["Dora", "Sami", "Hugo"]
    move_speaker(by=world.rosa, at=here.at, debrief=made, user=world.dora, up=True)  # at the end nothing happens
    made.refresh_from_db()
    assert made.edit == 1
    with pytest.raises(Refused):
        move_speaker(by=world.hugo, at=here.at, debrief=made, user=world.dora, up=False)


def test_who_owes_a_card_or_has_a_conflict_is_not_in_the_room(here):
    world = here.world
    made = here.debrief()
    assert decide(world.hugo, world.cleo, here.at, "debrief.read").is_allowed
    owed = here.owed(world.hugo)
    for action in (
        "debrief.read",
        "debrief.speak",
        "debrief.figures",
        "decision.read",
        "offer.terms",
        "treatment.read",
    ):
        assert not decide(world.hugo, world.cleo, here.at, action).is_allowed, action
    with pytest.raises(Refused):
        enter_debrief(by=world.hugo, at=here.at, debrief=made)
    submit_scorecard(by=world.hugo, at=here.at, assignment=owed, entries=[CardEntry(world.teamwork, 4.0)])
    assert decide(world.hugo, world.cleo, here.at, "debrief.read").is_allowed
    Conflict.objects.create(
        user=world.hugo, candidate=world.cleo.candidate, kind=ConflictKind.RELATIVE, declared_at=here.at
    )
    assert not decide(world.hugo, world.cleo, here.at, "debrief.read").is_allowed


def test_who_assessed_only_in_the_first_round_has_no_place_in_it(here):
    assert not decide(here.world.ines, here.world.cleo, here.at, "debrief.read").is_allowed
    assert decide(here.world.dora, here.world.cleo, here.at, "debrief.read").is_allowed
    assert not decide(here.world.dora, here.world.cleo, here.at, "debrief.figures").is_allowed


def test_figures_leave_out_whoever_somebody_in_the_room_owes_a_card_on():
    here = scene(with_nils=True)
    interview = here.cards["Sami"].assignment.interview
    assert interview.application == here.world.cleo
    owed = here.owed(here.world.hugo, here.world.nils)
    made = here.debrief()
    assert snapshot_of(made)["given"]["finalists"] == []
    here_without = made.body
    waive_scorecard(by=here.world.rosa, at=here.at, assignment=owed, reason="Away.")
    Debrief.objects.update(closed_at=here.at)
    with_him = here.debrief(at=here.at + timedelta(minutes=1))
    assert snapshot_of(with_him)["given"]["finalists"] == [str(here.world.nils.uid)]
    assert here_without != with_him.body


def test_a_hidden_rating_does_not_move_the_figures_of_a_room_that_may_not_know_it():
    bodies = []
    for hidden in (1.0, 5.0):
        from django.db import transaction

        with transaction.atomic():
            here = scene(with_nils=True)
            here.owed(here.world.hugo, here.world.nils)
            here.card(here.world.dora, hidden, of=here.world.nils)
            bodies.append(snapshot_of(here.debrief())["figures"]["overall"])
            transaction.set_rollback(True)
    assert bodies[0] == bodies[1]


def test_the_decider_is_named_or_the_first_reader(here):
    world = here.world
    assert decider_of(world.cleo, here.at) == world.sami
    assert decider_of(world.nils, here.at) is None
    name_decider(by=world.rosa, at=here.at, position=world.position, user=world.hugo)
    name_decider(by=world.rosa, at=here.at, position=world.position, user=world.hugo)
    assert (decider_of(world.cleo, here.at), decider_of(world.nils, here.at)) == (world.hugo, world.hugo)
    with pytest.raises(Refused):
        name_decider(by=world.hugo, at=here.at, position=world.position, user=world.hugo)


@pytest.mark.parametrize(
    ("values", "wanted"), [([], None), ([4.0], None), ([4.0, None], None), ([2.0, 5.0, None], 3.0), ([3.0, 3.0], 0.0)]
)
def test_how_far_people_part(values, wanted):
    assert spread(values) == wanted


@pytest.mark.parametrize(
    ("verdict", "above", "wanted"),
    [
        ("hire", {}, False),
        ("hire", {"a": 0.2}, True),
        ("hire", {"a": 0.21}, False),
        ("hire", {"a": 0.9, "b": 0.1}, True),
        ("no", {"a": 0.8, "b": 0.9}, True),
        ("no", {"a": 0.8, "b": 0.79}, False),
        ("reserve", {"a": 0.99}, False),
    ],
)
def test_when_it_goes_against_the_order(verdict, above, wanted):
    assert is_against_order(verdict, above) is wanted


def test_figures_believe_what_the_compare_page_believes_and_keep_believing_it(here):
    def overall(debrief):
        return snapshot_of(debrief)["figures"]["overall"]["adjusted"]

    plain = here.debrief()
    known = RatingHistory.objects.create(
        version=1, candidate_sd=0.1, assessor_sd=0.9, error_sd=0.9, cards=40, positions=4, inputs_sha256="0" * 64,
        fitted_at=here.at,
    )  # fmt: skip
    learned = scene_again(here)
    page = comparison_for(here.world.rosa, here.world.position, here.at + timedelta(hours=1))
    row = page.row_of(str(here.world.cleo.uid))
    assert (snapshot_of(learned)["given"]["history"], overall(learned)) == (1, rounded(row.estimate.adjusted))
    assert overall(learned) != overall(plain)
    known.pk, known.version, known.error_sd = None, 2, 0.1
    known.save(force_insert=True)
    assert is_whole(plain)
    assert is_whole(learned)
    Position.objects.filter(pk=here.world.position.pk).update(is_adjusted=False)
    Debrief.objects.update(closed_at=here.at)
    made = here.debrief(at=here.at + timedelta(hours=2))
    assert snapshot_of(made)["given"]["is_adjusted"] is False
    assert is_whole(made)
