"""What has been read so far. Every line of the document is placed in a field or put among the unplaced."""

import datetime as dt
from collections.abc import Iterable, Sequence

from minutes.importer.dates import Moment
from minutes.importer.lines import SourceLine
from minutes.importer.names import Names
from minutes.importer.records import Line, Named, ParsedAttendance, ParsedPart, Placed, Problem

# A line that carries no words of its own: a ruler, or the headings over a table's columns.
LAYOUT = "layout"
_MOST_PEOPLE = 1000  # in one office
_MOST_LEFT = 2000  # letters of one line; with more, the line as a whole is left


class Draft:
    def __init__(self) -> None:
        self.names = Names()
        self.body = ""
        self.document_name = ""
        self.sender = ""  # of notes that came as a letter
        self.opener = ""  # the one whom the text calls the chair when the meeting opens
        self.approving_chairs: list[str] = []  # who sign as chairs under "Justeras"
        self.heading = ""  # the lines at the top, as printed
        self.number = ""
        self.date: dt.date | None = None
        self.date_text = ""
        self.start: dt.time | None = None
        self.end: dt.time | None = None
        self.place = ""
        self.next_moment: tuple[Moment, str] | None = None  # waits until the meeting's own date is known
        self.people: dict[str, list[Named]] = {"chairs": [], "secretaries": [], "approvers": []}
        self._known: dict[str, set[str]] = {}  # field of people -> their names
        self.parts: list[ParsedPart] = []
        self.part_starts: dict[int, int] = {}  # part -> the item before which a line opens it
        self.attendance: list[ParsedAttendance] = []
        self.listed: dict[str, int] = {}  # name -> its place in the attendance
        self.called: list[str] = []  # those whom the list of the called names, and no other so far
        self.is_table = False
        self.problems: list[Problem] = []
        self._trace: set[tuple[int, str]] = set()
        self._unplaced: dict[int, str] = {}

    def place_lines(self, lines: Iterable[SourceLine | int], field: str) -> None:
        for line in lines:
            self._trace.add((line if isinstance(line, int) else line.number, field))

    def leave(self, line: SourceLine, text: str = "") -> None:
        """Put the line, or the words of it that no field took, among the unplaced."""
        before = self._unplaced.get(line.number, "")
        if before == line.text or len(before) > _MOST_LEFT:
            self._unplaced[line.number] = line.text
            return
        new = text or line.text
        if before and before in new:
            before = ""
        self._unplaced[line.number] = f"{before}, {new}" if before and new not in before else before or new

    def add_people(self, field: str, people: Sequence[Named]) -> None:
        known = self._known.setdefault(field, set())
        new = [person for person in people if person.name not in known]
        known |= {person.name for person in new}
        self.people[field] += new[: max(0, _MOST_PEOPLE - len(self.people[field]))]
        self.names.learn(people)

    def warn(self, code: str, message: str, line: int | None = None, text: str = "") -> None:
        self.problems.append(Problem(code=code, message=message, line=line, text=text))

    @property
    def trace(self) -> tuple[Placed, ...]:
        return tuple(Placed(line=line, field=field) for line, field in sorted(self._trace))

    @property
    def unplaced(self) -> tuple[Line, ...]:
        return tuple(Line(line=line, text=text) for line, text in sorted(self._unplaced.items()))
