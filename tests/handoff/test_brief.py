"""From a comparison to a frozen brief and its reader: what stands, what never changes, who reads what."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import ANSWER_BY, applicant, cast, owe, second_round, signed_in, submit

from secondround.cli import main
from secondround.correspondence.models import Letter
from secondround.decisions.actions import Choice, close_before_interview, decide_round
from secondround.decisions.models import AnswerOwed, Closing, Outcome
from secondround.handoff.actions.briefs import (
    BriefRefused,
    Move,
    add_question,
    end_reader,
    freeze_brief,
    hand_over,
    move_question,
    open_numbers,
    write_margin,
)
from secondround.handoff.actions.links import LinkRefused, send_code, send_link, spend_link
from secondround.handoff.actions.shortlist import AlreadyHandedOver, ReasonGiven, ReasonRefused, shortlist
from secondround.handoff.models import Brief, ShortlistEntry, Verdict
from secondround.handoff.presenting import brief_page
from secondround.handoff.queries.briefs import body_of, order_of_questions, questions_of
from secondround.handoff.queries.comparison import comparison_for
from secondround.interviews.actions import (
    CardEntry,
    answer_follow_up,
    assign,
    assign_follow_up,
    drop_follow_up,
    plan_interview,
    submit_scorecard,
)
from secondround.interviews.actions.follow_ups import FollowUpAnswer
from secondround.interviews.models import Exposure, FollowUp, Note
from secondround.people.access import Refused
from secondround.positions.actions import set_weights
from secondround.web.invariants import violations

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    made = cast()
    submit(made, made.ines, made.cleo, {"Teamwork": 5, "Technical judgement": 4},
           notes={"Teamwork": ["She led a team of 12 in Lyon and asked them first."]})  # fmt: skip
    submit(
        made, made.nora, made.cleo, {"Teamwork": 2}, notes={"Teamwork": ["Ran 8 people in Lyon and spoke over them."]}
    )
    submit(
        made,
        made.ines,
        made.nils,
        {"Teamwork": 3},
        notes={"Teamwork": ["Quiet, and let others finish their sentences."]},
    )
    return made


def because(world, application, words="Two people heard it."):
    note = Note.objects.filter(scorecard__assignment__interview__application=application).first()
    return ReasonGiven(words, [world.teamwork], [note])


def advance(world, application):
    decide_round(
        by=world.hugo,
        at=world.at,
        choices=[Choice(application, world.rosa, ANSWER_BY, Verdict.ADVANCE, because(world, application))],
    )
    application.refresh_from_db()
    return application


def frozen(world):
    return freeze_brief(by=world.hugo, at=world.at, application=advance(world, world.cleo))


def test_compare_says_who_is_missing_to_somebody_blind(world):
    owe(world, world.hugo, world.nils)
    page = comparison_for(world.hugo, world.position, timezone.now())
    assert [row.application.pk for row in page.rows] == [world.cleo.pk]
    assert [one.pk for one in page.sight.missing] == [world.nils.pk]
    assert len(comparison_for(world.rosa, world.position, timezone.now()).rows) == 2


def test_weights_change_what_compare_says_and_keep_their_history(world):
    before = comparison_for(world.rosa, world.position, timezone.now())
    weights = {str(world.technical.pk): 3.0, str(world.teamwork.pk): 1.0}
    set_weights(by=world.hugo, at=world.at, position=world.position, weights=weights, reason="The job is technical.")
    after = comparison_for(world.rosa, world.position, timezone.now())
    raws = [
        next(row.estimate.raw for row in page.rows if row.application.pk == world.cleo.pk) for page in (before, after)
    ]
    assert raws == pytest.approx([3.75, 3.875])
    assert [one.reason for one in world.position.weightings.all()] == ["The job is technical."]


def test_a_page_of_decisions_is_recorded_whole_or_not_at_all(world):
    choices = [
        Choice(world.cleo, world.rosa, ANSWER_BY, Verdict.ADVANCE, because(world, world.cleo)),
        Choice(world.nils, world.rosa, ANSWER_BY, Outcome.NOT_ADVANCED, ReasonGiven("No.", [], [])),
    ]
    with pytest.raises(ReasonRefused):
        decide_round(by=world.hugo, at=world.at, choices=choices)
    assert not ShortlistEntry.objects.exists() and not Closing.objects.exists()


def test_a_close_owes_an_answer_and_writes_no_letter(world):
    choice = Choice(world.nils, world.rosa, ANSWER_BY, Outcome.NOT_ADVANCED, because(world, world.nils))
    decide_round(by=world.hugo, at=world.at, choices=[choice])
    owed = AnswerOwed.objects.get()
    assert (owed.owner, owed.due_on, owed.answered_at) == (world.rosa, ANSWER_BY, None)
    assert not Letter.objects.exists()
    assert violations() == []


def test_a_reason_cites_what_was_written_on_that_person(world):
    with pytest.raises(ReasonRefused):
        shortlist(by=world.hugo, at=world.at, application=world.cleo, verdict=Verdict.ADVANCE, reason=because(world, world.nils),
                  owner=world.rosa, answer_by=ANSWER_BY)  # fmt: skip


def test_only_the_hiring_manager_decides_and_only_the_recruiter_closes_early(world):
    with pytest.raises(Refused):
        decide_round(
            by=world.rosa,
            at=world.at,
            choices=[Choice(world.cleo, world.rosa, ANSWER_BY, Verdict.ADVANCE, because(world, world.cleo))],
        )
    zoe = applicant(world.rosa, world.position, "Zoe Adler", at=world.at)
    with pytest.raises(Refused):
        close_before_interview(
            by=world.hugo, at=world.at, application=zoe, words="No.", owner=world.rosa, due_on=ANSWER_BY
        )
    with pytest.raises(Refused):  # was interviewed
        close_before_interview(
            by=world.rosa, at=world.at, application=world.cleo, words="No.", owner=world.rosa, due_on=ANSWER_BY
        )
    close_before_interview(
        by=world.rosa, at=world.at, application=zoe, words="The visa.", owner=world.rosa, due_on=ANSWER_BY
    )
    assert violations() == []


def test_a_brief_is_for_somebody_who_goes_on(world):
    with pytest.raises(BriefRefused, match="not_advanced"):
        freeze_brief(by=world.hugo, at=world.at, application=world.cleo)


def test_a_frozen_brief_never_changes_and_freezing_again_doubles_nothing(world):
    first = frozen(world)
    text, asked = first.body.text, list(FollowUp.objects.values_list("key", flat=True))
    answered, dropped = FollowUp.objects.all()[:2]
    hand_over(by=world.hugo, at=world.at, application=world.cleo, reader=world.sami)
    answer_follow_up(by=world.sami, at=world.at, follow_up=answered, answer="It was twelve.")
    drop_follow_up(by=world.sami, at=world.at, follow_up=dropped, reason="Settled.")
    submit(world, world.dora, world.cleo, {"Teamwork": 4}, notes={"Teamwork": ["Thanked the crane driver by name."]})
    second = freeze_brief(by=world.hugo, at=world.at, application=world.cleo)
    first.refresh_from_db()
    assert (second.version, Brief.objects.get(pk=first.pk).body.text) == (2, text)
    assert second.sha256 != first.sha256
    keys = list(FollowUp.objects.values_list("key", flat=True))
    assert len(keys) == len(set(keys)) and set(asked) <= set(keys)
    answered.refresh_from_db()
    dropped.refresh_from_db()
    assert (answered.state, answered.answer, dropped.state) == ("answered", "It was twelve.", "dropped")
    assert violations() == []


def test_a_brief_freezes_to_the_same_hash_whoever_freezes_it(world):
    first = frozen(world)
    assert freeze_brief(by=world.rosa, at=world.at, application=world.cleo).sha256 == first.sha256


def test_no_figure_before_the_numbers_are_opened(world):
    brief = frozen(world)
    hand_over(by=world.hugo, at=world.at, application=world.cleo, reader=world.sami)
    now = timezone.now()
    for reader in (world.sami, world.hugo, world.rosa):
        assert brief_page(reader, brief, now).numbers == {}
    assert brief_page(world.sami, brief, now, with_numbers=True).numbers == {}
    open_numbers(by=world.sami, at=now, application=world.cleo)
    assert brief_page(world.sami, brief, now).numbers == body_of(brief)["numbers"]
    page = signed_in(world.sami).get(f"/briefs/{brief.uid}/").content.decode()
    assert "The numbers" in page and "Open the numbers" not in page


def test_whose_own_rating_is_in_reads_the_numbers(world):
    brief = frozen(world)
    hand_over(by=world.hugo, at=world.at, application=world.cleo, reader=world.sami)
    submit(world, world.sami, world.cleo, {"Teamwork": 4}, notes={"Teamwork": ["Fine."]})
    assert brief_page(world.sami, brief, timezone.now()).numbers != {}


def test_what_is_frozen_tells_nobody_what_they_may_not_know(world):
    """Hugo owes a card on Nils: nothing of Nils stands in the figures of Cleo's brief, which Hugo may read."""
    owe(world, world.hugo, world.nils)
    advance(world, world.cleo)
    now = timezone.now()
    before = json.loads(freeze_brief(by=world.rosa, at=now, application=world.cleo).body.text)["numbers"]
    from secondround.interviews.models import Rating

    Rating.objects.filter(scorecard__assignment__interview__application=world.nils).update(value=5)
    after = json.loads(freeze_brief(by=world.rosa, at=now, application=world.cleo).body.text)["numbers"]
    assert before == after


