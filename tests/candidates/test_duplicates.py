"""One person in two records: suspected, put together by hand, taken apart again; sight never widens."""

import re
from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.access.stage import set_stage
from tests.cast import ANSWER_BY, applicant, cast, owe, person, signed_in, submit

from secondround.candidates import access
from secondround.candidates.actions import Known as About
from secondround.candidates.actions import (
    MergeRefused,
    add_document,
    correct_person,
    declare_conflict,
    keep_apart,
    merge_candidates,
    open_case,
    receive_application,
    tag,
    undo_merge,
    write_facts,
)
from secondround.candidates.duplicates import Known, suspected
from secondround.candidates.models import (
    Application,
    Candidate,
    CandidateFact,
    CaseMember,
    CaseRole,
    Conflict,
    ConflictKind,
    Document,
    FactSource,
)
from secondround.candidates.queries import find_by_email, new_pairs, suspected_pairs
from secondround.candidates.storage import StoredFile
from secondround.people.access import Refused
from secondround.people.models import RightKind
from secondround.positions.actions import name_team, open_position
from secondround.positions.models import TeamRole
from secondround.web.invariants import violations

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        (Known(1, "Zoë Wójcik"), Known(2, "WOJCIK Zoe"), ("same_name",)),
        (Known(1, "Łukasz Øst"), Known(2, "Lukasz Ost"), ("same_name",)),
        (Known(1, "A B", phone="+31 6 12 34 56 78"), Known(2, "C D", phone="06-12345678"), ("same_phone",)),
        (Known(1, "A B", "zoe+jobs@mail.example"), Known(2, "B C", "Zoe@mail.example"), ("same_email",)),
        (Known(1, "A B", "x@y.z", "0612345678"), Known(2, "B A", "x@y.z", "0612345678"), ("same_email", "same_phone", "same_name")),
        (Known(1, "Anna"), Known(2, "Anna"), None),  # one word alone is too little
        (Known(1, "A B", phone="12345"), Known(2, "C D", phone="12345"), None),
        (Known(1, "Jan de Vries"), Known(2, "Jan Vries"), None),
    ],
)  # fmt: skip
def test_who_may_be_one_person(one, other, reasons):
    assert [pair.reasons for pair in suspected([one, other])] == ([reasons] if reasons else [])


def test_a_name_that_many_bear_is_no_suspicion():
    assert suspected([Known(key, "Jan Jansen") for key in range(21)]) == []
    assert len(suspected([Known(key, "Jan Jansen") for key in range(20)])) == 190


@pytest.fixture
def world():
    return cast()


@pytest.fixture
def twin(world):
    """A second record of Cleo, who applied for the same position under another address."""
    return applicant(world.rosa, world.position, "Marin Cleo", at=world.at)


def content(candidate):
    return {
        "facts": sorted(CandidateFact.objects.filter(candidate=candidate).values_list("order", "text", "removed_at")),
        "applications": sorted(Application.objects.filter(candidate=candidate).values_list("pk", "duplicate_of")),
        "papers": sorted(Document.objects.filter(application__candidate=candidate).values_list("application", "pk")),
        "tags": sorted(Application.objects.filter(candidate=candidate).values_list("pk", "tags__name")),
        "conflicts": sorted(
            Conflict.objects.filter(candidate=candidate, ended_at__isnull=True).values_list("user", "kind")
        ),
        "row": Candidate.objects.filter(pk=candidate.pk).values_list("name", "email", "phone", "merged_into").get(),
    }


def furnish(world, twin):
    at = world.at
    for one, text in ((world.cleo, "Site engineer"), (twin, "Planner")):
        write_facts(
            by=world.rosa,
            at=at,
            application=one,
            facts=[("now", text), ("place", "Delft")],
            source=FactSource.RECRUITER,
        )
        tag(by=world.rosa, at=at, application=one, name="offshore")
        add_document(
            by=world.rosa,
            at=at,
            application=one,
            file=StoredFile("0" * 40, "cv.txt", "text/plain", 1, "same", "x", "text"),
        )
    tag(by=world.rosa, at=at, application=twin, name="welder")
    add_document(
        by=world.rosa, at=at, application=twin, file=StoredFile("1" * 40, "b.txt", "text/plain", 1, "b", "y", "text")
    )
    Candidate.objects.filter(pk=twin.candidate_id).update(phone="0612345678")


