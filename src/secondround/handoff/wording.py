"""Codes and figures put into sentences: why two scores differ, why a question is asked, what a group means."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext, pgettext

from secondround.handoff.queries.beliefs import Belief
from secondround.handoff.queries.comparison import ComparisonPage, Row
from secondround.handoff.rules.reasons import Standing
from secondround.interviews.wording import BLANK
from secondround.measurement import Adjustment, Warn, Why

GROUPS = {
    Standing.CLEARLY_IN: (
        gettext_noop("Clearly in"),
        gettext_noop("Each is among the best %(choose)s with at least four chances in five."),
    ),
    Standing.TOO_CLOSE: (
        gettext_noop("Too close to call"),
        gettext_noop(
            "For each of these, being among the best %(choose)s is neither likely nor unlikely enough to say."
        ),
    ),
    Standing.CLEARLY_BEHIND: (
        gettext_noop("Clearly behind"),
        gettext_noop("Each is among the best %(choose)s with at most one chance in five."),
    ),
    Standing.UNPLACED: (
        gettext_noop("Not compared"),
        gettext_noop("Nobody has rated them yet, or there is nobody to compare with."),
    ),
}
WORTH_SAYING = 0.1
"""Points; a smaller part of an adjustment rounds away."""


def in_words(number: int) -> str:
    """Numbers up to twelve as words, as one writes in a sentence; larger ones as figures with their grouping."""
    words = (
        pgettext("number", "no"), pgettext("number", "one"), pgettext("number", "two"), pgettext("number", "three"),
        pgettext("number", "four"), pgettext("number", "five"), pgettext("number", "six"), pgettext("number", "seven"),
        pgettext("number", "eight"), pgettext("number", "nine"), pgettext("number", "ten"),
        pgettext("number", "eleven"), pgettext("number", "twelve"),
    )  # fmt: skip
    return words[number] if 0 <= number < len(words) else number_format(number)


def opening(text: str) -> str:
    """The same text beginning with a capital, as the first word of a sentence does; the rest is left alone."""
    return text[:1].upper() + text[1:]


def group_words(standing: Standing, choose: int) -> tuple[str, str]:
    title, meaning = GROUPS[standing]
    return _(title), _(meaning) % {"choose": choose}


def conclusion(page: ComparisonPage) -> str:
    """The page's title: what the comparison says, in one sentence."""
    placed = {standing: len(page.group(standing)) for standing in Standing}
    clear, close = placed[Standing.CLEARLY_IN], placed[Standing.TOO_CLOSE]
    if not page.comparison.candidates:
        return _("Nothing to compare yet.")
    if len(page.comparison.candidates) == 1:
        return _("One candidate has been rated. There is nobody to compare with.")
    if page.position.choose >= len(page.comparison.candidates):
        return _("As many go on as were rated: every one of them can.")
    words = {"clear": in_words(clear), "close": in_words(close)}
    if not close:
        said = ngettext(
            "One is clearly in; nobody else is close.", "%(clear)s are clearly in; nobody else is close.", clear
        )
    elif not clear:
        said = _("Nobody is clearly in: %(close)s are too close to call.")
    else:
        said = ngettext(
            "One is clearly in. Beyond that it is too close to call between %(close)s.",
            "%(clear)s are clearly in. Beyond that it is too close to call between %(close)s.",
            clear,
        )
    return opening(said % words)


WARNINGS = {
    Warn.ONE_ASSESSOR: gettext_noop(
        "One person rated everybody: the differences stand, the level of all of them does not."
    ),
    Warn.NO_DISAGREEMENT: gettext_noop("All ratings are equal: nothing in them tells anybody apart."),
    Warn.CEILING: gettext_noop(
        "More than half of the ratings are the highest possible: the strongest cannot be told apart."
    ),
    Warn.FLOOR: gettext_noop(
        "More than half of the ratings are the lowest possible: the weakest cannot be told apart."
    ),
    Warn.BY_MERIT: gettext_noop(
        "Some assessors met stronger candidates than others did, more than chance would bring. If that was on purpose, the "
        "adjustment takes part of those candidates’ strength for generosity: read the raw means with it."
    ),
}


def warnings(page: ComparisonPage) -> list[str]:
    """What to know before believing the figures. Who was met by one person only stands in that person's row."""
    known = [one for one in page.comparison.warnings if one in WARNINGS]
    return [_(WARNINGS[one]) for one in known if page.is_adjusted or one is not Warn.BY_MERIT]


def linking(page: ComparisonPage, names: Mapping[str, str]) -> str:
    """The cheapest interview that would link two sets; "" where nobody's name is known."""
    for link in page.comparison.links:
        row = next((one for one in page.rows if str(one.application.pk) == link.candidate), None)
        if row and link.assessor in names:
            said = {"candidate": row.application.candidate.name, "assessor": names[link.assessor]}
            return _("One interview of %(candidate)s by %(assessor)s would link them.") % said
    return _("One further interview by somebody from the other set would link them.")


def resting(share: float) -> str:
    """How much of what is uncertain between two people is severity that nobody can see, in tenths."""
    words = {"tenths": in_words(max(1, min(9, round(share * 10))))}
    return (
        ngettext(
            "About one tenth of the uncertainty between them is how strict their assessors are, which nobody here can see.",
            "About %(tenths)s tenths of the uncertainty between them is how strict their assessors are, which nobody here can see.",
            max(1, min(9, round(share * 10))),
        )
        % words
    )


