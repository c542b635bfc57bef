"""What simple rules find in a résumé's text: guesses that the applicant looks at, corrects and confirms. Nothing is inferred.

Whatever the law protects (birth, nationality, sex, family, religion, health) is passed over, even where somebody wrote it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_LINES = 10
LONGEST_LINE = 300
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w/.-])\+?\(?\d[\d\s()./-]{6,20}\d(?![\w])")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
STILL = re.compile(r"\b(?:now|present|current(?:ly)?|today|since|heden|heute|actuel|presente)\b", re.IGNORECASE)
PROTECTED = re.compile(
    r"\b(?:born|birth|age|nationality|citizen\w*|gender|sex|married|marital|single|children|religio\w+|disab\w+|health|pregnan\w+"
    r"|geboren|geburt\w*|nationaliteit|staatsangeh\w+|familienstand|burgerlijke staat|né|née|nacionalidad|nacido)\b",
    re.IGNORECASE,
)
HEADINGS: dict[str, tuple[str, ...]] = {
    "work": ("experience", "work experience", "professional experience", "employment", "employment history", "career", "work history",
             "werkervaring", "ervaring", "berufserfahrung", "expérience professionnelle", "experiencia laboral"),
    "education": ("education", "education and training", "studies", "degrees",
                  "opleiding", "opleidingen", "ausbildung", "formation", "formación"),
    "languages": ("languages", "language skills", "talen", "sprachen", "sprachkenntnisse", "langues", "idiomas"),
    "place": ("place", "location", "lives in", "residence", "woonplaats", "wohnort"),
    "available": ("available", "availability", "available from", "notice period", "beschikbaar", "verfügbar", "opzegtermijn"),
    "looking_for": ("looking for", "objective", "seeking", "zoekt", "sucht"),
    "": ("summary", "profile", "skills", "references", "interests", "hobbies", "personal", "personal details", "contact", "certificates",
         "projects", "publications", "curriculum vitae", "resume", "résumé", "cv", "volunteering", "about me", "about"),
}  # fmt: skip
SECTION_OF = {words: section for section, spellings in HEADINGS.items() for words in spellings}
MOST_OF = {"work": 4, "education": 2, "languages": 1, "place": 1, "available": 1, "looking_for": 1}


@dataclass(frozen=True)
class Found:
    """What stands in a text: the first name, address and number, and lines (kind, text) in the order of the ten lines."""

    name: str = ""
    email: str = ""
    phone: str = ""
    lines: list[tuple[str, str]] = field(default_factory=list)


def found_in(text: str) -> Found:
    rows = [" ".join(row.split()) for row in text.splitlines()]
    email = EMAIL.search(text)
    return Found(name=_name(rows), email=email.group() if email else "", phone=_phone(rows), lines=_lines(rows))


def _name(rows: list[str]) -> str:
    """The first line that could be one: two to five words of letters, no heading."""
    for row in [row for row in rows if row][:4]:
        words = row.split()
        letters = all(re.fullmatch(r"[^\W\d_][\w'’.-]*", word) for word in words)
        if 2 <= len(words) <= 5 and letters and _heading(row)[0] is None:
            return row.title() if row.isupper() else row
    return ""


def _phone(rows: list[str]) -> str:
    """The first run of digits long enough for a number that is not a pair of years."""
    for row in rows:
        for one in PHONE.finditer(row):
            digits = re.sub(r"\D", "", one.group())
            if 8 <= len(digits) <= 15 and not re.fullmatch(r"(?:(?:19|20)\d\d){2}", digits):
                return one.group().strip()
    return ""


def _heading(row: str) -> tuple[str | None, str]:
    """The section that a line opens, and what stands on it after a colon."""
    head, colon, rest = row.partition(":")
    section = SECTION_OF.get(head.strip(" -–—*#|").casefold())
    return section, rest.strip() if colon else ""


def _sections(rows: list[str]) -> Iterator[tuple[str, str]]:
    """(section, line) of every line below a heading we know."""
    current = ""
    for row in rows:
        section, rest = _heading(row)
        if section is not None:
            current, row = section, rest
        row = row.lstrip("-–—•*· \t")
        if row and current and not PROTECTED.search(row) and not EMAIL.search(row):
            yield current, row[:LONGEST_LINE]


def _lines(rows: list[str]) -> list[tuple[str, str]]:
    of: dict[str, list[str]] = {section: [] for section in MOST_OF}
    for section, row in _sections(rows):
        dated = section not in ("work", "education") or YEAR.search(row)
        if dated and len(of[section]) < MOST_OF[section]:
            of[section].append(row)
    now = next((row for row in of["work"] if STILL.search(row)), "")
    before = [row for row in of["work"] if row != now][: 3 if now else 4]
    lines = [("now", now)] * bool(now) + [("before", row) for row in before]
    for section in ("education", "languages", "place", "available", "looking_for"):
        lines += [(section, row) for row in of[section]]
    return lines[:MOST_LINES]
