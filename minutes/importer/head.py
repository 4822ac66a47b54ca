"""The top of the minutes: whose they are, when and where, who led and wrote, and who was there."""

import re
from collections.abc import Sequence

from minutes.importer.attendance import add_attendee, is_attendee, read_attendance
from minutes.importer.dates import (
    MONTHS,
    WEEKDAYS,
    Moment,
    as_when,
    find_hours,
    find_moments,
    infer_year,
    years_in,
)
from minutes.importer.draft import LAYOUT, Draft
from minutes.importer.folding import fold
from minutes.importer.labels import ATTENDANCE, HEAD, Label, document_name, find_label, is_columns
from minutes.importer.lines import SourceLine
from minutes.importer.names import looks_like_name, split_people
from minutes.importer.parts import add_listed_part, find_listed_part, find_part, open_part

_NUMBER = re.compile(r"\b(?:protokoll|mote|sammantrade)\s+(?:nr|nummer)\.?\s*(\d{1,4}(?:[/:-]\d{1,4})?)")
_LEAD = re.compile(
    r"(?:fran|fort vid|vid|for|av|pa)\s+(?:(?:ordinarie\s+)?(?:mote|sammantrade)t?\s+(?:med|i|for|av)\s+)?"
    r"|(?:mote|sammantrade)t?\s+(?:med|i|for|av)\s+"
)
_MAX_TITLES = 4
_MAX_LINES = 1000  # beyond these it is no head, but a document without items
_MAX_BODY = 200


