"""The migrations stand in one line: no two after the same one, no gap in their numbers, none missing for the models.

python tools/migrations.py --check
python tools/migrations.py --renumber 0004_mine     put a migration that came off the line at its end
"""

import argparse
import itertools
import os
import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "src" / "secondround" / "migrations"


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("[0-9]*.py"))


def problems() -> list[str]:
    """What is not in line."""
    found = names()
    numbers = [int(name[:4]) for name in found]
    wrong = [
        f"{name}: a number stands twice or is left out"
        for name, number, due in zip(found, numbers, range(1, 10**4), strict=False)
        if number != due
    ]
    for before, name in itertools.pairwise(found):
        if not re.search(rf"""["']{before}["']""", (FOLDER / f"{name}.py").read_text()):
            wrong.append(f"{name} does not depend on {before}")
    return wrong


def missing() -> list[str]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "secondround.web.settings")
    import django  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    except SystemExit:
        return ["the models say more than the migrations; type: python -m django makemigrations secondround"]
    return []


def renumber(name: str) -> None:
    """Give a stray migration the next number, and let it depend on the last one in line."""
    others = [one for one in names() if one != name]
    last = others[-1]
    target = f"{int(last[:4]) + 1:04}{name[4:]}"
    text = (FOLDER / f"{name}.py").read_text()
    text = re.sub(r"""\(["']secondround["'], ["']\d{4}_\w+["']\)""", f'("secondround", "{last}")', text)
    (FOLDER / f"{target}.py").write_text(text)
    (FOLDER / f"{name}.py").unlink()
    print(f"{name} is {target} now, after {last}")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--renumber", metavar="NAME")
    given = parser.parse_args()
    if given.renumber:
        renumber(given.renumber)
    wrong = [*problems(), *missing()]
    for one in wrong:
        print(one)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