def test_order_own_questions_and_margin_are_rows_beside_it(world):
    brief = frozen(world)
    hand_over(by=world.hugo, at=world.at, application=world.cleo, reader=world.sami)
    own = add_question(by=world.sami, at=world.at, application=world.cleo, question="What would you ask us?")
    assert order_of_questions(world.cleo).first().follow_up_id == own.pk
    for _ in range(10):
        move_question(by=world.sami, at=world.at, application=world.cleo, move=Move(own, up=False))
    assert order_of_questions(world.cleo).last().follow_up_id == own.pk
    write_margin(by=world.sami, at=world.at, application=world.cleo, text="Lyon.", version=0)
    with pytest.raises(BriefRefused, match="changed_elsewhere"):
        write_margin(by=world.sami, at=world.at, application=world.cleo, text="Older.", version=0)
    assert Brief.objects.get().body.text == brief.body.text


def test_a_readers_own_questions_stand_first_as_asked_and_where_they_are_moved(world):
    brief = frozen(world)
    hand_over(by=world.hugo, at=world.at, application=world.cleo, reader=world.sami)
    of_the_brief = [row.follow_up.question for row in questions_of(world.cleo, world.sami, world.at)]
    mine = ["What would you ask us?", "Whom would you bring?", "When would you leave?", "And Lyon?"]
    asked = [add_question(by=world.sami, at=world.at, application=world.cleo, question=words) for words in mine]
    page = brief_page(world.sami, brief, world.at)
    assert [one.row.follow_up.question for one in page.first] == mine + of_the_brief[:3]
    assert [one.row.follow_up.question for one in page.later] == of_the_brief[3:]
    move_question(by=world.sami, at=world.at, application=world.cleo, move=Move(asked[3], up=False))
    add_question(by=world.sami, at=world.at, application=world.cleo, question="Why now?")
    assert [row.follow_up.question for row in questions_of(world.cleo, world.sami, world.at)] == [
        *mine[:3], "Why now?", of_the_brief[0], mine[3], *of_the_brief[1:],
    ]  # fmt: skip


