"""Lists as files for programs that hold tables: CSV as it is read in Swedish, and XLSX."""

import csv
import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Any, Generic, TypeVar

from django.http import FileResponse, StreamingHttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from participants.member_cells import harmless

Row = TypeVar("Row")
Value = str | int | dt.date | None

MOST_ROWS = 20_000
# What one cell of an XLSX holds.
LONGEST_CELL = 32_767
IN_MEMORY = 2_000_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes the file for Windows-1252


@dataclass(frozen=True)
class Column(Generic[Row]):
    heading: str
    value: Callable[[Row], Value]
    width: int = 16


@dataclass(frozen=True)
class Table(Generic[Row]):
    name: str
    columns: list[Column[Row]]
    rows: Iterable[Row]

    def file_name(self, ending: str, at: dt.date) -> str:
        return f"{self.name}-{at:%Y-%m-%d}.{ending}"


class _Echo:
    """A file that gives back what is written to it, so that the lines can be sent as they are made."""

    def write(self, line: str) -> str:
        return line


def csv_response(table: Table[Any], at: dt.date) -> StreamingHttpResponse:
    response = StreamingHttpResponse(_lines(table), content_type="text/csv; charset=utf-8")
    return _private(response, table.file_name("csv", at))


def _lines(table: Table[Any]) -> Iterator[str]:
    writer: Any = csv.writer(_Echo(), delimiter=";")
    yield BYTE_ORDER_MARK + writer.writerow([column.heading for column in table.columns])
    for row in table.rows:
        yield writer.writerow([_text(column.value(row)) for column in table.columns])


def _text(value: Value) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else harmless(str(value)).replace("\0", "")


def xlsx_response(table: Table[Any], at: dt.date) -> FileResponse:
    """Return the table as XLSX; a large one is written to the disk and not held in memory."""
    book: Any = Workbook(write_only=True)
    sheet = book.create_sheet(table.name.capitalize())
    sheet.freeze_panes = "A2"
    for number, column in enumerate(table.columns):
        sheet.column_dimensions[chr(ord("A") + number)].width = column.width
    sheet.append([_cell(sheet, column.heading, True) for column in table.columns])
    for row in table.rows:
        sheet.append([_cell(sheet, column.value(row)) for column in table.columns])
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # the response closes it
    book.save(file)
    file.seek(0)
    return _private(FileResponse(file, content_type=XLSX), table.file_name("xlsx", at))


def _cell(sheet: Any, value: Value, is_heading: bool = False) -> Any:
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", harmless(value))[:LONGEST_CELL]
    cell = WriteOnlyCell(sheet, value)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if is_heading:
        cell.font = Font(bold=True)
    if isinstance(value, dt.date):
        cell.number_format = "yyyy-mm-dd"
    return cell


Response = TypeVar("Response", StreamingHttpResponse, FileResponse)


def _private(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
