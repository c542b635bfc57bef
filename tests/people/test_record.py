"""The record as a page, and as a chain."""

import re
from datetime import timedelta

import pytest

from secondround.audit.actions import erase_words, record
from secondround.audit.models import AuditEntry, AuditHead, AuditText
from secondround.audit.queries import verify_chain
from tests.cast import BEGAN, cast, people, signed_in

pytestmark = pytest.mark.django_db


def page_of(user, **asked) -> str:
    return signed_in(user).get("/record/", asked).content.decode()


def without_token(answer) -> str:
    return re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", answer.content.decode())


def numbers(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<span class="row-end">(\d+)</span>', page)]


def test_the_privacy_officer_reads_words_an_administrator_only_what_was_done():
    world = cast()
    words = "CANARY-7f3a"
    record(
        by=world.rosa,
        at=world.at,
        act="positions.describe",
        about={"position": world.position.pk},
        text={"title": words},
    )
    assert [words in page_of(user) for user in (world.pia, world.ada, world.rosa, world.hugo)] == [
        True,
        False,
        True,
        False,
    ]
    assert "described a position" in page_of(world.ada)


def test_an_administrator_reads_the_words_of_their_own_acts():
    world = people()
    record(by=world.ada, at=BEGAN, act="people.invite", about={"user": world.otto.pk}, text={"how": "CANARY-own"})
    assert "CANARY-own" in page_of(world.ada)


def test_everybody_else_reads_their_own_acts_alone():
    world = cast()
    record(by=world.hugo, at=world.at, act="handoff.shortlist", about={"application": world.cleo.pk})
    to_ines = page_of(world.ines)
    assert ("ecided on a shortlist" in to_ines, "ecided on a shortlist" in page_of(world.hugo)) == (False, True)
    assert numbers(page_of(world.hugo)) == []


def test_what_others_do_changes_no_byte_of_ones_own_record():
    world = cast()
    client = signed_in(world.ines)
    record(by=world.ines, at=world.at, act="people.describe", about={"user": world.ines.pk})
    before = without_token(client.get("/record/"))
    record(by=world.nora, at=world.at, act="interviews.submit_scorecard", about={"application": world.cleo.pk})
    assert without_token(client.get("/record/")) == before


def test_asking_for_another_person_shows_them_to_nobody_who_may_not():
    world = cast()
    asked = {"person": str(world.rosa.uid)}
    assert (
        "opened a position" in page_of(world.ines, **asked),
        "opened a position" in page_of(world.pia, **asked),
    ) == (
        False,
        True,
    )


def test_the_record_is_filtered_by_person_and_act():
    world = cast()
    by_person = page_of(world.pia, person=str(world.hugo.uid))
    about_hugo = AuditEntry.objects.filter(about__user=world.hugo.pk) | AuditEntry.objects.filter(
        actor=f"user:{world.hugo.pk}"
    )
    assert numbers(by_person) == list(about_hugo.order_by("-sequence").values_list("sequence", flat=True))
    by_act = page_of(world.pia, act="positions.add_competency")
    wanted = AuditEntry.objects.filter(act="positions.add_competency").order_by("-sequence")
    assert numbers(by_act) == list(wanted.values_list("sequence", flat=True))
    by_room = page_of(world.pia, act="candidates")
    wanted = AuditEntry.objects.filter(act__startswith="candidates.").order_by("-sequence")
    assert numbers(by_room) == list(wanted.values_list("sequence", flat=True))


def test_pages_follow_each_other_without_a_gap_though_many_acts_share_a_moment():
    world = people()
    for number in range(130):
        record(
            by=world.otto,
            at=BEGAN + timedelta(minutes=number // 7),
            act="people.describe",
            about={"user": world.otto.pk},
        )
    wanted = AuditEntry.objects.filter(act="people.describe").order_by("-sequence")
    assert numbers("".join(pages(world.pia))) == list(wanted.values_list("sequence", flat=True))
    assert [page.count("escribed their own account") for page in pages(world.otto)] == [50, 50, 30]


@pytest.mark.parametrize("asked", [{"before": "yesterday"}, {"person": "x" * 36}, {"before": "9" * 40}, {"skip": "²"}])
def test_a_mistyped_address_is_answered(asked):
    assert signed_in(people().pia).get("/record/", asked).status_code == 200


def pages(user) -> list[str]:
    client, found, query = signed_in(user), [], "act=people.describe"
    while query:
        found.append(client.get(f"/record/?{query}").content.decode())
        following = re.search(r'href="\?([^"]*)">Older entries', found[-1])
        query = following[1].replace("&amp;", "&") if following else ""
    return found


def break_head():
    AuditHead.objects.filter(pk=1).update(sequence=AuditHead.objects.get(pk=1).sequence + 1)


def break_act():
    AuditEntry.objects.filter(sequence=3).update(act="people.nothing")


def break_words():
    AuditText.objects.filter(entry__sequence=3).update(body='{"name":"somebody else"}')


def break_order():
    AuditText.objects.filter(entry__sequence=3).delete()
    AuditEntry.objects.filter(sequence=3).delete()


def break_tail():
    newest = AuditEntry.objects.order_by("-sequence").first()
    AuditText.objects.filter(entry=newest).delete()
    newest.delete()


@pytest.mark.parametrize(
    ("tamper", "problem"),
    [
        (break_act, "changed"),
        (break_words, "words_changed"),
        (break_order, "gap"),
        (break_tail, "cut_off"),
        (break_head, "cut_off"),
    ],
)
def test_what_was_tampered_with_is_found_and_said(tamper, problem):
    world = people()
    client = signed_in(world.pia)
    assert "nothing was changed or removed" in client.get("/record/?check=all").content.decode()
    tamper()
    assert verify_chain().problem == problem
    assert "The record does not hold" in client.get("/record/?check=all").content.decode()


def test_erased_words_leave_the_chain_whole():
    world = people()
    erase_words(by=world.pia, at=BEGAN, entry=AuditEntry.objects.get(sequence=3), reason="Asked for it.")
    assert verify_chain().is_whole
    assert "Its words were erased; its seal remains" in page_of(world.pia)
