"""A card while it is written: the pure rules, saving over a version, conflicts, read-through, submission, amendments."""

from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some
from tests.cast import cast, owe, signed_in

from secondround.interviews.actions import CardEntry, CardRefused, amend_scorecard, submit_scorecard
from secondround.interviews.actions.drafts import DraftConflict, save_draft
from secondround.interviews.models import Draft, DraftVersion, Scorecard
from secondround.interviews.rules import drafts
from secondround.people.access import Refused

UIDS = ["a", "b", "c"]
bodies = some.fixed_dictionaries({
    "ratings": some.dictionaries(some.sampled_from(UIDS), some.sampled_from([*drafts.LEVELS, "none"])),
    "notes": some.dictionaries(some.sampled_from([*UIDS, ""]), some.sampled_from(["One.", "One.\n\nTwo.", "Three."])),
    "asked": some.lists(some.sampled_from(["q", "r"]), unique=True).map(sorted),
    "questions": some.sampled_from(["", "Why?", "Why?\nHow?"]),
    "recommendation": some.sampled_from(["", "yes", "no"]),
    "new": some.sampled_from(["", "half a tho"]),
    "answers": some.dictionaries(some.sampled_from(["f", "g"]), some.sampled_from(["Two.", "Two.\n\nThree."])),
    "put": some.lists(some.sampled_from(["f", "g"]), unique=True).map(sorted),
})  # fmt: skip


class TestRules:
    def test_only_what_a_draft_may_hold_is_kept(self):
        raw = {
            "ratings": {"a": "6", "b": "4", "z": "1", "c": "none"}, "notes": {"a": " \n", "b": "x\r\ny", "z": "no", "": "loose"},
            "asked": ["q", "zz"], "questions": "Why?", "recommendation": "maybe", "new": 7, "evil": {"x": 1},
            "answers": {"f": "In Lyon.\r\n", "z": "no", "g": " "}, "put": ["g", "z"],
        }  # fmt: skip
        assert drafts.clean(raw, UIDS, ["q"], ["yes"], ["f", "g"]) == {
            "ratings": {"b": "4", "c": "none"}, "notes": {"b": "x\ny", "": "loose"}, "asked": ["q"],
            "questions": "Why?", "recommendation": "", "new": "7", "answers": {"f": "In Lyon.\n"}, "put": ["g"],
        }  # fmt: skip

    def test_a_long_text_is_cut_and_not_refused(self):
        assert len(drafts.clean({"notes": {"a": "x" * 30_000}}, UIDS, [], [])["notes"]["a"]) == drafts.LONGEST_TEXT

    def test_the_composer_becomes_a_note_of_its_own(self):
        body = {**drafts.EMPTY, "notes": {"a": "First.\n"}, "new": " Second. "}
        after = drafts.tagged(body, "a")
        assert (drafts.paragraphs(after["notes"]["a"]), after["new"]) == (["First.", "Second."], "")

    @given(bodies)
    def test_a_draft_does_not_differ_from_itself(self, body):
        assert drafts.differences(body, body) == []

    @given(bodies, bodies)
    def test_both_together_loses_no_note_and_no_choice_of_either(self, here, there):
        both = drafts.joined(here, there)
        for one in (here, there):
            for key, text in one["notes"].items():
                assert set(drafts.paragraphs(text)) <= set(drafts.paragraphs(both["notes"][key]))
            for key, text in one["answers"].items():
                assert set(drafts.paragraphs(text)) <= set(drafts.paragraphs(both["answers"][key]))
            assert set(one["put"]) <= set(both["put"])
            assert set(one["asked"]) <= set(both["asked"])
            assert set(one["ratings"]) <= set(both["ratings"])
            assert set(drafts.lines(one["questions"])) <= set(drafts.lines(both["questions"]))
        assert all(both["ratings"][key] == level for key, level in here["ratings"].items())

    def test_hints_name_what_its_author_should_look_at(self):
        body = {**drafts.EMPTY, "ratings": {"a": "4", "b": "none"}, "notes": {"c": "heard"}, "new": "x"}
        found = drafts.hints(body, ["a", "b", "c", "d"])
        assert (found.rated_without_note, found.noted_without_rating, found.focus_left_out) == (("a",), ("c",), ("d",))
        assert found.has_composed
        assert found.has_no_recommendation


@pytest.fixture
def world(db):
    return cast()


@pytest.fixture
def owed(world):
    return owe(world, world.ines, world.cleo)


def typed(world, owed, version, note="She asked the crew first.", level="4", **more):
    uid = world.teamwork.uid
    return {"version": version, f"note-{uid}": note, f"rating-{uid}": level, "recommendation": "yes", **more}


