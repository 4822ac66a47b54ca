"""What must hold for any text: nothing is lost, nothing raises, the work grows only with the length."""

import sys
from types import FrameType

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from minutes.importer.lines import split_lines
from minutes.importer.parse import parse
from minutes.importer.records import ParsedMeeting, from_json, to_json

PIECES = [
    "1. ", "2. ", "12 ", "§ 4 ", "# ", "## 3. ", "**", "*", "_", "- ", "\uf0b7 ", ". ", "|", "”",
    "(", ")", ":", ",", "Närvarande:", "Nirvarande", "Föredragande", "Ärende Föredragande",
    "Beslut:", "Förslag till beslut:", "Dialog:", "Underlag:", "Justerare:", "Mötesanteckningar:",
    "Del 2 av mötet", "Anna Ek", "Anna", "Ekby", "Region Lunden", "Gruppen beslutar att",
    "enligt förslag", "fredagen den 4 april", "9/5", "i december", "nästa möte", "kl 11-15", "och",
    "att", "Utgår", "Från mötesprotokoll mars 2023:", "\n", "\n\n", "\n \n", " ", "\t", "\x0c",
    "\x00", "\u2028", "İ", "ß", "\ufeff", "6", "0",
]  # fmt: skip
any_text = st.text() | st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=60).map("".join)


@settings(max_examples=300, deadline=None)
@given(any_text)
@example("1. A\nBeslut:")
@example("Närvarande:,")
@example("İ: 1. Föredragande\n\n”")
def test_every_line_is_placed_or_unplaced(text: str) -> None:
    meeting = parse(text, "fil 2024.txt")
    held = {one.line for one in meeting.trace} | {one.line for one in meeting.unplaced}

    spoken = {number for number, line in enumerate(split_lines(text), 1) if line.strip()}
    assert held >= spoken
    assert max(held, default=0) <= len(split_lines(text))
    assert from_json(ParsedMeeting, to_json(meeting)) == meeting


GROWING = {
    "short lines": "a\n",
    "words": "Gruppen föreslår att det blir så till nästa möte 9 maj. ",
    "sentences": "1. A\n\nGruppen föreslår att det blir så till nästa möte 9 maj.\n\n",
    "bullets": "- b\n",
    "headings": "# A\n",
    "lost numbers": ". Bb\n\n",
    "names": "Anna Ek, Ekby\n",
    "labels": "Beslut: enligt förslag\n",
    "cells": "Anna\n\n",
    "quotes": "”Hej. ",
    "quotations": "Från protokoll mars 2023: a\n\n",
}


def work(text: str) -> int:
    """Count the function calls that parsing takes: the same on every machine."""
    calls = 0

    def count(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        parse(text)
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize("piece", GROWING.values(), ids=GROWING.keys())
@pytest.mark.parametrize(
    "start", ["", "Närvarande:\n", "Ärende Föredragande\n1. A\n\n"], ids=["", "list", "item"]
)
def test_work_is_linear(piece: str, start: str) -> None:
    work(start + piece * 50)  # fills the caches
    once, twice = work(start + piece * 400), work(start + piece * 800)

    assert twice < 2.2 * once + 2000