def test_merging_moves_everything_and_undoing_moves_it_back(world, twin):
    furnish(world, twin)
    elsewhere = open_position(by=world.rosa, at=world.at, title="Surveyor", recruiter=world.rosa)
    other = applicant(world.rosa, elsewhere, "M. Cleo", at=world.at)
    Application.objects.filter(pk=other.pk).update(candidate=twin.candidate)
    owe(world, world.ines, world.cleo)
    declare_conflict(
        by=world.hugo,
        at=world.at,
        application=twin,
        kind=ConflictKind.RELATIVE,
        reason="cousin",
        had_read=False,
    )
    before = content(world.cleo.candidate), content(twin.candidate)
    made = merge_candidates(by=world.rosa, at=world.at, kept=world.cleo.candidate, gone=twin.candidate)
    twin.refresh_from_db()
    other.refresh_from_db()
    assert (twin.duplicate_of, twin.candidate, other.candidate) == (
        world.cleo,
        world.cleo.candidate,
        world.cleo.candidate,
    )
    assert sorted(world.cleo.tags.values_list("name", flat=True)) == ["offshore", "welder"]
    assert sorted(world.cleo.documents.values_list("sha256", flat=True)) == ["b", "same"]
    texts = list(world.cleo.candidate.facts.filter(removed_at__isnull=True).values_list("text", flat=True))
    assert texts == ["Site engineer", "Delft", "Planner"]
    assert find_by_email(Candidate.objects.get(pk=before and made.gone_id).email) == world.cleo.candidate
    listed = access.visible_to(world.rosa, world.at + timedelta(days=1), "application.list")
    assert twin not in listed and world.cleo in listed
    assert [one for one in violations() if not one.name.startswith("files")] == []
    undo_merge(by=world.rosa, at=world.at, merge=made)
    assert (content(world.cleo.candidate), content(Candidate.objects.get(pk=made.gone_id))) == before


def test_the_application_with_interviews_stands_whichever_record_is_kept(world, twin):
    owe(world, world.ines, twin)
    before = content(world.cleo.candidate), content(twin.candidate)
    made = merge_candidates(by=world.rosa, at=world.at, kept=world.cleo.candidate, gone=twin.candidate)
    world.cleo.refresh_from_db()
    twin.refresh_from_db()
    assert (world.cleo.duplicate_of, twin.duplicate_of, twin.candidate) == (twin, None, world.cleo.candidate)
    undo_merge(by=world.rosa, at=world.at, merge=made)
    assert (content(world.cleo.candidate), content(Candidate.objects.get(pk=made.gone_id))) == before


def test_two_stories_of_one_round_are_not_mixed(world, twin):
    submit(world, world.ines, world.cleo, {"Teamwork": 4})
    submit(world, world.nora, twin, {"Teamwork": 3})
    with pytest.raises(MergeRefused, match="both_interviewed"):
        merge_candidates(by=world.rosa, at=world.at, kept=world.cleo.candidate, gone=twin.candidate)
    page = signed_in(world.rosa).post(f"/candidates/{world.cleo.candidate.uid}/merge/{twin.candidate.uid}/")
    assert page.status_code == 422 and "Two stories of one round" in page.content.decode()


def test_sight_does_not_widen(world, twin):
    """Who was introduced to one application sees no more and no less of the other afterwards."""
    elsewhere = open_position(by=world.rosa, at=world.at, title="Surveyor", recruiter=world.rosa)
    name_team(by=world.rosa, at=world.at, position=elsewhere, user=world.dora, role=TeamRole.HIRING_MANAGER)
    other = applicant(world.rosa, elsewhere, "C Cleo", at=world.at)
    owe(world, world.ines, world.cleo)
    open_case(
        by=world.rosa, at=world.at, application=other, user=world.nora, role=CaseRole.INTERVIEWER, reason="meets them"
    )
    users, at = (world.ines, world.nora, world.hugo, world.dora, world.sami, world.otto), world.at + timedelta(days=2)

    def seen():
        return {
            (one.name, action): set(access.visible_to(one, at, action).values_list("pk", flat=True))
            for one in users
            for action in ("application.read", "application.list", "assessment.read_others", "contact.read")
        }

    rows, before = list(CaseMember.objects.values_list()), seen()
    merge_candidates(by=world.rosa, at=world.at, kept=world.cleo.candidate, gone=other.candidate)
    assert (list(CaseMember.objects.values_list()), seen()) == (rows, before)
    merge_candidates(by=world.rosa, at=world.at, kept=world.cleo.candidate, gone=twin.candidate)
    after = seen()
    assert all(after[key] <= before[key] for key in before)
    assert twin.pk not in set().union(*after.values())


