"""Words for codes that pages about interviews show."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from secondround.interviews.queries import Seen

STANDINGS = {
    "coming": _("the interview is still to come"),
    "going_on": _("the interview is going on"),
    "owed": _("owed, not begun"),
    "begun": _("owed, begun"),
    "late": _("late"),
    "submitted": _("in"),
    "waived": _("done without"),
    "recused": _("stepped back from judging"),
    "not_held": _("did not take place, or did not attend"),
}
SEEN = {
    "numbers": _("the numbers of the brief"),
    "cards": _("others' scorecards of this round"),
    "earlier_cards": _("others' scorecards of another round"),
    "open_before": _("perhaps others' scorecards, which stood open until this one was asked for"),
    "brief": _("the brief"),
    "comparison": _("the comparison"),
    "debrief": _("the debrief"),
}
"""What somebody may have seen before giving their own, as `Exposure.what` and `queries.cards` name it."""
RECOMMENDED = {
    "": _("No decision"),
    "strong_no": _("Strong no"),
    "no": _("No"),
    "yes": _("Yes"),
    "strong_yes": _("Strong yes"),
}
ROLES = {
    "R": _("recruits"),
    "H": _("hires"),
    "S": _("reads the brief"),
    "I": _("interviews"),
    "X": _("is introduced"),
}
"""What somebody does who may open a file."""
CONNECTED = {
    "same_person": _("the same person"),
    "relative": _("a relative or partner"),
    "reports": _("manager and report"),
    "referrer": _("referred them"),
    "other": _("something else"),
}

BLANK = re.compile(r"\{(topic|first_note|second_note)\}")
BLANK_WORDS = {
    "topic": gettext_noop("the topic"),
    "first_note": gettext_noop("what one understood"),
    "second_note": gettext_noop("what another understood"),
}


def pieces(prompt: str) -> list[tuple[bool, str]]:
    """A prompt cut at its blanks: (is it a blank, words). A blank shows what a person should fill in, never what a note says."""
    found, at = [], 0
    for blank in BLANK.finditer(prompt):
        if blank.start() > at:
            found.append((False, prompt[at : blank.start()]))
        found.append((True, gettext(BLANK_WORDS[blank.group(1)])))
        at = blank.end()
    if at < len(prompt):
        found.append((False, prompt[at:]))
    return found


def with_blanks(prompt: str) -> str:
    """A prompt to be worded by a person: what is to be filled in stands in square brackets."""
    return "".join(f"[{words}]" if is_blank else words for is_blank, words in pieces(prompt))


def blank_left(text: str) -> str:
    """The first blank that nobody filled in, as it stands in the text; empty where there is none."""
    if found := BLANK.search(text):
        return found.group()
    return next((blank for words in BLANK_WORDS.values() if (blank := f"[{gettext(words)}]") in text), "")


def words_for_seen(seen: Iterable[Seen]) -> list[str]:
    """What somebody had seen before giving their own, each once."""
    return [str(words) for words in dict.fromkeys(SEEN[one.what] for one in seen if one.what in SEEN)]
