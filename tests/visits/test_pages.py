"""The day through its pages: begun from the plan, changed, looked at, read through, sent, cancelled; each reader's itinerary."""
# ruff: noqa: E501

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import ANSWER_BY, cast, come_in, second_round, signed_in

from secondround.candidates.actions import invite_to_page
from secondround.candidates.models import Candidate
from secondround.correspondence.models import Letter
from secondround.people.clocks import weekday_date
from secondround.positions.actions import SiteGiven, add_room, make_site
from secondround.visits.actions.invitations import InvitationGiven, Window, accept_invitation, invite
from secondround.visits.models import Adjustment, ItemKind, Visit, VisitState

pytestmark = pytest.mark.django_db
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def a_monday():
    return timezone.localdate() + timedelta(days=14 - timezone.localdate().weekday())


@pytest.fixture
def world():
    made = cast()
    made.second = second_round(made)
    return made


@pytest.fixture
def rosa(world):
    return signed_in(world.rosa)


def begin(world, rosa):
    """Rosa begins a day from the plan and gives each item its people."""
    door = reverse("visits:plan", args=[world.cleo.uid])
    made = rosa.post(door, {"on": a_monday().isoformat(), "site": str(world.second.site.uid), "host": str(world.otto.uid), "coordinator": str(world.rosa.uid), "welcome": "The blue door."})  # fmt: skip
    visit = Visit.objects.get(application=world.cleo)
    assert made.headers["Location"] == reverse("visits:day", args=[visit.uid])
    return visit


def typed(visit, session, **more):
    visit.refresh_from_db()
    given = {"kind": session.kind, "kit": str(session.kit.uid) if session.kit else "", "minutes": session.minutes, "edit": visit.edit,
             "start": session.starts_at.astimezone(AMSTERDAM).strftime("%H:%M"), "room": str(session.room.uid) if session.room else "", "then": "keep"}  # fmt: skip
    return given | more


def fill(world, rosa, visit):
    people = {
        "Conversation with the director": [world.sami],
        "The figures": [world.nora],
        "Meet the team": [world.dora],
    }
    for one in visit.sessions.filter(kit__isnull=False):
        sent = typed(visit, one, people=[str(user.uid) for user in people[one.kit.name]])
        assert rosa.post(reverse("visits:session", args=[visit.uid, one.uid]), sent).status_code == 302
    visit.refresh_from_db()


def test_a_day_begins_with_the_interviews_of_the_plan(world, rosa):
    visit = begin(world, rosa)
    found = [
        (one.kind, one.kit.name if one.kit else "", one.starts_at.astimezone(AMSTERDAM).time(), one.minutes)
        for one in visit.sessions.all()
    ]
    assert found == [
        (ItemKind.INTERVIEW, "Conversation with the director", time(9), 60),
        (ItemKind.INTERVIEW, "The figures", time(10, 10), 45),
        (ItemKind.BREAK, "", time(10, 55), 15),
        (ItemKind.INTRODUCTION, "Meet the team", time(11, 10), 30),
    ]
    page = text_of(rosa.get(reverse("visits:day", args=[visit.uid])))
    assert "The day of Cleo Marin holds." in page
    assert "A draft: nobody has been told." in page
    assert "Nobody is there." in page
    again = rosa.get(reverse("visits:plan", args=[world.cleo.uid]))
    assert again.headers["Location"] == reverse("visits:day", args=[visit.uid])


def test_an_item_is_looked_at_before_it_is_kept(world, rosa):
    visit = begin(world, rosa)
    one = visit.sessions.filter(kit=world.second.figures).get()
    door = reverse("visits:session", args=[visit.uid, one.uid])
    seen = rosa.post(door, typed(visit, one, start="09:30", people=[str(world.nora.uid)], then="look"))
    assert (seen.status_code, "Lies on top of what is planned before it." in text_of(seen)) == (200, True)
    one.refresh_from_db()
    assert one.starts_at.astimezone(AMSTERDAM).time() == time(10, 10)
    assert one.people.count() == 0
    wrong = rosa.post(door, typed(visit, one, start="half past"))
    assert (wrong.status_code, "Write the time as 10:30." in text_of(wrong), b"half past" in wrong.content) == (
        422,
        True,
        True,
    )