ASKED_FOR = {
    Why.APART: gettext_noop("two ratings lie far apart"),
    Why.NOBODY_ASKED: gettext_noop("nobody asked about it"),
    Why.ONE_OPINION: gettext_noop("one opinion so far"),
    Why.CLOSE: gettext_noop("near the edge of the shortlist"),
}


def asked_for(why: Why) -> str:
    """Why one more answer is worth having, for those who may read the ratings themselves."""
    return _(ASKED_FOR[why])


BELIEFS = {
    Belief.AS_SHOWN: gettext_noop("As shown"),
    Belief.NO_HISTORY: gettext_noop("Without the closed positions"),
    Belief.NO_SEVERITY: gettext_noop("If all assessors are equally strict"),
    Belief.ASSESSORS_APART: gettext_noop("If assessors may differ twice as much"),
    Belief.CANDIDATES_ALIKE: gettext_noop("If candidates differ half as much"),
}


def belief(of: Belief) -> str:
    return _(BELIEFS[of])


def why_they_differ(row: Row) -> str:
    """Why adjusted differs from raw: one sentence about everybody who rated, nobody's severity."""
    if row.estimate is None:
        return ""
    adjustment = row.estimate.adjustment
    said = [_severity(adjustment)]
    if abs(adjustment.coverage) >= WORTH_SAYING:
        said.append(
            _("Judged on competencies where everybody scores lower.")
            if adjustment.coverage > 0
            else _("Judged on competencies where everybody scores higher.")
        )
    if abs(adjustment.shrinkage) >= WORTH_SAYING:
        said.append(_("Few ratings: drawn towards the middle."))
    words = [one for one in said if one]
    return " ".join(words) or _("Raw and adjusted agree within a tenth or so.")


def _severity(adjustment: Adjustment) -> str:
    direction = adjustment.direction
    if direction == "same":
        return ""
    figure = severity_figure(adjustment)
    if figure is not None:
        words = (
            _("Seen by stricter assessors, about %(sum)s.")
            if direction == "stricter"
            else _("Seen by more generous assessors, about %(sum)s.")
        )
        return words % {"sum": figure}
    if direction == "stricter":
        return _("Seen by stricter assessors.")
    return _("Seen by more generous assessors.")


def severity_figure(adjustment: Adjustment) -> str | None:
    """The sum in tenths with its sign; None where fewer than three people lie behind it or it rounds away."""
    tenths = round(adjustment.severity, 1)
    if not adjustment.has_figure or adjustment.direction == "same" or tenths == 0:
        return None
    return f"{'+' if tenths > 0 else '−'}{abs(tenths):.1f}"


def chances(probability: float) -> str:
    """A probability in words and steps of five per cent; never surer than nineteen in twenty."""
    steps = min(95, max(5, round(probability * 20) * 5))
    if steps >= 95:
        return _("at least 95 in 100")
    if steps <= 5:
        return _("at most 5 in 100")
    return _("about %(steps)s in 100") % {"steps": steps}


def leaning(probability: float) -> str:
    """P(A above B) in words."""
    if probability >= 0.95:
        return _("is almost surely above")
    if probability >= 0.8:
        return _("is clearly above")
    if probability >= 0.6:
        return _("is rather above than below")
    if probability > 0.4:
        return _("cannot be told from")
    if probability > 0.2:
        return _("is rather below than above")
    return _("is clearly below")


def has_blanks(prompt: str) -> bool:
    return bool(BLANK.search(prompt))


REASONS = {
    "assessors_disagree": gettext_noop("Two assessors disagree here."),
    "figures_differ": gettext_noop("Two notes give different figures: %(figures)s."),
    "recommendation_against_ratings": gettext_noop(
        "A recommendation and its own author's ratings point different ways."
    ),
    "not_covered": gettext_noop("Nobody asked about this."),
    "no_note": gettext_noop("It was rated, but nobody wrote down why."),
    "one_opinion": gettext_noop("This rests on one person's opinion."),
    "few_words": gettext_noop("Very little was written down."),
    "no_example": gettext_noop("The notes hold no example of what the candidate did."),
    "own": gettext_noop("Your own question."),
}


def reason_words(reason: Mapping[str, Any]) -> str:
    """Why a question is asked. Never a rating; figures here are those that two notes give about one thing."""
    words = REASONS.get(str(reason.get("code", "")), "")
    figures = reason.get("facts", {}).get("figures", []) if isinstance(reason.get("facts"), dict) else []
    return _(words) % {"figures": _(" and ").join(figures)} if words else ""


def thin_words(code: str) -> str:
    return {
        "not_covered": _("was not covered. No evidence is not a low rating."),
        "no_note": _("was rated, but nobody wrote down why."),
        "one_opinion": _("rests on one person's opinion."),
        "few_words": _("was touched on in a few words."),
        "no_example": _("was talked about without an example."),
    }.get(code, "")


FACT_KINDS = {
    "now": gettext_noop("Now"),
    "before": gettext_noop("Before"),
    "education": gettext_noop("Education"),
    "languages": gettext_noop("Languages"),
    "language": gettext_noop("Language"),
    "place": gettext_noop("Place"),
    "available": gettext_noop("Available"),
    "looking_for": gettext_noop("Looking for"),
    "other": gettext_noop("Also"),
}


def fact_label(kind: str) -> str:
    return _(FACT_KINDS.get(kind, "Also"))


RECOMMENDATIONS = {
    "strong_no": gettext_noop("Strong no"),
    "no": gettext_noop("No"),
    "yes": gettext_noop("Yes"),
    "strong_yes": gettext_noop("Strong yes"),
    "": gettext_noop("No decision"),
}


def recommendation_words(code: str) -> str:
    return _(RECOMMENDATIONS[code])
