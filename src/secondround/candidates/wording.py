"""Words for codes that pages about candidates show."""

from django.utils.translation import gettext_lazy as _

STATES = {
    "received": _("Applied"),
    "first_round": _("First round"),
    "reserve": _("In reserve"),
    "advanced": _("Goes on"),
    "offered": _("An offer is being made"),
    "closed": _("Closed"),
}
LINES = [
    ("now", _("Now")),
    ("before", _("Before")),
    ("education", _("Education")),
    ("languages", _("Languages")),
    ("place", _("Place")),
    ("available", _("Available")),
    ("looking_for", _("Looking for")),
    ("other", _("Also")),
]
SUSPICIONS = {
    "same_email": _("the same e-mail"),
    "same_phone": _("the same telephone number"),
    "same_name": _("the same name"),
}
MERGE_REFUSALS = {
    "same": _("This is one record already."),
    "merged": _("One of the two has been put together with another record in the meantime."),
    "both_interviewed": _(
        "Both were asked to an interview for the same position. Two stories of one round are not mixed; the two records stay apart."
    ),
    "same_time": _("Both have an interview at the same time. Move one of them first."),
    "undone": _("They were taken apart already."),
    "taken_apart": _("The record that was kept has gone into another one since. Take that apart first."),
}
LEFT_OUT = {
    "has_it": _("has this tag already"),
    "has_not": _("does not have this tag"),
    "closed": _("is closed"),
    "not_received": _("is past the first step"),
    "not_yours": _("is not yours to change"),
}
