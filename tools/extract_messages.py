"""Gather every translatable sentence of the product into one template for translators.

python tools/extract_messages.py            write src/secondround/locale/second-round.pot
python tools/extract_messages.py --check    say whether that file is up to date
"""

import argparse
import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

SOURCE = Path(__file__).resolve().parent.parent / "src" / "secondround"
TEMPLATE = SOURCE / "locale" / "second-round.pot"
METHODS = [
    ("**.py", "python"),
    ("templates/**.html", "jinja2.ext:babel_extract"),
    ("templates/**.txt", "jinja2.ext:babel_extract"),
]
OPTIONS = {"templates/**.html": {"silent": "false", "trim_blocks": "true", "lstrip_blocks": "true"}}
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip


def gathered() -> bytes:
    """The template: without dates and line numbers, so that only a changed sentence changes it."""
    catalog = Catalog(
        project="second-round", charset="utf-8", fuzzy=False, header_comment="# Sentences of Second Round"
    )
    for file, _line, message, _comments, context in extract_from_dir(
        SOURCE, METHODS, OPTIONS, KEYWORDS, comment_tags=(), strip_comment_tags=True
    ):
        catalog.add(message, locations=[(file, 0)], context=context)
    out = io.BytesIO()
    write_po(out, catalog, width=120, no_location=False, omit_header=True, sort_output=True, include_lineno=False)
    return out.getvalue()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    fresh = gathered()
    if parser.parse_args().check:
        if not TEMPLATE.exists() or TEMPLATE.read_bytes() != fresh:
            print("translations: sentences changed. Type: ./dev fix")
            return 1
        return 0
    TEMPLATE.parent.mkdir(exist_ok=True)
    TEMPLATE.write_bytes(fresh)
    return 0


if __name__ == "__main__":
    sys.exit(main())
