"""How the things of a day are called: items, parts, what speaks against it, what changed, what happened, what is refused."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from secondround.people.clocks import clock, in_both, local, time_at, weekday_date
from secondround.visits.models import Session, SessionPart
from secondround.visits.queries.days import SeenSession
from secondround.visits.rules import Difference

KINDS = {
    "interview": _("Interview"),
    "introduction": _("Introduction"),
    "break": _("Break"),
    "lunch": _("Lunch"),
}


def said_window(begins: datetime, ends: datetime, first: str, second: str) -> str:
    """Thursday 3 December, 09:00 to 17:00 Amsterdam (08:00 to 16:00 London): a stretch that was offered, on both clocks."""
    if local(begins, first).date() != local(ends, first).date():
        from_, to = (in_both(one, first, second) for one in (begins, ends))
        return gettext("%(from)s to %(to)s") % {"from": from_, "to": to}
    here = gettext("%(day)s, %(from)s to %(to)s") % {
        "day": weekday_date(begins, first), "from": clock(begins, first), "to": time_at(ends, first),
    }  # fmt: skip
    if local(begins, first).utcoffset() == local(begins, second).utcoffset():
        return here
    there = gettext("%(from)s to %(to)s") % {"from": clock(begins, second), "to": time_at(ends, second)}
    if local(begins, second).date() != local(begins, first).date():
        there = gettext("%(day)s, %(there)s") % {"day": weekday_date(begins, second), "there": there}
    return gettext("%(here)s (%(there)s)") % {"here": here, "there": there}


PARTS = {
    "assessor": _("hold it"),
    "introduced": _("are introduced"),
    "host": _("walk the candidate round"),
    "shadow": _("listen in"),
    "coordinator": _("are whom everybody asks"),
}
FINDINGS = {
    "house_closed": _("The house is closed on that day."),
    "other_day": _("Does not lie on the day itself."),
    "no_windows": _("The candidate has not said yet when they could come."),
    "outside_windows": _("The candidate did not offer this time."),
    "no_break": _("%(minutes)s minutes without a break of a quarter of an hour."),
    "idle": _("%(minutes)s minutes of waiting in all."),
    "no_lunch": _("No %(wanted)s minutes for lunch between 11:30 and 13:30."),
    "meets_twice": _("%(person)s meets the candidate twice."),
    "short": _("%(minutes)s minutes; the plan gives it %(wanted)s."),
    "no_place": _("No room, and no address of a call."),
    "short_lunch": _("%(minutes)s minutes are short for lunch."),
    "taken": _("The candidate is taken at that time already."),
    "fixed": _("This was to stay as it is."),
    "shadows": _("More than one person listens in."),
    "nobody": _("Nobody is there."),
    "not_in_pool": _("%(person)s is not among those qualified to hold it."),
    "seat_short": _("Somebody who is qualified to hold it is missing."),
    "two_places": _("%(person)s would be in two places."),
    "booked": _("%(person)s is taken at that time already."),
    "busy": _("%(person)s has marked this time as busy."),
    "day_off": _("%(person)s has this day off."),
    "outside_hours": _("%(person)s does not work at that hour."),
    "buffer": _("%(person)s has no time to breathe before or after another talk."),
    "overlap": _("Lies on top of what is planned before it."),
    "short_gap": _("%(minutes)s minutes after the one before; %(wanted)s are wanted."),
    "long_gap": _("%(minutes)s minutes of waiting before it."),
    "room_closed": _("The house of this room is closed on that day."),
    "room_booked": _("The room is taken by others while the candidate is there."),
    "room_lost": _("Others have the room between two sessions in it."),
    "daily_limit": _("%(person)s takes no more than %(limit)s interviews a day."),
    "weekly_limit": _("%(person)s takes no more than %(limit)s interviews a week."),
    "not_last": _("The senior manager is better met last."),
    "declined": _("%(person)s said that they cannot hold it."),
    "conflict": _("%(person)s must not meet this candidate: they know each other."),
}
REFUSED = {
    "booked": _("Somebody or something is taken at that time already. Look at what stands below and choose another time, person or room."),
    "changed_elsewhere": _("Somebody else has changed the plan meanwhile."),
    "closed": _("This application is closed."),
    "over": _("This day is over or was cancelled; it cannot change any more."),
    "begun": _("This has begun: note what happened instead."),
    "nothing_planned": _("Plan something first."),
    "nothing_changed": _("Everybody knows everything already."),
    "reason_wanted": _("Say in a sentence why."),
    "kit_wanted": _("Choose which interview of the plan it is."),
    "minutes": _("Between 5 minutes and 8 hours, in steps of five."),
    "grid": _("Choose a time in steps of five minutes."),
    "is_candidate": _("Nobody meets themselves."),
    "already_there": _("This person is there already."),
    "conflict": _("This person has said that they must not meet the candidate."),
    "there_is_one": _("There is a day for this person already."),
    "not_yet": _("That has not begun yet."),
    "not_told": _("Nobody has been told of this day yet."),
    "has_come": _("Something of this day took place, so the candidate came. Note of each item what became of it."),
    "has_cards": _("Somebody has written a scorecard about it: so it took place."),
}  # fmt: skip
OTHER_DIFFERENCES = {
    "site": _("Another house."),
    "host": _("The candidate is walked round by %(name)s."),
    "coordinator": _("%(name)s is whom everybody asks."),
    "welcome": _("The way there was worded anew."),
    "minutes": _("%(what)s takes %(after)s minutes."),
    "where": _("%(what)s is somewhere else."),
    "title": _("An item is called %(what)s now."),
    "about": _("What %(what)s is about was worded anew."),
}
HAPPENINGS = {
    "arrived": _("arrived"),
    "late": _("is late"),
    "did_not_come": _("did not come"),
    "took_place": _("took place"),
    "left_out": _("did not take place"),
    "added": _("joined on the spot"),
    "met": _("who was there"),
}


def part_words(parts: Collection[SessionPart], *, has_form: bool, decides: bool = False) -> list[str]:
    """What somebody's part in the day, and in the decision, is: a sentence for each, for the candidate."""
    meets = (
        gettext("Meets you, and writes a short impression.")
        if has_form
        else gettext("Meets you. Not an interview: nothing is written down.")
    )
    judges = (
        gettext("Asks you questions, and decides in the end, after everybody was heard.")
        if decides
        else gettext("Asks you questions, and writes down what you say before hearing what others think.")
    )
    words = {
        SessionPart.HOST: gettext("Walks you round. Not an interview."),
        SessionPart.ASSESSOR: judges,
        SessionPart.INTRODUCED: meets,
        SessionPart.SHADOW: gettext("Listens in, to learn; has no say."),
    }
    return [words[part] for part in parts]


