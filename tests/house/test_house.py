"""The house rules that a linter does not know: names, writers, lengths, pages, words."""

import argparse
import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from secondround.cli import _parser

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "secondround"
ROOMS = (
    "audit",
    "work",
    "correspondence",
    "people",
    "positions",
    "candidates",
    "interviews",
    "handoff",
    "visits",
    "decisions",
    "preparation",
)
WITHOUT_RECORD = {
    "interviews.actions.appointments": "parts of acts that are recorded themselves",
    "work.actions.enqueue": "asked for inside an act that is recorded itself",
    "work.actions.lease_next": "a machine's own bookkeeping",
    "visits.actions.days.open_visit": "reads and locks",
    "visits.actions.days.has_begun": "computes",
    "visits.actions.bookings.leave_out_who_declined": "part of an act that is recorded itself",
    "work.actions.complete": "a machine's own bookkeeping",
    "work.actions.renew": "a machine's own bookkeeping",
    "work.actions.postpone": "a machine's own bookkeeping",
    "work.actions.hold_back": "a machine's own bookkeeping",
    "work.actions.bring_forward": "asked for inside an act that is recorded itself",
    "work.actions.clear_done": "a machine's own bookkeeping",
    "work.actions.forget_payloads": "part of an erasure, which is recorded itself",
    "positions.actions.rooms.book_room": "part of an act that is recorded itself",
    "positions.actions.rooms.free_room": "part of an act that is recorded itself",
    "candidates.actions.applications.book_candidate": "part of an act that is recorded itself",
    "candidates.actions.applications.free_candidate": "part of an act that is recorded itself",
    "decisions.actions.letters": "part of an act that is recorded itself; each letter is",
    "interviews.actions.letters": "part of an act that is recorded itself; each letter is",
    "interviews.actions.drafts.save_draft": "its author's alone until it is submitted, which is recorded",
    "correspondence.actions.send_letter": "settles by a function that records",
    "correspondence.actions.is_paused": "reads",
    "interviews.actions.scorecards.waive_scorecard": "records in the function it shares with recuse",
    "interviews.actions.scorecards.recuse": "records in the function it shares with waive",
    "handoff.actions.links.check_link": "reads",
    "handoff.actions.links.hash_of": "computes",
    "candidates.actions.doors.ask_for_key": "whose address it is, is not looked up; what is sent is recorded",
    "candidates.actions.doors.address_of": "computes",
    "candidates.actions.merging.plan_merge": "reads",
    "candidates.actions.bulk.sort_out": "reads",
    "decisions.actions.endings.decide_round": "each of its choices is recorded",
    "decisions.actions.endings.close_before_interview": "records in the function it shares with close",
    "decisions.actions.endings.close": "records in the function it shares with close_before_interview",
    "preparation.actions.keep_jotting": "that somebody prepares is theirs to tell: no record before a note is released",
    "preparation.actions.keep_note": "as keep_jotting",
    "preparation.actions.send_thank_you": "as keep_jotting; the release is recorded",
    "preparation.actions.take_back_thank_you": "as keep_jotting",
    "preparation.actions.skip_thank_you": "as keep_jotting",
    "preparation.actions.forget_preparation": "part of an erasure that is recorded, or one's own affair",
}
WITHOUT_ACTOR = {
    "interviews.actions.letters.example_values": "computes",
    "interviews.actions.appointments": "parts of acts that know who and when",
    "visits.actions.days.open_visit": "reads and locks",
    "visits.actions.days.has_begun": "computes",
    "visits.actions.bookings.leave_out_who_declined": "no act of anybody: who declined is out",
    "work.actions": "a machine's room: no person acts in it",
    "positions.actions.rooms.book_room": "part of an act that knows who and when",
    "positions.actions.rooms.free_room": "part of an act that knows who and when",
    "candidates.actions.applications.book_candidate": "part of an act that knows who and when",
    "candidates.actions.applications.free_candidate": "part of an act that knows who and when",
    "correspondence.actions.send_letter": "the worker's",
    "correspondence.actions.is_paused": "reads",
    "candidates.actions.doors.address_of": "computes",
    "handoff.actions.links.check_link": "reads",
    "handoff.actions.links.hash_of": "computes",
    "audit.actions": "the record itself",
}


def python_files(under: Path = SOURCE) -> list[Path]:
    return [path for path in sorted(under.rglob("*.py")) if "migrations" not in path.parts]


def action_files() -> list[Path]:
    return [
        path
        for room in ROOMS
        for path in [SOURCE / room / "actions.py", *sorted((SOURCE / room / "actions").glob("*.py"))]
        if path.exists() and path.name != "__init__.py"
    ]


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts)


def public_functions(path: Path) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield f"{dotted(path)}.{node.name}", node


def is_listed(name: str, listed: dict[str, str]) -> bool:
    return any(name == one or name.startswith(f"{one}.") for one in listed)


def names_called(node: ast.AST) -> set[str]:
    return {
        call.func.id if isinstance(call.func, ast.Name) else call.func.attr
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name | ast.Attribute)
    }


def test_every_verb_is_keyword_only_and_knows_who_and_when() -> None:
    wrong = []
    for path in action_files():
        for name, node in public_functions(path):
            keywords = {one.arg for one in node.args.kwonlyargs}
            if is_listed(name, WITHOUT_ACTOR) or dotted(path).startswith("people."):
                continue
            if node.args.args or not {"by", "at"} <= keywords:
                wrong.append(name)
    assert wrong == []


