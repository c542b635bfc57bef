"""What can be ticked where a candidate is asked what would help, in words for both sides."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "topics_ahead": _("Topics or questions two days ahead"),
    "written_questions": _("Questions in writing as well, on paper or on screen"),
    "breaks": _("More or longer breaks"),
    "more_time": _("A quarter more time in each conversation"),
    "camera_off": _("Camera off"),
    "notes": _("My own notes at hand"),
    "quiet_room": _("A quiet room, little light"),
    "step_free": _("A way without steps"),
    "interpreter": _("An interpreter, sign language or other"),
    "supporter": _("Somebody with me"),
    "same_face": _("The same person with me through the day"),
    "no_hypotheticals": _("Questions about what was, not about what would be"),
}
