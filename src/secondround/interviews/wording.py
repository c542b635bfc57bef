"""Words for codes that pages about interviews show."""

from django.utils.translation import gettext_lazy as _

STANDINGS = {
    "coming": _("the interview is still to come"),
    "owed": _("owed, not begun"),
    "begun": _("owed, begun"),
    "late": _("late"),
    "submitted": _("in"),
    "waived": _("done without"),
    "recused": _("stepped back from judging"),
    "not_held": _("did not take place, or did not attend"),
}
SEEN = {"numbers": _("the numbers of this round"), "cards": _("others' scorecards of this round")}
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