def test_every_verb_is_on_the_record() -> None:
    recording = {"record"}
    for _ in range(4):  # a verb may record through another verb or a private function of its file
        for path in action_files():
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef) and names_called(node) & recording:
                    recording.add(node.name)
    silent = [
        name
        for path in action_files()
        if not dotted(path).startswith(("audit.", "people."))
        for name, node in public_functions(path)
        if not names_called(node) & recording and not is_listed(name, WITHOUT_RECORD)
    ]
    assert silent == []


WRITES = re.compile(
    r"\.(save|create|get_or_create|update_or_create|bulk_create|bulk_update|delete)\(|objects[^\n]*\.update\("
)


def test_only_actions_write() -> None:
    allowed = {*action_files(), *(SOURCE / "people").rglob("*.py")}
    wrong = []
    for path in python_files():
        if path in allowed or "demo" in path.parts:
            continue
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            if WRITES.search(line) and "hashlib" not in line:
                wrong.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert wrong == []


def test_foreign_keys_across_rooms_leave_no_way_back() -> None:
    wrong = []
    for path in SOURCE.glob("*/models.py"):
        tree = ast.parse(path.read_text())
        own = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
        for call in ast.walk(tree):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and call.func.attr in ("ForeignKey", "OneToOneField", "ManyToManyField")
            ):
                target = ast.unparse(call.args[0]).strip("'\"")
                related = next(
                    (ast.unparse(one.value).strip("'\"") for one in call.keywords if one.arg == "related_name"), None
                )
                if related is None or (target not in own and related != "+"):
                    wrong.append(f"{path.parent.name}: {target}")
    assert wrong == []


FORBIDDEN_NAMES = {"utils", "helpers", "common", "core", "base", "manager", "managers", "service", "services", "misc"}


def test_nothing_is_named_after_nothing() -> None:
    assert [str(path) for path in SOURCE.rglob("*") if path.stem in FORBIDDEN_NAMES] == []


def test_files_and_functions_stay_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {count} lines"
        for path in python_files()
        if (count := len(path.read_text().splitlines())) > 500
    ]
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and (count := (node.end_lineno or 0) - node.lineno) > 70:
                long.append(f"{path.relative_to(ROOT)}: {node.name} has {count} lines")
    assert long == []


INLINE = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


def test_nothing_is_inline_in_any_page() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted((SOURCE / "templates").rglob("*.html"))
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if INLINE.search(re.sub(r"\{[{%].*?[%}]\}", "", line))
    ]
    assert wrong == []


def test_every_sentence_of_a_page_is_translatable() -> None:
    bare = re.compile(r">\s*([A-Z][a-z]+ [a-z]+[^<{]*)<")
    wrong = [
        f"{path.relative_to(ROOT)}: {found.strip()}"
        for path in sorted((SOURCE / "templates").rglob("*.html"))
        for found in bare.findall(re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL))
        if found.strip() != "Second Round"
    ]
    assert wrong == []


def test_walks_never_touch_the_database() -> None:
    banned = re.compile(r"secondround\.\w+\.(models|actions|queries|access)|django\.db|objects\.")
    assert [str(path) for path in (ROOT / "tests" / "walks").rglob("*.py") if banned.search(path.read_text())] == []


def committed() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


# Written in pieces, so that this file does not hold what it looks for.
FORBIDDEN_TEXTS = [
    "/work/" + "main",
    "/root" + "/",
    "registry." + "npmjs",
    "files." + "pythonhosted",
    "pypi." + "org",
    "chat" + "gpt",
    "anthro" + "pic",
]


def test_nothing_speaks_of_a_machine_or_a_registry() -> None:
    wrong = []
    for path in committed():
        if path.suffix in (".woff2", ".png", ".pdf", ".docx", ".xlsx"):
            continue
        text = path.read_text(errors="replace").lower()
        wrong += [f"{path.relative_to(ROOT)}: {one}" for one in FORBIDDEN_TEXTS if one in text]
    assert wrong == []


@pytest.mark.parametrize("room", [path.name for path in sorted(SOURCE.iterdir()) if (path / "__init__.py").exists()])
def test_where_things_are_names_every_room(room: str) -> None:
    if room not in ("migrations", "templates", "static"):
        assert f"`{room}`" in (ROOT / "docs" / "where-things-are.md").read_text()


def test_every_setting_and_command_is_documented() -> None:
    settings = set(
        re.findall(r'"(SECONDROUND_[A-Z_]+|DATABASE_URL)"', (SOURCE / "web" / "installation.py").read_text())
    )
    reference = (ROOT / "docs" / "reference" / "settings.md").read_text()
    assert {one for one in settings if one not in reference} == set()
    text = (ROOT / "docs" / "reference" / "command-line.md").read_text()
    assert [one for one in spoken(_parser(), "secondround") if one not in text] == []


def spoken(parser: argparse.ArgumentParser, words: str) -> Iterator[str]:
    """Every command below, in full, and every option that help shows."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                yield f"`{words} {name}"
                yield from spoken(below, f"{words} {name}")
        elif action.help != argparse.SUPPRESS and not {"-h", "--version"} & {*action.option_strings}:
            yield from action.option_strings


def test_links_between_documents_lead_somewhere() -> None:
    wrong = []
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", path.read_text()):
            if not (path.parent / target).exists():
                wrong.append(f"{path.relative_to(ROOT)}: {target}")
    assert wrong == []