def name_of(session: SeenSession) -> str:
    """What an item is called: its own title, or its kind."""
    return session.title or str(KINDS[session.kind.value])


def called(session: Session) -> str:
    """What an item is called while it is planned: its own title, the interview of the plan, or its kind."""
    return session.title or (session.kit.name if session.kit else str(KINDS[session.kind]))


def said_finding(code: str, facts: Mapping[str, object]) -> str:
    return str(FINDINGS[code]) % facts


def said_difference(one: Difference, names: Mapping[int, str], zone: str) -> str:
    """One change from a version to the next, in a sentence."""
    facts = one.facts
    before, after = facts.get("before"), facts.get("after")
    what = _title(facts["session"]) if "session" in facts else ""
    if one.code == "on":
        return gettext("Moved from %(before)s to %(after)s.") % {
            "before": weekday_date(date.fromisoformat(str(before))),
            "after": weekday_date(date.fromisoformat(str(after))),
        }
    if one.code in ("added", "removed"):
        item = after if one.code == "added" else before
        words = gettext("New: %(what)s.") if one.code == "added" else gettext("Taken out: %(what)s.")
        return words % {"what": _title(item) if isinstance(item, Mapping) else ""}
    if one.code == "start":
        times = {"what": what, "before": _clock(before, zone), "after": _clock(after, zone)}
        return gettext("%(what)s begins at %(after)s, not at %(before)s.") % times
    if one.code in ("joined", "left"):
        words = gettext("%(name)s joins %(what)s.") if one.code == "joined" else gettext("%(name)s leaves %(what)s.")
        return words % {"name": names.get(int(str(facts["user"])), ""), "what": what}
    return str(OTHER_DIFFERENCES[one.code]) % {
        "what": what,
        "after": after,
        "name": names.get(after, "") if isinstance(after, int) else "",
    }


def _title(item: Mapping[str, Any]) -> str:
    return str(item["title"] or KINDS[item["kind"]])


def _clock(value: object, zone: str) -> str:
    return time_at(datetime.fromisoformat(str(value)), zone)