def test_a_conflict_and_being_oneself_hold_for_both_records(world, twin):
    """An alias of the person one is: the address of the record that went in still closes the file."""
    own = person("Emil Self")
    name_team(by=world.rosa, at=world.at, position=world.position, user=own, role=TeamRole.HIRING_MANAGER)
    Candidate.objects.filter(pk=twin.candidate_id).update(email=own.email)
    declare_conflict(
        by=world.hugo, at=world.at, application=twin, kind=ConflictKind.RELATIVE, reason="", had_read=False
    )
    at = world.at + timedelta(days=1)
    for user in (own, world.hugo):
        assert access.decide(user, world.cleo, at, "application.read").is_allowed
    made = merge_candidates(by=world.rosa, at=at, kept=world.cleo.candidate, gone=twin.candidate)
    world.cleo.refresh_from_db()
    for user in (own, world.hugo):
        assert not access.decide(user, world.cleo, at, "application.read").is_allowed
        assert world.cleo not in access.visible_to(user, at)
    undo_merge(by=world.rosa, at=at, merge=made)
    for user in (own, world.hugo):
        assert access.decide(user, world.cleo, at, "application.read").is_allowed
        twin.refresh_from_db()
        assert not access.decide(user, twin, at, "application.read").is_allowed


def test_a_conflict_declared_while_they_were_one_stays_with_both(world, twin):
    at = world.at + timedelta(days=1)
    made = merge_candidates(by=world.rosa, at=world.at, kept=world.cleo.candidate, gone=twin.candidate)
    declare_conflict(by=world.hugo, at=at, application=world.cleo, kind=ConflictKind.OTHER, reason="", had_read=True)
    undo_merge(by=world.rosa, at=at, merge=made)
    twin.refresh_from_db()
    assert not access.decide(world.hugo, twin, at, "application.read").is_allowed
    assert not access.decide(world.hugo, world.cleo, at, "application.read").is_allowed


def test_whoever_may_not_open_every_application_of_both_may_not_merge(world, twin):
    mona = person("Mona Neighbour")
    elsewhere = open_position(by=world.rosa, at=world.at, title="Surveyor", recruiter=world.rosa)
    name_team(by=world.rosa, at=world.at, position=elsewhere, user=mona, role=TeamRole.RECRUITER)
    other = applicant(world.rosa, elsewhere, "Vera Marin", at=world.at)
    Candidate.objects.filter(pk=other.candidate_id).update(name="Cleo Marin")
    later = world.at + timedelta(days=1)
    assert suspected_pairs(mona, later) == []
    assert {pair[2] for pair in suspected_pairs(world.rosa, later)} == {("same_name",)}
    for user in (mona, world.hugo):
        with pytest.raises(Refused):
            merge_candidates(by=user, at=later, kept=world.cleo.candidate, gone=other.candidate)
        assert (
            signed_in(user).get(f"/candidates/{world.cleo.candidate.uid}/merge/{other.candidate.uid}/").status_code
            == 404
        )


def test_a_chain_is_taken_apart_from_its_end(world, twin):
    third = applicant(world.rosa, world.position, "C Marin", at=world.at)
    first = merge_candidates(by=world.rosa, at=world.at, kept=twin.candidate, gone=third.candidate)
    second = merge_candidates(by=world.rosa, at=world.at, kept=world.cleo.candidate, gone=twin.candidate)
    assert Candidate.objects.get(pk=third.candidate_id).merged_into == world.cleo.candidate
    with pytest.raises((MergeRefused, Refused)):
        undo_merge(by=world.rosa, at=world.at, merge=first)
    undo_merge(by=world.rosa, at=world.at, merge=second)
    undo_merge(by=world.rosa, at=world.at, merge=first)
    assert not Candidate.objects.filter(merged_into__isnull=False).exists()
    assert not Application.objects.filter(duplicate_of__isnull=False).exists()


def test_pages_of_duplicates_say_why_and_undo(world, twin):
    client = signed_in(world.rosa)
    listed = client.get("/candidates/duplicates/").content.decode()
    assert "One pair may be one person." in listed and "the same name" in listed
    where = f"/candidates/{world.cleo.candidate.uid}/merge/{twin.candidate.uid}/"
    preview = client.get(where).content.decode()
    assert "Both applied for Site engineer" in preview
    assert client.post(where).status_code == 302
    page = client.get("/candidates/duplicates/").content.decode()
    assert "Nobody seems to be here twice." in page and "Take apart again" in page
    assert client.get(f"/applications/{twin.uid}/").status_code == 404


def test_the_stage_holds_its_invariants():
    set_stage()
    assert [one for one in violations() if "record" in one.name] == []