def test_sight_ends_with_the_naming_in_open_sessions_too(world):
    brief = frozen(world)
    reader = hand_over(by=world.hugo, at=world.at, application=world.cleo, reader=world.sami)
    client = signed_in(world.sami)
    assert client.get(f"/briefs/{brief.uid}/").status_code == 200
    end_reader(by=world.hugo, at=world.at, reader=reader)
    assert client.get(f"/briefs/{brief.uid}/").status_code == 404
    assert violations() == []


def test_after_the_hand_over_the_form_decides_no_more(world):
    frozen(world)
    hand_over(by=world.hugo, at=world.at, application=world.cleo, reader=world.sami)
    with pytest.raises(AlreadyHandedOver):
        advance(world, world.cleo)


@pytest.fixture
def link(world, settings):
    brief = frozen(world)
    reader = hand_over(by=world.hugo, at=world.at, application=world.cleo, reader=world.sami)
    return send_link(by=world.hugo, at=timezone.now(), brief=brief, reader=reader, address="http://127.0.0.1:8000")


def code_of(world):
    return Letter.objects.filter(kind="handoff.brief_code").latest("pk").subject.split()[-1]


def test_a_link_is_spent_once_by_its_code(world, link, client):
    path = f"/b/{link.token}/"
    assert client.get(path).status_code == 200
    assert not Letter.objects.filter(kind="handoff.brief_code").exists()  # looking changes nothing
    client.post(path)
    assert client.post(f"{path}code/", {"code": "wrong"}).status_code == 422
    assert client.post(f"{path}code/", {"code": code_of(world)}).url == "/b/read/"
    assert client.get("/b/read/").status_code == 200
    assert client.get(path).status_code == 410


@pytest.mark.parametrize("end", ["reader", "user", "hour"])
def test_an_opened_link_ends_at_once(world, link, client, end):
    client.post(f"/b/{link.token}/")
    client.post(f"/b/{link.token}/code/", {"code": code_of(world)})
    if end == "reader":
        end_reader(by=world.hugo, at=timezone.now(), reader=link.link.reader)
    elif end == "user":
        type(world.sami).objects.filter(pk=world.sami.pk).update(is_active=False)
    else:
        session = client.session
        session["linked_brief"] = {**session["linked_brief"], "until": timezone.now().isoformat()}
        session.save()
    assert client.get("/b/read/").status_code == 404


