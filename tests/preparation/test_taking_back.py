"""For an hour a note can be taken back, and nobody has it; nothing then or later tells its writer that a card or a decision is in."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.access.stage import undone
from tests.cast import come_in, signed_in
from tests.decisions.scene import Scene
from tests.mine import own_addresses
from tests.visits.planning import Planning, wall

from secondround.audit.actions import WORKER
from secondround.correspondence.models import Letter
from secondround.decisions.models import FinalVerdict
from secondround.interviews.actions import CardEntry, submit_scorecard
from secondround.interviews.models import Assignment, AssignmentState
from secondround.preparation.actions import PreparationRefused, keep_note, release_notes, send_thank_you
from secondround.preparation.actions import take_back_thank_you as take_back
from secondround.preparation.models import ThanksState, ThankYou
from secondround.visits.queries import people_met

pytestmark = pytest.mark.django_db
NONCE = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|DTSTAMP:\w+')
GIVEN = wall("18:00")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


class Thanking:
    """Cleo met everybody and has given each a note at six in the evening; of Nora and Sami a card is owed, Sami decides."""

    def __init__(self):
        plan = Planning()
        plan.confirm()
        plan.visit.refresh_from_db()
        self.world, self.visit = plan.world, plan.visit
        self.scene = Scene(plan.world, plan.second, GIVEN + MINUTE, {})
        self.client = Client()
        self.user = come_in(self.client, self.world.cleo.candidate)
        self.people = [one.user for one in people_met(self.visit, GIVEN)]
        for one in self.people:
            send_thank_you(by=self.user, at=GIVEN, note=self.written(one, "Thank you."))

    def written(self, to, text, base=0):
        return keep_note(by=self.user, at=GIVEN, visit=self.visit, to=to, text=text, base=base)

    def note(self, to):
        return ThankYou.objects.get(to=to)

    def hands_in(self, *users):
        for owed in Assignment.objects.filter(state=AssignmentState.OWED, user__in=users).select_related("user"):
            entry = CardEntry(self.world.teamwork, 4.0, ["Asked the crew first."])
            submit_scorecard(by=owed.user, at=GIVEN + MINUTE, assignment=owed, entries=[entry])

    def decides(self):
        self.hands_in(self.world.nora, self.world.sami)
        self.scene.debrief()
        self.scene.decided(FinalVerdict.NO, override_words="All the same.")

    def sees(self):
        """All that the candidate is sent: each page that is theirs, and what each press about each note leaves on it."""
        found = {door: self.client.get(where) for door, where in own_addresses(self.user).items()}
        for person in self.people:
            where = reverse("preparation:my_thanks", args=[self.world.cleo.uid, person.uid])
            for act in ("back", "send", "keep", "skip"):
                for accept in ("text/html", "application/json"):
                    with undone():
                        body = {"act": act, "text": "Thank you once more.", "version": "1"}
                        made = self.client.post(where, body, headers={"accept": accept}, follow=True)
                        found[person.name, act, accept] = made
        return {key: (made.status_code, NONCE.sub(b"", made.content)) for key, made in found.items()}


@pytest.fixture
def clock(monkeypatch):
    """What time it is; it stands still, since pages say it."""
    now = [GIVEN]
    monkeypatch.setattr(timezone, "now", lambda: now[0])
    return now


@pytest.fixture
def thanking(clock):
    return Thanking()


ACTS = {
    "nothing": lambda _made: None,
    "a card": lambda made: made.hands_in(made.world.nora),
    "every card": lambda made: made.hands_in(made.world.nora, made.world.sami),
    "a decision": Thanking.decides,
}


@pytest.mark.parametrize("after", [MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 48 * HOUR])
def test_not_one_byte_tells_whether_a_card_or_a_decision_is_in(thanking, clock, after):
    clock[0] = GIVEN + after
    seen, delivered = {}, {}
    for name, act in ACTS.items():
        with undone():
            act(thanking)
            release_notes(by=WORKER, at=clock[0])
            delivered[name] = Letter.objects.filter(kind="preparation.thank_you").count()
            seen[name] = thanking.sees()
    assert len(seen["nothing"]) > 40
    for name in ACTS:
        assert {key for key in seen[name] if seen[name][key] != seen["nothing"][key]} == set(), name
    expected = [3, 4, 4, 5] if after > HOUR else [0, 0, 0, 0]  # it could tell: the notes themselves go their way
    assert list(delivered.values()) == expected


def test_within_the_hour_nobody_has_it_whatever_is_in(thanking, clock):
    thanking.decides()
    for minutes in (1, 59, 60):
        assert release_notes(by=WORKER, at=GIVEN + minutes * MINUTE) == 0
    take_back(by=thanking.user, at=GIVEN + 59 * MINUTE, note=thanking.note(thanking.world.nora))
    assert thanking.note(thanking.world.nora).state == ThanksState.TAKEN_BACK
    assert release_notes(by=WORKER, at=GIVEN + 61 * MINUTE) == 4
    assert "Nora Wójcik" not in Letter.objects.filter(kind="preparation.thank_you").values_list("to_name", flat=True)


def test_after_the_hour_it_stays_given_though_nobody_has_it_yet(thanking):
    note = thanking.note(thanking.world.nora)
    assert note.state == ThanksState.WAITING
    with pytest.raises(PreparationRefused, match="given"):
        take_back(by=thanking.user, at=GIVEN + HOUR, note=note)
    with pytest.raises(PreparationRefused, match="given"):
        thanking.written(thanking.world.nora, "Other words.", base=1)


def test_given_anew_it_can_be_taken_back_for_an_hour_anew(thanking):
    nora = thanking.world.nora
    take_back(by=thanking.user, at=GIVEN + MINUTE, note=thanking.note(nora))
    later = GIVEN + 5 * HOUR
    send_thank_you(by=thanking.user, at=later, note=thanking.written(nora, "Dear Nora.", base=1))
    thanking.hands_in(nora)
    release_notes(by=WORKER, at=later + HOUR)
    assert thanking.note(nora).state == ThanksState.WAITING
    take_back(by=thanking.user, at=later + 59 * MINUTE, note=thanking.note(nora))


def test_the_page_says_beforehand_how_long_and_then_until_when(thanking, clock):
    otto = thanking.world.otto
    where = reverse("preparation:my_thanks", args=[thanking.world.cleo.uid, otto.uid])
    clock[0] = GIVEN + MINUTE
    shown = thanking.client.get(where).content.decode()
    assert "19:00" in shown and "nobody has it, and you can take it back." in shown
    thanking.client.post(where, {"act": "back"})
    assert "never within an hour: so long you can take it back" in thanking.client.get(where).content.decode()
    answer = thanking.client.post(where, {"act": "send", "text": "Thank you.", "version": "1"}, follow=True)
    assert "For an hour you can take it back." in answer.content.decode()
    clock[0] += HOUR
    shown = thanking.client.get(where).content.decode()
    assert "The hour in which it could be taken back has passed." in shown and "Take it back" not in shown
    release_notes(by=WORKER, at=clock[0] + MINUTE)
    assert "Delivered." in thanking.client.get(where).content.decode()  # Otto judges nothing: it may be said


def test_the_recruiter_sees_that_a_note_was_delivered_never_its_words_and_nothing_before(thanking, clock):
    """One who owes a card of their own is shown nothing: a note to whoever decides would tell that it was decided."""
    world = thanking.world
    file = reverse("interviews:application", args=[world.cleo.uid])
    rosa, hugo = signed_in(world.rosa), signed_in(world.hugo)
    heading = "Notes of thanks that were delivered"
    clock[0] = GIVEN + HOUR
    release_notes(by=WORKER, at=clock[0])
    assert heading not in rosa.get(file).content.decode()
    clock[0] += MINUTE
    release_notes(by=WORKER, at=clock[0])
    shown = rosa.get(file).content.decode()
    part = shown[shown.index(heading) :].partition("</section>")[0]
    assert re.findall("To ([^<]+)<", part) == ["Rosa Keller", "Otto Lindqvist", "Dora van den Bosch"]
    assert "Thank you." not in shown and "Nora" not in part and "Sami" not in part
    assert heading not in hugo.get(file).content.decode()
    letter = Letter.objects.filter(kind="preparation.thank_you").first()
    assert rosa.get(reverse("decisions:letter", args=[letter.uid])).status_code == 404
    thanking.scene.owed(world.rosa, at=clock[0])
    assert heading not in rosa.get(file).content.decode()
