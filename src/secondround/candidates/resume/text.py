"""A résumé's text, or why there is none, in words for whoever sent it."""

import json
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from secondround.candidates.resume.box import BoxRefused, in_box

MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "rtf": "application/rtf",
    "text": "text/plain",
}
WORDS = {
    "empty": gettext_noop("The file is empty."),
    "no_text": gettext_noop("The file holds no text; it may be a picture of a page."),
    "old_doc": gettext_noop("Old Word files (.doc) are not read; save it as PDF or .docx."),
    "unknown_kind": gettext_noop("This is not a PDF, Word, OpenDocument, RTF or text file."),
    "encrypted": gettext_noop("The file is locked by a password."),
    "too_many_pages": gettext_noop("The file has more than 60 pages."),
    "too_large": gettext_noop("The file is too large once unpacked."),
    "timeout": gettext_noop("Reading took longer than ten seconds."),
    "broken": gettext_noop("The file is damaged."),
    "crashed": gettext_noop("The file is damaged."),
}


@dataclass(frozen=True)
class ResumeText:
    """What the box could read. `outcome`: "text", or the code of why there is none."""

    text: str
    outcome: str
    media_type: str
    warnings: tuple[str, ...] = ()


def read_resume(data: bytes) -> ResumeText:
    """Never raises: a file that cannot be read is still a file somebody sent."""
    try:
        answer = json.loads(in_box("resume", data))
    except BoxRefused as error:
        return ResumeText("", str(error), "application/octet-stream")
    return ResumeText(answer["text"], "text", MEDIA[answer["kind"]], tuple(answer["warnings"]))


def outcome_words(outcome: str) -> str:
    return _(WORDS.get(outcome, WORDS["broken"])) if outcome and outcome != "text" else ""