def test_five_wrong_codes_end_a_link(world, link):
    now = timezone.now()
    send_code(by=world.sami, at=now, link=link.link)
    said = []
    for _ in range(6):
        with pytest.raises(LinkRefused) as refused:
            spend_link(by=world.sami, at=now, link=link.link, code="000000" if code_of(world) != "000000" else "111111")
        said.append(str(refused.value))
    assert said == ["wrong_code"] * 4 + ["too_many_tries", "ended"]


def test_an_old_link_or_code_opens_nothing(world, link):
    now = timezone.now()
    send_code(by=world.sami, at=now, link=link.link)
    with pytest.raises(LinkRefused, match="expired"):
        spend_link(by=world.sami, at=now + timedelta(minutes=16), link=link.link, code=code_of(world))
    with pytest.raises(LinkRefused, match="expired"):
        send_code(by=world.sami, at=now + timedelta(hours=73), link=link.link)


def queries(client, path):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200
    return [one["sql"].split("WHERE")[0][:80] for one in caught.captured_queries]


@pytest.mark.parametrize("page", ["compare/", "compare.csv", "decide/", ""])
def test_as_many_queries_for_three_as_for_one(page, world):
    path = f"/positions/{world.position.uid}/{page}"
    client = signed_in(world.hugo)
    client.get(path)
    one = len(queries(client, path))
    for name in ("Ada", "Bo", "Cy"):
        new = applicant(world.rosa, world.position, f"{name} New", at=world.at)
        submit(world, world.ines, new, {"Teamwork": 4}, notes={"Teamwork": ["Good, and she said why."]})
    assert len(queries(client, path)) == one


def test_whoever_is_about_to_meet_somebody_reads_the_brief_and_nothing_of_the_day():
    world = cast()
    second = second_round(world)
    question = add_question(by=world.sami, at=second.at, application=world.cleo, question="Whom did you ask first?")
    held = second.at + timedelta(days=7)
    interview = plan_interview(by=world.rosa, at=held, application=world.cleo, round=second.round, held_at=held)
    doras, samis = (assign(by=world.rosa, at=held, interview=interview, user=one) for one in (world.dora, world.sami))
    assign_follow_up(by=world.hugo, at=held, follow_up=question, to=world.dora)
    told = [FollowUpAnswer(question, "The night foreman, before the director.")]
    entry = [CardEntry(world.teamwork, 4, ["Asked the foreman."])]
    submit_scorecard(by=world.dora, at=held, assignment=doras, entries=entry, answers=told)
    sami = signed_in(world.sami)
    path = f"/briefs/{second.brief.uid}/"
    page = sami.get(path).content.decode()
    hidden = ("The night foreman", "Answered:")
    assert [words in page for words in ("Whom did you ask first?", "Dora van den Bosch asks it.", *hidden)] == [
        True,
        True,
        False,
        False,
    ]
    assert sami.get("/").content.decode().count("A brief is yours to read") == 1
    submit_scorecard(by=world.sami, at=held, assignment=samis, entries=entry)
    page = sami.get(path).content.decode()
    assert [words in page for words in hidden] == [True, True]
    assert "A brief is yours to read" not in sami.get("/").content.decode()


def test_compare_leads_each_to_the_brief_as_it_opens_for_them(world):
    brief = frozen(world)
    hand_over(by=world.hugo, at=world.at, application=world.cleo, reader=world.sami)
    open_numbers(by=world.sami, at=world.at, application=world.cleo)
    places = {}
    for one in (world.hugo, world.sami):
        page = signed_in(one).get(f"/positions/{world.position.uid}/compare/").content.decode()
        places[one] = {part.split('"')[0] for part in page.split('href="')[1:] if "brief" in part.split('"')[0]}
    assert places == {world.hugo: {f"/applications/{world.cleo.uid}/brief/"}, world.sami: {f"/briefs/{brief.uid}/"}}


def test_the_console_prints_figures_to_nobody_who_has_not_opened_them(world, capsys):
    brief = frozen(world)
    hand_over(by=world.hugo, at=world.at, application=world.cleo, reader=world.sami)

    def printed(*more):
        assert main(["brief", str(world.cleo.uid), "--json", *more]) == 0
        return json.loads(capsys.readouterr().out)

    whole = body_of(brief)
    words = {name: part for name, part in whole.items() if name != "numbers"}
    assert whole["numbers"]["cards"]
    assert printed("--as", world.sami.email) == printed() == words
    assert printed("--as", world.sami.email, "--with-numbers") == whole
    assert Exposure.objects.filter(user=world.sami, application=world.cleo).exists()
