"""audit: the record from the command line. Acts and ids only; words are read in the browser by whoever may."""

import argparse

from secondround.web.commands.starting import CommandRefused, start_django

PROBLEMS = {
    "changed": "this entry is not what was written",
    "words_changed": "the words of this entry are not what was written",
    "words_missing": "the words of this entry are gone, and no act erased them",
    "gap": "this entry is missing",
    "cut_off": "from here to the end entries are missing",
    "head_changed": "the head of the chain does not end it",
    "other_head": "this entry is not the one whose hash was written down: the chain was made anew or cut off",
}


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    audit = commands.add_parser("audit", help="the record: verify it, list it, write its head down")
    acts = audit.add_subparsers(metavar="ACT", required=True)
    made = acts.add_parser("verify", help="recompute every link; names the first that does not hold")
    made.add_argument(
        "--head", default="", metavar="NUMBER:HASH", help="a head written down earlier must still be in it"
    )
    made.set_defaults(run=verify)
    made = acts.add_parser("list", help="the newest entries")
    made.add_argument("--act", default="", help="one act, or all of a room: people, handoff.freeze_brief")
    made.add_argument("--last", type=int, default=50, metavar="N", help="how many")
    made.set_defaults(run=list_entries)
    acts.add_parser("head", help="number and hash of the last entry, to be kept elsewhere").set_defaults(run=print_head)


def verify(given: argparse.Namespace) -> int:
    start_django()
    from secondround.audit.queries import head, verify_chain  # noqa: PLC0415

    found = verify_chain(known=_known(given.head) if given.head else None)
    if found.is_whole:
        number, sealed = head()
        print(f"The record holds: {found.links} entries, head {number}:{sealed}")
        return 0
    print(f"BROKEN at entry {found.broken_at}: {PROBLEMS[found.problem]}")
    print("Keep this database as it is, and compare it with a backup.")
    return 1


def _known(text: str) -> tuple[int, str]:
    number, _, sealed = text.strip().partition(":")
    if not (number.isascii() and number.isdigit() and len(sealed) == 64):
        raise CommandRefused("--head wants NUMBER:HASH, as secondround audit head printed it")
    return int(number), sealed.lower()


def list_entries(given: argparse.Namespace) -> int:
    start_django()
    from secondround.audit.queries import entries  # noqa: PLC0415

    for one in reversed(entries(act=given.act)[: max(given.last, 1)]):
        about = " ".join(f"{name}:{key}" for name, key in one.about.items())
        print(f"{one.sequence:>7}  {one.at:%Y-%m-%d %H:%M:%S}  {one.actor:<10}  {one.act:<30}  {about}".rstrip())
    return 0


def print_head(given: argparse.Namespace) -> int:
    start_django()
    from secondround.audit.queries import head  # noqa: PLC0415

    number, sealed = head()
    print(f"{number}:{sealed}")
    return 0
