"""Cut the two typefaces to what the pages use, from the packages that package-lock.json pins.

Run after `npm ci`, only when a font package or the ranges below change; the four files are committed.

The serif is renamed: its licence reserves the name "Source" for the unmodified fonts, and a font with fewer weights is a
modified one. The sans reserves no name, but both bear the product's, so that nobody mistakes them for the originals.
"""

import io
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules" / "@fontsource-variable"
TARGET = ROOT / "src" / "secondround" / "static" / "secondround" / "fonts"

LATIN = (
    "20-7E A0-FF 131 152-153 2BB-2BC 2C6 2DA 2DC 2009-200A 2010-2015 2018-201E 2022 2026 202F 2030 2032-2033 "
    "2039-203A 20AC 2122 2190-2193 2212 2215"
)
LATIN_EXT = "100-130 132-151 154-17E 18F 192 1CD-1D4 218-21B 237 259 2D8-2D9 2DB 2DD 1E80-1E85 1E9E 1EF2-1EF3 20BD"
SERIF_AXES = {"opsz": (14, 36), "wght": (400, 600)}
SANS_AXES = {"wght": (400, 650)}
FONTS = {
    "serif-latin.woff2": ("source-serif-4/files/source-serif-4-latin-opsz-normal.woff2", LATIN, SERIF_AXES),
    "serif-latin-ext.woff2": ("source-serif-4/files/source-serif-4-latin-ext-opsz-normal.woff2", LATIN_EXT, SERIF_AXES),
    "sans-latin.woff2": ("hanken-grotesk/files/hanken-grotesk-latin-wght-normal.woff2", LATIN, SANS_AXES),
    "sans-latin-ext.woff2": ("hanken-grotesk/files/hanken-grotesk-latin-ext-wght-normal.woff2", LATIN_EXT, SANS_AXES),
}
FEATURES = ["kern", "liga", "locl"]  # figures of both faces are of one width already
NAMES = {"serif": "Second Round Serif", "sans": "Second Round Sans"}


def codepoints(ranges: str) -> list[int]:
    points: list[int] = []
    for part in ranges.split():
        first, _, last = part.partition("-")
        points.extend(range(int(first, 16), int(last or first, 16) + 1))
    return points


def rename(font: TTFont, family: str) -> None:
    """Give the family our name and keep the copyright and licence records (0, 13, 14) as they are."""
    names = font["name"]
    postscript = family.replace(" ", "")
    for number, text in {1: family, 3: f"{postscript};second-round", 4: family, 6: postscript, 16: family}.items():
        if names.getDebugName(number):
            names.removeNames(nameID=number)
            names.setName(text, number, 3, 1, 0x409)
    names.removeNames(nameID=25)


def cut(source: Path, ranges: str, axes: dict[str, tuple[int, int]], face: str) -> TTFont:
    whole = (
        io.BytesIO()
    )  # written and read again, because limiting the axes leaves tables that the subsetter cannot walk
    narrowed = instancer.instantiateVariableFont(TTFont(source), axes)
    narrowed.flavor = None
    narrowed.save(whole)
    whole.seek(0)
    font = TTFont(whole, recalcTimestamp=False)
    options = Options()
    options.layout_features = FEATURES
    options.name_IDs = ["*"]
    options.flavor = "woff2"
    options.notdef_outline = True
    options.hinting = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codepoints(ranges))
    subsetter.subset(font)
    rename(font, NAMES[face])
    font.flavor = "woff2"
    return font


def css_range(font: TTFont) -> str:
    """The characters a file really holds, as a CSS `unicode-range`."""
    held = sorted(font.getBestCmap())
    runs: list[list[int]] = []
    for point in held:
        if runs and point == runs[-1][1] + 1:
            runs[-1][1] = point
        else:
            runs.append([point, point])
    return ", ".join(f"U+{a:04X}" if a == b else f"U+{a:04X}-{b:04X}" for a, b in runs)


def main() -> int:
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, (source, ranges, axes) in FONTS.items():
        font = cut(PACKAGES / source, ranges, axes, name.split("-")[0])
        font.save(TARGET / name)
        print(f"{name}: {(TARGET / name).stat().st_size / 1000:.1f} KB")
        print(f"  unicode-range: {css_range(font)};")
    return 0


if __name__ == "__main__":
    sys.exit(main())