class HeadReader:
    """Reads the lines before the first item; the printed date waits until its year is known."""

    def __init__(self, lines: Sequence[SourceLine], draft: Draft) -> None:
        self.lines = lines
        self.draft = draft
        self.titles: list[SourceLine] = []
        self.moment: Moment | None = None
        self.date_line: SourceLine | None = None
        self.labelled = False

    def read(self) -> None:
        at = 0
        while at < min(len(self.lines), _MAX_LINES):
            at = self._read_at(at)
        for line in self.lines[at:]:
            self.draft.leave(line)
        self._name_the_body()

    def _read_at(self, at: int) -> int:
        line, draft = self.lines[at], self.draft
        if find_listed_part(line):
            add_listed_part(line, draft)
            return at + 1
        if find_part(line):
            open_part(line, 0, draft)
            return at + 1
        if is_columns(line.folded):
            draft.is_table = True
            draft.place_lines([line], LAYOUT)
            return at + 1
        if name := document_name(line.folded):
            draft.document_name = draft.document_name or name
            draft.place_lines([line], "head.document_name")
            return at + 1
        label = find_label(line.text, line.folded)
        if label and label.kind in HEAD:
            self.labelled = True
            return self._read_label(at, label)
        if self.moment is None and self._read_date(line, line.text):
            return at + 1
        if (run := self._attendance_run(at)) > at:
            return run
        if not self.labelled and len(self.titles) < _MAX_TITLES and len(line.text) <= _MAX_BODY:
            self.titles.append(line)
        elif draft.start is not None or not self._read_hours(line, line.text):
            draft.leave(line)
        return at + 1

    def _read_label(self, at: int, label: Label) -> int:
        if label.kind in ATTENDANCE:
            return read_attendance(self.lines, at, label, self.draft)
        stop = at + 1
        if not label.value and stop < len(self.lines) and self.lines[stop].gap <= 2 and self._is_free(stop):
            stop += 1
        elif label.value:
            while stop < len(self.lines) and self._value_goes_on(label.kind, stop):
                stop += 1
        used = self.lines[at:stop]
        value = " ".join(filter(None, [label.value, *(more.text for more in used[1:])]))
        if not value or not self._set(label.kind, value, used):
            for left in used:
                self.draft.leave(left)
        return stop

    def _is_free(self, at: int) -> bool:
        line = self.lines[at]
        return not find_label(line.text, line.folded) and not line.level and not find_listed_part(line)

    def _value_goes_on(self, kind: str, at: int) -> bool:
        before, line = self.lines[at - 1], self.lines[at]
        if not self._is_free(at) or document_name(line.folded) or line.level:
            return False
        if kind in {"date", "next"} or self._attendance_run(at, look_only=True) > at:
            return False
        is_open = bool(re.search(r"(?:,|\boch|\bsamt|&)$", before.folded))
        if kind == "place":
            return (line.gap == 0 and len(line.text) < 100) or (
                line.gap == 1 and (is_open or line.text[0].islower())
            )
        return line.gap <= 1 and is_open

    def _set(self, kind: str, value: str, used: Sequence[SourceLine]) -> bool:
        draft = self.draft
        if kind == "date":
            return self._read_date(used[0], value, used) or self._read_hours(used[0], value, used)
        if kind == "next":
            return read_next_meeting(value, used, draft)
        if kind in {"place", "body"}:
            if getattr(draft, kind):
                return False
            setattr(draft, kind, value)
            draft.place_lines(used, f"head.{kind}")
            return True
        return read_people(kind, value, used, draft)

    def _read_date(self, line: SourceLine, value: str, used: Sequence[SourceLine] = ()) -> bool:
        """Take the day, and the hours beside it. A line of running text is no date line."""
        moment = next((one for one in find_moments(value) if one.precision == "day"), None)
        if moment is None or self.moment is not None or (not used and len(value) > 120):
            return False
        self.moment, self.date_line = moment, line
        self.draft.date_text = value.strip(" ,.")
        self.draft.place_lines(used or [line], "head.date")
        name = _leading_name(value)
        if name:
            self.draft.document_name = self.draft.document_name or name
        if not used and not self.labelled and not self.titles:
            self.draft.body = _body_beside_date(value, moment, name)
        start, end, _ = find_hours(
            value[: moment.start] + " " * (moment.end - moment.start) + value[moment.end :]
        )
        self.draft.start, self.draft.end = start or self.draft.start, end or self.draft.end
        return True

    def _read_hours(self, line: SourceLine, value: str, used: Sequence[SourceLine] = ()) -> bool:
        start, end, (begins, ends) = find_hours(value)
        if start is None or self.draft.start is not None or (not used and len(value) > 60):
            return False
        self.draft.start, self.draft.end = start, end
        self.draft.place_lines(used or [line], "head.start")
        rest = (value[:begins] + value[ends:]).strip(" ,.;-")
        if re.search(r"[^\W\d_]", re.sub(r"\bkl(?:ockan)?\b", "", rest, flags=re.IGNORECASE)):
            self.draft.leave(line, rest)
        return True

    def _attendance_run(self, at: int, look_only: bool = False) -> int:
        """Return the end of a list of at least three persons with organisations that has no label."""
        stop = at
        while stop < len(self.lines) and (stop - at < 3 or not look_only):
            line = self.lines[stop]
            if (
                (line.gap > 1 and stop > at)
                or not self._is_free(stop)
                or not is_attendee(line.text, self.draft.names)
            ):
                break
            stop += 1
        if stop - at < 3:
            return at
        if not look_only:
            for line in self.lines[at:stop]:
                add_attendee(line.text, line, "member", self.draft)
            self.labelled = True
        return stop

    def _name_the_body(self) -> None:
        draft = self.draft
        titles = [line for line in self.titles if not self._take_number(line)]
        if draft.body or not (self.moment or self.labelled):
            for line in titles:
                draft.leave(line)
            return
        names = [(line, *_without_name(line.text)) for line in titles]
        draft.document_name = draft.document_name or next((name for _, _, name in names if name), "")
        draft.body = " ".join(text for _, text, _ in names)
        draft.place_lines(titles, "head.body")
        draft.place_lines([line for line, _, name in names if name], "head.document_name")

    def _take_number(self, line: SourceLine) -> bool:
        number = _NUMBER.search(line.folded)
        if number and not self.draft.number:
            self.draft.number = number[1]
        return bool(number and number[0] == line.folded)


