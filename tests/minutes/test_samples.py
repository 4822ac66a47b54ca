"""Made-up minutes in each layout, and the record that a reader checked by hand."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from minutes.importer.folding import fold
from minutes.importer.labels import LABELS
from minutes.importer.lines import split_lines
from minutes.importer.parse import parse
from minutes.importer.records import ParsedMeeting, from_json, to_json

SAMPLES = Path(__file__).parents[2] / "fixtures" / "samples"
TEXTS = sorted(path for path in SAMPLES.iterdir() if path.suffix in {".txt", ".md"})
ALL = sorted(path for path in SAMPLES.rglob("*.*") if path.suffix in {".txt", ".md"})
WORD = re.compile(r"[^\W\d_]{3,}")
# Read as something else than text: what names a field, a column of a table, a day, or an answer in it.
MEANING = {word for labels in LABELS.values() for label in labels for word in WORD.findall(fold(label))} | {
    *(
        "samt",
        "nej",
        "namn",
        "roll",
        "organisation",
        "representerar",
        "antecknade",
        "anmalts",
        "kommunen",
        "radets",
    ),
    *("torsdagen", "onsdagen", "maj", "moetesanteckningar", "bifogas", "handlingarna"),
    *("nirvarande", "faredragande", "fardragande"),  # as a damaged scan has them
}


def test_every_layout_has_its_sample() -> None:
    assert {path.stem for path in TEXTS} >= {
        "damaged_by_ocr",
        "blank_lines_doubled",
        "bullets_without_attendance",
        "table_without_shape",
        "markdown_mixed_levels",
    }


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_sample_parses_to_its_record(path: Path) -> None:
    meeting = to_json(parse(path.read_text(encoding="utf-8"), path.name))
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))

    del meeting["trace"]
    assert meeting == expected


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_no_word_of_a_sample_is_lost(path: Path, lost: Callable[[str, ParsedMeeting], list[str]]) -> None:
    text = path.read_text(encoding="utf-8")

    assert lost(text, parse(text)) == []


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_every_word_is_somewhere_in_the_record(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    record = to_json(meeting := parse(text, path.name))
    del record["trace"], record["problems"]
    held = fold(json.dumps(record, ensure_ascii=False, default=str))
    layout = {one.line for one in meeting.trace if one.field == "layout"}
    lines = [line for number, line in enumerate(split_lines(text), 1) if number not in layout]
    words = [word for line in lines for word in WORD.findall(fold(line))]

    assert [word for word in words if word not in held and word not in MEANING] == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_record_comes_back_from_json(path: Path) -> None:
    meeting = parse(path.read_text(encoding="utf-8"), path.name)

    assert from_json(ParsedMeeting, to_json(meeting)) == meeting


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_line_ends_and_byte_order_mark_change_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert parse("\ufeff" + text.replace("\n", "\r\n")) == parse(text)