def lines(user):
    """What stands on somebody's first page about people who are here twice."""
    page = signed_in(user).get("/").content.decode()
    return [said for said in re.findall(r'<span class="sec">([^<]+)</span>', page) if "look like one person" in said]


def test_two_records_that_look_like_one_person_wait_for_who_recruits_until_somebody_looked(world):
    at = timezone.now()
    assert lines(world.rosa) == []
    first, second = (applicant(world.rosa, world.position, name, at=at) for name in ("Zoë Wójcik", "Wojcik Zoe"))
    assert lines(world.rosa) == ["Two records look like one person"]
    assert lines(world.hugo) == []
    third = applicant(world.rosa, world.position, "Zoe  Wojcik", at=at)
    assert lines(world.rosa) == ["3 pairs of records look like one person each"]
    merge_candidates(by=world.rosa, at=at, kept=first.candidate, gone=third.candidate)
    assert lines(world.rosa) == ["Two records look like one person"]
    signed_in(world.rosa).post(reverse("candidates:keep_apart", args=[second.candidate.uid, first.candidate.uid]))
    assert lines(world.rosa) == []
    assert suspected_pairs(world.rosa, at) == []


def test_who_may_not_put_them_together_says_nothing_about_them(world):
    first, second = (applicant(world.rosa, world.position, name, at=timezone.now()) for name in ("Zoë Ost", "Zoe Ost"))
    with pytest.raises(Refused):
        keep_apart(by=world.hugo, at=timezone.now(), one=first.candidate, other=second.candidate)
    with pytest.raises(MergeRefused, match="same"):
        keep_apart(by=world.rosa, at=timezone.now(), one=first.candidate, other=first.candidate)


def test_today_asks_as_often_for_three_pairs_as_for_one(world):
    """Somebody long here is no news."""
    at, counts = timezone.now(), []
    for number in (1, 2):
        applicant(world.rosa, world.position, f"Ada{number} Twin{number}", at=at)
        applicant(world.rosa, world.position, f"Twin{number} Ada{number}", at=at)
        with CaptureQueriesContext(connection) as asked:
            assert new_pairs(world.rosa, at) == number
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert new_pairs(world.rosa, at + timedelta(days=91)) == 0


def alike(world, *people):
    """Each (name, telephone, how many days ago): records that Rosa may put together."""
    at = timezone.now()
    for name, phone, days in people:
        made = applicant(world.rosa, world.position, name, at=at)
        Candidate.objects.filter(pk=made.candidate_id).update(made_at=at - timedelta(days=days))
        correct_person(by=world.rosa, at=at, application=made, known=About(name, made.candidate.email, phone))
    return at


@pytest.mark.parametrize(
    "people",
    [
        [("Zoë Falk", "", 400), ("Falk Zoe", "", 1)],
        [("Lena Ost", "06 12 34 56 78", 400), ("Helene Aust", "+31 (6) 12345678", 1)],
    ],
)
def test_somebody_who_came_in_lately_is_found_again_in_whatever_order_or_spelling(world, people):
    at = alike(world, *people)
    assert new_pairs(world.rosa, at) == 1
    assert [{one.name, other.name} for one, other, _why in suspected_pairs(world.rosa, at)] == [
        {name for name, *_ in people}
    ]


def test_records_from_before_are_found_alike_once_they_are_derived(world):
    at = alike(world, ("Zoë Falk", "", 400), ("Falk Zoe", "", 1))
    Candidate.objects.update(name_key="", phone_key="")
    assert new_pairs(world.rosa, at) == 0
    import_module("secondround.migrations.0016_found_alike").derive(apps, SimpleNamespace(connection=connection))
    assert new_pairs(world.rosa, at) == 1


def test_somebody_with_an_application_elsewhere_is_no_pair_of_ours(world):
    """Mona recruits for one position alone: whom she may not put together is not counted for her."""
    at = alike(world, ("Zoë Falk", "", 400), ("Falk Zoe", "", 1))
    mona = person("Mona Ruiz", rights=[RightKind.OPEN_POSITIONS])
    other = open_position(by=mona, at=at, title="Night planner", recruiter=mona)
    assert (new_pairs(mona, at), new_pairs(world.rosa, at)) == (0, 1)
    both = Candidate.objects.get(name="Falk Zoe")
    receive_application(by=mona, at=at, candidate=both, position=other, owner=mona, answer_by=ANSWER_BY)
    assert (new_pairs(mona, at), new_pairs(world.rosa, at)) == (0, 0)