def _leading_name(text: str) -> str:
    return document_name(fold(text).split(" ", 1)[0])


def _without_name(text: str) -> tuple[str, str]:
    """Part "Protokoll från möte med Gruppen" into what the group and the document are called."""
    first, _, others = text.partition(" ")
    before, _, last = text.rpartition(" ")
    if others and (trailing := document_name(fold(last))):
        return before, trailing
    name = document_name(fold(first)) if others else ""
    rest = others if name else text
    lead = _LEAD.match(fold(rest)) if name else None
    return (rest[lead.end() :].strip(" ,.-–") if lead else rest), name


def _body_beside_date(text: str, moment: Moment, name: str) -> str:
    """Return the group in a line such as "Protokoll styrelsen 2024-11-15"."""
    rest = _without_name(text[: moment.start])[0]
    rest = re.sub(r"(?:^|\s)(?:den|kl\.?|fran|från|datum:?|tid:?)\s*$", "", rest, flags=re.IGNORECASE).strip(
        " ,.-–:"
    )
    return rest if len(rest) > 3 and (name or len(rest) > 8) else ""


def read_people(kind: str, value: str, used: Sequence[SourceLine], draft: Draft) -> bool:
    """Take those who led, wrote or approve the minutes; words beside the names stay unplaced."""
    people, rest = split_people(value, draft.names)
    rest += [person.name for person in people if not looks_like_name(person.name, least=1)]
    people = [person for person in people if looks_like_name(person.name, least=1)]
    if not people:
        return False
    draft.add_people(kind, people)
    draft.place_lines(used, f"head.{kind}")
    if kind == "secretaries" and not draft.document_name:
        label = find_label(used[0].text, used[0].folded)
        draft.document_name = document_name(fold(label.printed)) if label else ""
    for word in rest:
        draft.leave(used[0], word)
    return True


def read_next_meeting(value: str, used: Sequence[SourceLine], draft: Draft) -> bool:
    moment = next(find_moments(value), None)
    if moment is None or draft.next_moment is not None or len(value) > _MAX_BODY:
        return False
    draft.next_moment = (moment, value)
    draft.place_lines(used, "head.next_meeting")
    return True


def settle_date(reader: HeadReader, text: str, file: str) -> bool:
    """Work out which day it was; return whether the year had to be inferred."""
    draft, moment, line = reader.draft, reader.moment, reader.date_line
    if moment is None or line is None:
        draft.warn("date_missing", "Hittar inget datum för mötet. Skriv in det.")
        return False
    year = moment.year
    if year is None:
        hints = years_in(file)
        year = infer_year(moment, years_in(text), hints[0] if hints else None)
    if year is None:
        draft.warn(
            "year_missing",
            f"Datumet ”{moment.text}” saknar år, och inget i texten visar vilket.",
            line.number,
            line.text,
        )
        return False
    draft.date = as_when(moment._replace(year=year), None).on
    if draft.date is None:
        draft.warn("date_missing", f"Datumet ”{moment.text}” finns inte {year}.", line.number, line.text)
        return False
    if moment.year is None:
        draft.warn(
            "year_inferred",
            f"Datumet ”{moment.text}” saknar år. Året {year} är uträknat ur texten.",
            line.number,
            line.text,
        )
    weekday = draft.date.weekday()
    if moment.weekday not in {None, weekday}:
        day = f"{draft.date.day} {MONTHS[draft.date.month - 1]} {draft.date.year}"
        draft.warn(
            "weekday_mismatch",
            f"Texten säger {WEEKDAYS[moment.weekday or 0]}, men {day} var en {WEEKDAYS[weekday]}.",
            line.number,
            line.text,
        )
    return moment.year is None