def test_two_planners_see_both(world, rosa):
    visit = begin(world, rosa)
    one = visit.sessions.filter(kit=world.second.figures).get()
    door, mine = reverse("visits:session", args=[visit.uid, one.uid]), typed(visit, one, start="14:00")
    assert rosa.post(door, typed(visit, one, start="13:00")).status_code == 302
    answer = rosa.post(door, mine)
    assert answer.status_code == 409
    page = text_of(answer)
    assert "How the day stands now" in page
    assert "13:00–13:45 The figures" in page
    assert 'value="14:00"' in answer.content.decode()
    one.refresh_from_db()
    assert one.starts_at.astimezone(AMSTERDAM).time() == time(13)


def test_every_letter_is_read_before_it_is_sent(world, rosa):
    visit = begin(world, rosa)
    fill(world, rosa, visit)
    door = reverse("visits:send", args=[visit.uid])
    page = rosa.get(door)
    assert "6 letters go out" in text_of(page)
    assert Letter.objects.count() == 0
    refused = rosa.post(door, {"edit": visit.edit, "then": "send"})
    assert (refused.status_code, "Say in a sentence why it is sent all the same." in text_of(refused)) == (422, True)
    sent = rosa.post(door, {"edit": visit.edit, "then": "send", "set_aside": "Cleo said so on the phone."})
    assert sent.headers["Location"] == reverse("visits:day", args=[visit.uid])
    # What was read is what was sent, word for word.
    shown = page.content.decode()
    import html

    for letter in Letter.objects.all():
        assert html.escape(letter.subject, quote=False).replace("&#x27;", "&#39;") in shown.replace("&#34;", '"')
    assert Letter.objects.count() == 6
    after = text_of(rosa.get(reverse("visits:day", args=[visit.uid])))
    assert "Version 1" in after
    assert "Read the letters and send" not in after


def confirmed(world, rosa):
    visit = begin(world, rosa)
    fill(world, rosa, visit)
    rosa.post(reverse("visits:send", args=[visit.uid]), {"edit": visit.edit, "then": "send", "set_aside": "By phone."})
    visit.refresh_from_db()
    return visit


def test_everybody_sees_their_own_part(world, rosa):
    visit = confirmed(world, rosa)
    Adjustment.objects.create(
        application=world.cleo, words="I hear badly on the left.", arrangement="A quiet room, questions on paper."
    )
    door = reverse("visits:itinerary", args=[visit.uid])
    seen = {
        who: text_of(signed_in(getattr(world, who)).get(door))
        for who in ("nora", "dora", "otto", "sami", "hugo", "rosa")
    }
    for who, page in seen.items():
        assert "I hear badly" not in page, who
    whole = {"otto", "sami", "hugo", "rosa"}
    for who, page in seen.items():
        assert ("Meet the team" in page) == (who in whole | {"dora"}), who
        assert ("The figures" in page) == (who in whole | {"nora"}), who
        assert ("A quiet room" in page) == (who in whole | {"nora"}), who
    assert "The questions and your scorecard" in seen["nora"]
    assert signed_in(world.ada).get(door).status_code == signed_in(world.pia).get(door).status_code == 404
    file = signed_in(world.nora).get(reverse("visits:calendar", args=[visit.uid]))
    assert (file.headers["Content-Type"], file.content.count(b"BEGIN:VEVENT")) == ("text/calendar; charset=utf-8", 1)
    assert signed_in(world.hugo).get(reverse("visits:calendar", args=[visit.uid])).status_code == 404


def test_a_draft_is_its_planners_alone(world, rosa):
    visit = begin(world, rosa)
    for who in (world.hugo, world.sami, world.otto):
        assert signed_in(who).get(reverse("visits:day", args=[visit.uid])).status_code == 404
        assert signed_in(who).get(reverse("visits:itinerary", args=[visit.uid])).status_code == 404


def test_cancelling_names_who_is_told(world, rosa):
    visit = confirmed(world, rosa)
    door = reverse("visits:cancel", args=[visit.uid])
    page = text_of(rosa.get(door))
    for name in ("Cleo Marin", "Nora Wójcik", "Dora van den Bosch", "Otto Lindqvist", "Sami Haddad", "Rosa Keller"):
        assert name in page
    assert rosa.post(door, {"edit": visit.edit}).status_code == 422
    assert rosa.post(door, {"edit": visit.edit, "reason": "The site is closed."}).status_code == 302
    visit.refresh_from_db()
    assert visit.state == VisitState.CANCELLED
    assert Letter.objects.count() == 12


