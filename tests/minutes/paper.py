"""PDF files and scans for tests: Debian's Chromium prints and photographs HTML."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from minutes.importer.files import ocr

STYLE = """
<!doctype html><meta charset="utf-8"><style>
body { font: 11pt "Liberation Sans", sans-serif }
td, th { vertical-align: top; text-align: left; padding: 2px 8px }
.narrow { width: 90px }
</style>
"""
HEADER = """
<style>@page { size: A4; margin: 2.5cm 2cm;
@top-left { content: "Ekby kommun" } @top-right { content: counter(page) " (" counter(pages) ")" }
@bottom-center { content: "Storgatan 1, 123 45 Ekby" } }</style>
"""


def needed(program: str | None, name: str) -> str:
    """Return the program, skip the test where it is missing, and fail it in CI, which installs it."""
    if program:
        return program
    if os.environ.get("CI"):
        pytest.fail(f"{name} saknas, men CI ska ha det.")
    pytest.skip(f"{name} är inte installerat.")


def chromium(*arguments: str) -> None:
    program = needed(shutil.which("chromium"), "chromium")
    subprocess.run(
        [program, "--headless", "--no-sandbox", "--disable-gpu", *arguments],
        check=True,
        capture_output=True,
        timeout=120,
    )


def needs_tesseract() -> None:
    needed(ocr.find(), "Tesseract med svenska (tesseract-ocr, tesseract-ocr-swe)")


def printed(folder: Path, html: str, name: str = "protokoll") -> Path:
    source, target = folder / f"{name}.html", folder / f"{name}.pdf"
    source.write_text(STYLE + html, encoding="utf-8")
    chromium("--no-pdf-header-footer", f"--print-to-pdf={target}", source.as_uri())
    return target


def photographed(folder: Path, html: str, *, name: str = "skannat") -> Path:
    """Return a picture of the page, as a scanner with about 200 points to the inch would make it."""
    source, target = folder / f"{name}.html", folder / f"{name}.png"
    source.write_text(STYLE + html, encoding="utf-8")
    size = "--window-size=800,1100"
    chromium(
        size, "--force-device-scale-factor=2", "--hide-scrollbars", f"--screenshot={target}", source.as_uri()
    )
    return target
