"""Break every cell, condition and veto of the policy that has a door, and see whether a real door notices."""

# ruff: noqa: E501

import os
import subprocess
import sys

CODE = """
import pytest
from pathlib import Path

@pytest.mark.django_db
def test_every_flip():
    from tests.access import mutation
    from tests.access.stage import add_selves, set_stage
    from tests.access.test_mutation import LISTED, listed
    stage = set_stage()
    add_selves(stage)
    every = list(mutation.flips())
    unnoticed, doorless, noticed = mutation.run(stage, every)
    without = set(unnoticed) | set(doorless)
    new = sorted(without - listed())
    gone = sorted(listed() - without)
    judged = noticed + len(new)
    print(f"\\n{len(every)} ways to break the policy; {noticed} noticed of {judged} that a door shows alone: {noticed / judged:.1%}")
    print(f"{len(without)} without a door of their own; new: {new}; no longer: {gone}")
    assert noticed / judged >= 0.98 and not new
"""


def main() -> None:
    from pathlib import Path  # noqa: PLC0415
    from tempfile import TemporaryDirectory  # noqa: PLC0415

    root = Path(__file__).resolve().parent.parent
    with TemporaryDirectory() as folder:
        test = Path(folder) / "test_every_flip.py"
        test.write_text(CODE)
        (Path(folder) / "static").mkdir()
        subprocess.run(  # noqa: S603  our own interpreter
            [sys.executable, "-m", "pytest", "-s", "-p", "no:logging", "--rootdir", str(root), "-c", str(root / "pyproject.toml"), str(test)],
            cwd=root, check=True, env={**os.environ, "SECONDROUND_HOME": folder},
        )  # fmt: skip


if __name__ == "__main__":
    main()
