"""Putting right what is known of a person: their letters follow, nobody's way in is given away, nothing typed is lost."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from tests.cast import cast, signed_in

from secondround.audit.models import AuditEntry
from secondround.candidates.actions import Known, PersonRefused, correct_person
from secondround.candidates.models import Application, Candidate
from secondround.correspondence.models import Letter
from secondround.interviews.actions.scheduling import Appointment, schedule_interview
from secondround.people.access import Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
TYPED = {
    "name": "Cléo Marin",
    "email": "cleo.marin@mail.example",
    "phone": "+351 5",
    "language": "pt",
    "zone": "Europe/Lisbon",
}


@pytest.fixture
def world():
    return cast()


def test_corrected_on_the_persons_page_and_followed_by_the_next_letter(world):
    rosa = signed_in(world.rosa)
    door = reverse("candidates:correct", args=[world.cleo.uid])
    assert door in rosa.get(reverse("interviews:application", args=[world.cleo.uid])).content.decode()
    assert 'value="cleo@mail.example"' in rosa.get(door).content.decode()
    assert rosa.post(door, TYPED).headers["Location"] == reverse("interviews:application", args=[world.cleo.uid])
    kept = Candidate.objects.get(pk=world.cleo.candidate_id)
    assert {name: getattr(kept, name) for name in TYPED} == TYPED
    assert (kept.family_name, kept.folded) == ("Marin", " cleo marin")
    cleo = Application.objects.select_related("candidate", "position").get(pk=world.cleo.pk)
    when = datetime.now(UTC).replace(hour=14, minute=0, second=0, microsecond=0) + timedelta(days=3)
    schedule_interview(
        by=world.rosa, at=datetime.now(UTC), application=cleo, round=world.first_round, kit=None,
        when=Appointment(when, 60, "Europe/Amsterdam"), assessors=[world.ines],
    )  # fmt: skip
    letter = Letter.objects.get(kind="interviews.invitation_candidate")
    assert letter.to_address == "cleo.marin@mail.example"
    assert "Lisbon (" in letter.subject and "Amsterdam)" in letter.subject  # theirs first, ours beside


def test_what_was_typed_stays_where_it_is_refused(world):
    rosa = signed_in(world.rosa)
    door = reverse("candidates:correct", args=[world.cleo.uid])
    for change, words in (
        ({"name": " "}, "Type their name."),
        ({"email": "nils@mail.example"}, "Somebody else here has this address."),
        ({"email": "cleo@"}, "This is not an e-mail address."),
        ({"zone": "Mars/Base"}, "Select a valid choice"),
    ):
        page = rosa.post(door, TYPED | change)
        text = page.content.decode()
        assert (page.status_code, words in text, "+351 5" in text) == (422, True, True)
    assert Candidate.objects.get(pk=world.cleo.candidate_id).phone == ""


def test_the_address_by_which_somebody_comes_in_stays(world):
    """Else whoever recruits could give a candidate's page to somebody else, or hide that a colleague applied."""
    for email in ("otto@delta.example", None):
        Candidate.objects.filter(pk=world.cleo.candidate_id).update(
            email=email or "cleo@mail.example", user=None if email else world.otto
        )
        with pytest.raises(PersonRefused) as refused:
            correct_person(by=world.rosa, at=AT, application=world.cleo, known=Known("Cleo Marin", "new@mail.example"))
        assert str(refused.value) == "has_way_in"
        correct_person(by=world.rosa, at=AT, application=world.cleo,
                       known=Known("Cleo Marin", email or "cleo@mail.example", phone="1"))  # fmt: skip
        assert Candidate.objects.get(pk=world.cleo.candidate_id).phone == "1"


def test_who_only_hires_corrects_nobody_and_every_change_is_on_the_record(world):
    with pytest.raises(Refused):
        correct_person(by=world.hugo, at=AT, application=world.cleo, known=Known("Cleo"))
    correct_person(by=world.rosa, at=AT, application=world.cleo, known=Known("Cleo Marin", "cleo@mail.example"))
    correct_person(by=world.rosa, at=AT, application=world.cleo, known=Known("Cleo Marin-Costa", "cleo@mail.example"))
    assert AuditEntry.objects.filter(act="candidates.correct_person").count() == 1  # nothing changed the first time