class TestSaving:
    def save(self, world, owed, body, base, by=None):
        return save_draft(by=by or world.ines, at=world.at + timedelta(days=8), assignment=owed, body=body, base=base)

    def test_each_state_is_kept_until_the_card_is_in(self, world, owed):
        first, second = {**drafts.EMPTY, "new": "a"}, {**drafts.EMPTY, "new": "b"}
        assert self.save(world, owed, first, 0).version == 1
        assert self.save(world, owed, second, 1).version == 2
        assert [one.body for one in DraftVersion.objects.all()] == [first]
        entries = [CardEntry(world.teamwork, 4)]
        submit_scorecard(by=world.ines, at=world.at + timedelta(days=9), assignment=owed, entries=entries)
        assert Draft.objects.count() == DraftVersion.objects.count() == 0

    def test_the_same_text_again_is_no_conflict_and_no_new_version(self, world, owed):
        body = {**drafts.EMPTY, "new": "a"}
        self.save(world, owed, body, 0)
        assert self.save(world, owed, body, 0).version == 1

    def test_over_a_version_that_is_not_the_newest_nothing_is_written(self, world, owed):
        self.save(world, owed, {**drafts.EMPTY, "new": "a"}, 0)
        with pytest.raises(DraftConflict) as conflict:
            self.save(world, owed, {**drafts.EMPTY, "new": "b"}, 0)
        assert conflict.value.draft.body["new"] == "a"
        assert Draft.objects.get().body["new"] == "a"

    def test_a_draft_is_nobody_elses(self, world, owed):
        for who in (world.nora, world.rosa, world.hugo, world.ada):
            with pytest.raises(Refused):
                self.save(world, owed, drafts.EMPTY, 0, by=who)


class TestPages:
    def test_typed_saved_read_through_submitted(self, world, owed):
        client = signed_in(world.ines)
        card, through = (reverse(f"interviews:{name}", args=[owed.uid]) for name in ("scorecard", "review"))
        saved = client.post(card, typed(world, owed, 0), headers={"Accept": "application/json"})
        assert saved.json() == {"version": 1}
        assert client.post(card, typed(world, owed, 1, then="review")).headers["Location"] == through
        page = client.get(through).content.decode()
        assert "She asked the crew first." in page
        assert Scorecard.objects.count() == 0
        client.post(through, {"version": 1})
        only = Scorecard.objects.get()
        assert [(one.competency_id, one.value) for one in only.ratings.all() if one.value] == [(world.teamwork.pk, 4)]
        assert only.recommendation == "yes"

    def test_a_card_read_through_in_an_older_state_is_not_submitted(self, world, owed):
        client = signed_in(world.ines)
        card, through = (reverse(f"interviews:{name}", args=[owed.uid]) for name in ("scorecard", "review"))
        client.post(card, typed(world, owed, 0))
        client.post(card, typed(world, owed, 1, note="And then thought again."))
        client.post(through, {"version": 1})
        assert Scorecard.objects.count() == 0

    def test_two_windows_show_both_texts_and_lose_neither(self, world, owed):
        client = signed_in(world.ines)
        card = reverse("interviews:scorecard", args=[owed.uid])
        client.post(card, typed(world, owed, 0, note="From the phone."))
        other = typed(world, owed, 0, note="From the desk.")
        told = client.post(card, other, headers={"Accept": "application/json"})
        assert (told.status_code, told.json()["conflict"]) == (409, True)
        page = client.post(card, other)
        assert page.status_code == 409
        text = page.content.decode()
        assert "From the phone." in text
        assert "From the desk." in text
        both = typed(world, owed, 1, note="From the phone.\n\nFrom the desk.")
        assert client.post(card, both, headers={"Accept": "application/json"}).json() == {"version": 2}

    def test_a_note_goes_under_a_competency_without_a_script(self, world, owed):
        client = signed_in(world.ines)
        card = reverse("interviews:scorecard", args=[owed.uid])
        client.post(card, {**typed(world, owed, 0, note=""), "new": "Heard it.", "then": f"tag:{world.technical.uid}"})
        body = Draft.objects.get().body
        assert (body["notes"], body["new"]) == ({str(world.technical.uid): "Heard it."}, "")

    def test_an_amendment_stands_beside_the_first(self, world, owed):
        client = signed_in(world.ines)
        card, through, amend = (
            reverse(f"interviews:{name}", args=[owed.uid]) for name in ("scorecard", "review", "amend")
        )
        client.post(card, typed(world, owed, 0))
        client.post(through, {"version": 1})
        assert client.post(amend, typed(world, owed, 1, level="2")).status_code == 422
        assert client.post(amend, typed(world, owed, 1, reason="again")).status_code == 422
        client.post(amend, typed(world, owed, 1, level="2", reason="I had mixed up two answers."))
        assert [(one.version, one.reason) for one in Scorecard.objects.order_by("version")] == [
            (1, ""), (2, "I had mixed up two answers."),
        ]  # fmt: skip
        page = client.get(card).content.decode()
        assert "I had mixed up two answers." in page
        assert "As you first submitted it" in page


def test_an_amendment_is_refused_over_an_older_version(world, owed):
    at = world.at + timedelta(days=9)
    entries = [CardEntry(world.teamwork, 4)]
    submit_scorecard(by=world.ines, at=at, assignment=owed, entries=entries)
    changed = [CardEntry(world.teamwork, 3)]
    amend_scorecard(by=world.ines, at=at, assignment=owed, reason="typing", base=1, entries=changed)
    with pytest.raises(CardRefused, match="changed_meanwhile"):
        amend_scorecard(by=world.ines, at=at, assignment=owed, reason="typing", base=1, entries=entries)
    with pytest.raises(Refused):
        amend_scorecard(by=world.nora, at=at, assignment=owed, reason="typing", base=2, entries=entries)
