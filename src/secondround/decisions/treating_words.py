"""How finalists were treated, put into words: what is compared, each one's part of it, and the differences in a sentence each."""

from collections.abc import Callable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from secondround.decisions.treating import LATE, OPEN, Course, not_everybody_had

TITLES = {
    "rounds": gettext_noop("Conversations held, by round"),
    "talks": gettext_noop("Conversations of the second round"),
    "minutes": gettext_noop("Minutes of conversation"),
    "people": gettext_noop("How many assessed them"),
    "questions": gettext_noop("Questions of the plan that were put"),
    "breaks": gettext_noop("Breaks"),
    "topics": gettext_noop("Topics told ahead"),
    "help": gettext_noop("What helps, arranged in time"),
}


def title(code: str) -> str:
    return _(TITLES[code])


def minutes(number: int) -> str:
    return ngettext("one minute", "%(num)s minutes", number) % {"num": number}


def cell(code: str, one: Course) -> list[str]:
    """One finalist's part of one thing, line by line; an empty place says why it is empty."""
    lines: Mapping[str, Callable[[], list[str]]] = {
        "rounds": lambda: [f"{name}: {number}" for name, number in one.rounds] or [_("none yet")],
        "talks": lambda: [f"{name}, {minutes(length)}" for name, length in one.talks] or [_("none yet")],
        "minutes": lambda: [str(one.minutes)] if one.talks else [_("none yet")],
        "people": lambda: [str(one.people)] if one.people else [_("nobody yet")],
        "questions": lambda: [_questions(one)],
        "breaks": lambda: [_breaks(one)],
        "topics": lambda: [_topics(one)],
        "help": lambda: [_help(one)],
    }
    return lines[code]()


def _questions(one: Course) -> str:
    if one.questions is None:
        return _("no questions in the plan") if one.is_over else _("not yet")
    put, planned = one.questions
    return _("%(put)s of %(planned)s") % {"put": put, "planned": planned}


def _breaks(one: Course) -> str:
    if one.breaks is None:
        return _("no day yet")
    number, length = one.breaks
    if not number:
        return _("none")
    return ngettext("one break, %(minutes)s", "%(num)s breaks, %(minutes)s", number) % {
        "num": number,
        "minutes": minutes(length),
    }


def _topics(one: Course) -> str:
    if one.told_ahead is None:
        return _("none were told") if one.talks else _("not yet")
    return ngettext("one working day ahead", "%(num)s working days ahead", one.told_ahead) % {"num": one.told_ahead}


def _help(one: Course) -> str:
    if not one.talks:
        return _("not yet")
    return {
        LATE: _("settled only after the day had begun"),
        OPEN: _("something was still open on the day"),
    }.get(one.help, _("nothing was open on the day"))


def difference(code: str, courses: Sequence[Course]) -> str:
    """In a sentence how finalists parted in one thing."""
    held = [one for one in courses if one.talks]
    least, most = min(one.minutes for one in held), max(one.minutes for one in held)
    few, many = min(one.people for one in held), max(one.people for one in held)
    said: Mapping[str, Callable[[], str]] = {
        "rounds": lambda: _("Not everybody was met as often in each round."),
        "talks": lambda: _talks(held),
        "minutes": lambda: _("Together they took from %(least)s to %(most)s minutes.") % {"least": least, "most": most},
        "people": lambda: _("From %(few)s to %(many)s people assessed them.") % {"few": few, "many": many},
        "questions": lambda: _("Not everybody was asked as many of the questions planned for them."),
        "breaks": lambda: _("Not everybody had the same breaks."),
        "topics": lambda: _told(held),
        "help": lambda: _("What helps was not arranged in time for everybody."),
    }
    return said[code]()


def _talks(held: Sequence[Course]) -> str:
    missing = not_everybody_had(held)
    if missing:
        return _("Not everybody had: %(names)s.") % {"names": "; ".join(missing)}
    return _("The same conversations were longer for some.")


def _told(held: Sequence[Course]) -> str:
    ahead = sorted(one.told_ahead for one in held if one.told_ahead is not None)
    if len(ahead) < len(held):
        return _("Topics were told ahead to some and not to others.")
    return _("Topics were told from %(few)s to %(many)s working days ahead.") % {"few": ahead[0], "many": ahead[-1]}