def test_the_day_page_asks_as_often_for_five_items_as_for_two(world, rosa, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    visit = begin(world, rosa)
    fill(world, rosa, visit)
    door = reverse("visits:day", args=[visit.uid])
    rosa.get(door)
    with CaptureQueriesContext(
        connection,
    ) as few:
        rosa.get(door)
    one = visit.sessions.filter(kit=world.second.figures).get()
    for start, who in (("13:00", world.ines), ("14:00", world.hugo), ("15:00", world.ada)):
        visit.refresh_from_db()
        rosa.post(
            reverse("visits:add_session", args=[visit.uid]), typed(visit, one, start=start, people=[str(who.uid)])
        )
    with CaptureQueriesContext(connection) as many:
        rosa.get(door)
    assert len(many) == len(few)
    assert visit.sessions.count() == 7


def test_a_candidate_reads_whom_they_meet_and_what_about_once_the_day_is_sent(world, rosa):
    visit = begin(world, rosa)
    fill(world, rosa, visit)
    about = {"about": "How you read a load path.", "people": [str(world.nora.uid)]}
    figures = visit.sessions.get(kit__name="The figures")
    rosa.post(reverse("visits:session", args=[visit.uid, figures.uid]), typed(visit, figures, **about))
    cleo, day = Client(), reverse("visits:my_day", args=[world.cleo.uid])
    come_in(cleo, world.cleo.candidate)
    assert (cleo.get(day).status_code, "Nora" in text_of(cleo.get("/mine/"))) == (404, False)
    visit.refresh_from_db()
    rosa.post(reverse("visits:send", args=[visit.uid]), {"edit": visit.edit, "then": "send", "set_aside": "By phone."})
    for page in (cleo.get("/mine/"), cleo.get(day)):
        shown = text_of(page)
        for words in ("Nora Wójcik", "Dora van den Bosch", "Otto Lindqvist", "Sami Haddad", "How you read a load path.",
                      "Walks you round. Not an interview.", "The figures"):  # fmt: skip
            assert words in shown, (words, page.request["PATH_INFO"])
        assert [user.email in page.content.decode() for user in (world.nora, world.dora, world.otto, world.sami)] == [
            False
        ] * 4
    letter = Letter.objects.get(kind="visits.day", to_address="cleo@mail.example")
    assert "How you read a load path." not in letter.body
    visit.refresh_from_db()
    about["about"] = "How you read a load path, and whom you ask."
    rosa.post(reverse("visits:session", args=[visit.uid, figures.uid]), typed(visit, figures, **about))
    assert "What The figures is about was worded anew." not in text_of(
        rosa.get(reverse("visits:day", args=[visit.uid]))
    )
    preview = text_of(rosa.get(reverse("visits:send", args=[visit.uid])))
    assert ("One letter goes out" in preview, "Cleo Marin" in preview) == (True, True)


def test_an_item_is_moved_by_a_menu_that_says_first_what_would_speak_against_it(world, rosa):
    visit = begin(world, rosa)
    fill(world, rosa, visit)
    figures = visit.sessions.get(kit__name="The figures")
    door = reverse("visits:move", args=[visit.uid, figures.uid])
    stood = Visit.objects.values_list("edit", "version").get(pk=visit.pk)
    assert "Move The figures" in text_of(rosa.get(door))
    wanted = {"start": "20:00", "gives": str(world.nora.uid), "takes": str(world.dora.uid)}
    looked = text_of(rosa.get(door, wanted))
    assert ("does not work at that hour" in looked, "Then The figures, 20:00" in looked) == (True, True)
    assert Visit.objects.values_list("edit", "version").get(pk=visit.pk) == stood
    assert rosa.get(door, {"start": "half past"}).status_code == 422
    late = rosa.post(door, wanted | {"edit": visit.edit - 1})
    assert (late.status_code, "20:00" in late.content.decode()) == (409, True)
    room = str(world.second.rooms[1].uid)
    kept = rosa.post(door, wanted | {"start": "15:15", "room": room, "edit": visit.edit})
    assert kept.headers["Location"] == reverse("visits:day", args=[visit.uid])
    figures.refresh_from_db()
    assert figures.starts_at.astimezone(AMSTERDAM).time() == time(15, 15)
    assert figures.room == world.second.rooms[1]
    assert [one.user for one in figures.people.filter(removed_at=None)] == [world.dora]
    shown = rosa.get(kept.headers["Location"]).content.decode()
    assert shown.count(f'data-room="{room}"') == 1
    assert signed_in(world.hugo).get(door).status_code == 404


def offered(world, *windows, zone="America/New_York"):
    """Cleo, whose clocks are those of `zone`, says yes and when she could come: pairs of Amsterdam's clocks on the Monday."""
    now = timezone.now()
    invite_to_page(by=world.rosa, at=now, candidate=world.cleo.candidate)
    world.cleo.candidate.refresh_from_db()
    Candidate.objects.filter(pk=world.cleo.candidate.pk).update(zone=zone)
    given = InvitationGiven("A long talk.", "The director.", now.date(), ANSWER_BY, world.rosa)
    asked = invite(by=world.rosa, at=now, application=world.cleo, given=given)
    spans = [
        Window(*(datetime.combine(a_monday(), time.fromisoformat(clock), AMSTERDAM) for clock in pair))
        for pair in windows
    ]
    accept_invitation(by=world.cleo.candidate.user, at=now, invitation=asked, words="", windows=spans)


def test_the_first_form_shows_when_the_candidate_could_come_on_both_clocks_and_begins_there(world, rosa):
    door = reverse("visits:plan", args=[world.cleo.uid])
    assert "They have not said yet." in text_of(rosa.get(door))
    offered(world, ("13:00", "19:00"))
    page = rosa.get(door)
    assert f"{weekday_date(a_monday())}, 13:00 to 19:00 Amsterdam (07:00 to 13:00 New York)" in text_of(page)
    assert f'type="date" value="{a_monday().isoformat()}"' in page.content.decode()


def test_a_day_that_was_not_offered_is_said_so_once_before_it_is_begun(world, rosa):
    offered(world, ("08:00", "19:00"))
    door, other = reverse("visits:plan", args=[world.cleo.uid]), (a_monday() + timedelta(days=1)).isoformat()
    typed = {
        "on": other,
        "site": str(world.second.site.uid),
        "host": "",
        "coordinator": str(world.rosa.uid),
        "welcome": "Kept.",
    }
    asked = rosa.post(door, typed)
    assert "The candidate did not offer this time." in text_of(asked)
    assert ("Begin it all the same" in text_of(asked), "Kept." in text_of(asked)) == (True, True)
    assert not Visit.objects.exists()
    other_still = (a_monday() + timedelta(days=2)).isoformat()
    assert "did not offer" in text_of(rosa.post(door, typed | {"on": other_still, "looked": other}))
    assert rosa.post(door, typed | {"looked": other}).status_code == 302
    assert Visit.objects.get().on.isoformat() == other


def test_an_item_is_moved_to_any_room_of_the_organisation_and_one_elsewhere_says_where(world, rosa):
    visit = begin(world, rosa)
    fill(world, rosa, visit)
    hull = make_site(by=world.rosa, at=timezone.now(), given=SiteGiven("Hull house", "Europe/London", "Dock 1"))
    far = add_room(by=world.rosa, at=timezone.now(), site=hull, name="Humber")
    figures = visit.sessions.get(kit__name="The figures")
    door = reverse("visits:move", args=[visit.uid, figures.uid])
    options = re.findall(
        "<option[^>]*>([^<]+)</option>",
        rosa.get(door).content.decode().partition('name="room"')[2].partition("</select>")[0],
    )
    assert options == ["none of ours", *(one.name for one in world.second.rooms), "Humber, Hull house"]
    visit.refresh_from_db()
    rosa.post(door, {"start": "15:15", "room": str(far.uid), "edit": visit.edit})
    shown = text_of(rosa.get(reverse("visits:day", args=[visit.uid])))
    assert "Humber, Hull house" in shown
