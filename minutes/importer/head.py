"""The top of the minutes: whose they are, when and where, who led and wrote, and who was there."""

import re
from collections.abc import Sequence
from itertools import takewhile

from minutes.importer.attendance import add_attendee, is_attendee, read_attendance, read_unlabelled
from minutes.importer.dates import (
    Moment,
    find_hours,
    find_moments,
)
from minutes.importer.days import is_of_other, names_meeting
from minutes.importer.draft import LAYOUT, Draft
from minutes.importer.folding import fold
from minutes.importer.guessed import guess_label, is_run
from minutes.importer.labels import (
    ATTENDANCE,
    HEAD,
    Label,
    document_name,
    find_label,
    is_columns,
)
from minutes.importer.lines import SourceLine
from minutes.importer.officers import officers_in
from minutes.importer.parts import add_listed_part, find_listed_part, find_part, open_part
from minutes.importer.people import read_next_meeting, read_offices, read_people
from minutes.importer.signatures import take_columns, take_signed
from minutes.importer.signers import part_offices
from minutes.importer.spaced import spaced_label, split_labels
from minutes.importer.told import read_told, tells
from minutes.importer.wording import sentences

_NUMBER = re.compile(
    r"\b(?:\w{0,20}protokoll|mote|sammantrade)\s+(?:nr|nummer)\.?\s*(\d{1,4}(?:[/:-]\d{1,4})?)"
)
_LEAD = re.compile(
    r"(?:fran|fort vid|vid|for|av|pa)\s+(?:(?:ordinarie\s+)?(?:mote|sammantrade)t?\s+(?:med|i|for|av)\s+)?"
    r"|(?:mote|sammantrade)t?\s+(?:med|i|for|av)\s+"
)
_BARE_WORDS = re.compile(r"\b(?:kl(?:ockan)?\b\.?|den\b|kl\.)|\bklockan\b", re.IGNORECASE)
_MAIL = re.compile(r"(Från|From|Till|To|Ämne|Subject|Kopia|Cc|Skickat|Sent):\s*([^<\[]*)")
_NOTICE = {
    "anslag/bevis",
    "bevis/anslag",
    "anslag",
    "bevis om anslag",
    "anslagsbevis",
    "bevis",
    "tillkännagivande",
}
_CHOICE = "Val av mötets funktionärer"  # whoever is chosen in the head is chosen for the meeting
_MAX_TITLES = 4
_MAX_LINES = 1000  # beyond these it is no head, but a document without items
_MAX_BODY = 200
_PARAGRAPH = 15  # lines of running text


class HeadReader:
    """Reads the lines before the first item; the printed date waits until its year is known."""

    def __init__(self, lines: Sequence[SourceLine], draft: Draft) -> None:
        self.lines = [
            part
            for line in lines[:_MAX_LINES]
            for one in split_labels(line)
            for part in part_offices(one, in_head=True)
        ] + list(lines[_MAX_LINES:])
        self.draft = draft
        self.titles: list[SourceLine] = []
        self.moment: Moment | None = None
        self.date_line: SourceLine | None = None
        self.labelled = False
        self.is_labelled_date = False
        self.is_mail = False
        self.is_notice = False  # from here on only the notice board is served

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
        if (stop := take_columns(self.lines, at, draft)) > at:
            self.labelled = True
            return stop
        if name := document_name(line.folded):
            draft.document_name = draft.document_name or name
            draft.place_lines([line], "head.document_name")
            return at + 1
        if mail := _MAIL.match(line.text):
            self._read_mail(line, mail)
            return at + 1
        label = find_label(line.text, line.folded)
        if label and label.kind == "date" and self.is_mail:
            draft.leave(line)  # the day of the letter is not the meeting's
            return at + 1
        if label is None or label.kind not in HEAD:
            label = spaced_label(line, draft.names) or label
        if label and label.kind in HEAD:
            self.labelled = True
            if at and label.kind == "when" and self.lines[at - 1].folded == "justeringens":
                draft.leave(line)
                return at + 1
            return self._read_label(at, label)
        if line.text[-1] not in ".:" and (stop := self._read_told_paragraph(at)) > at:
            self.labelled = True
            return stop
        if read_offices(line, draft) or read_told(line, draft):
            self.labelled = True
            return at + 1
        if (self.moment is None or self._is_better_date(line)) and self._read_date(line, line.text):
            return at + 1
        return self._read_unlabelled(at)

    def _read_told_paragraph(self, at: int) -> int:
        """Read who was there out of running text whose sentences go on from line to line; return its end."""
        near = [self.lines[at], *takewhile(lambda line: not line.gap, self.lines[at + 1 : at + _PARAGRAPH])]
        if len(near) < 2 or not tells(" ".join(line.folded for line in near)):
            return at  # most lines: asked before labels are looked for
        stop = next((end for end in range(at + 1, at + len(near)) if not self._is_free(end)), at + len(near))
        used = self.lines[at:stop]
        if len(used) < 2 or any(line.bullet or line.cells or line.text[-1] == ":" for line in used):
            return at
        text = " ".join(line.text for line in used)
        whole = used[0]._replace(text=text, folded=fold(text))
        if not tells(whole.folded) or not read_told(whole, self.draft):
            return at
        for line in used:
            if self.moment is None:
                self._read_date(line, line.text)
        self._read_chosen(whole)
        self.draft.place_lines(used, "attendance")
        return stop

    def _read_unlabelled(self, at: int) -> int:
        """Read a list of those present that has no label, a line of the title, or any other line."""
        line, draft = self.lines[at], self.draft
        if (run := self._attendance_run(at)) > at:
            return run
        if guess := guess_label(self.lines, at, draft.names):
            self.labelled = True
            return read_attendance(self.lines, at, guess, draft)
        if is_run(self.lines, at, draft.names) and (stop := read_unlabelled(self.lines, at, draft)) > at:
            self.labelled = True
            return stop
        is_sentence = self.is_mail and line.text[-1] in ".!?,"
        if (
            not (self.labelled or is_sentence)
            and len(self.titles) < _MAX_TITLES
            and len(line.text) <= _MAX_BODY
        ):
            self.titles.append(line)
        elif draft.start is not None or not self._read_hours(line, line.text):
            draft.leave(line)
            self._read_chosen(line)
        return at + 1

    def _read_label(self, at: int, label: Label) -> int:
        if label.kind in ATTENDANCE:
            return read_attendance(self.lines, at, label, self.draft)
        if label.kind == "skip":
            return self._skip(at, label)
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

    def _read_chosen(self, line: SourceLine) -> None:
        for start, end in sentences(line.text):
            for office, person in officers_in(line.text[start:end], _CHOICE, 0, self.draft.names):
                self.draft.add_people(office, [person])
                self.draft.place_lines([line], f"head.{office}")

    def _read_mail(self, line: SourceLine, mail: re.Match[str]) -> None:
        """Take the sender of notes that came as a letter for the one who wrote them, if no other is."""
        self.is_mail = True
        self.draft.leave(line)
        if mail[1].lower() in {"från", "from"}:
            self.draft.sender = mail[2].strip(' "')

    def _skip(self, at: int, label: Label) -> int:
        """Leave what only the notice board needs, with the value that stands under its label."""
        line = self.lines[at]
        if label.printed in _NOTICE:
            self.is_notice = True
        if label.printed.startswith("underskrift") and (stop := take_signed(self.lines, at + 1, self.draft)):
            self.draft.place_lines([line], LAYOUT)
            return stop
        under = self.lines[at + 1 : at + 2]
        takes = not label.value and under and not under[0].gap and self._is_free(at + 1)
        if label.value or takes:
            self.draft.leave(line)
        else:
            self.draft.place_lines([line], LAYOUT)
        if not takes:
            return at + 1
        self.draft.leave(under[0])
        return at + 2

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
        if kind == "when":
            return self._read_when(value, used)
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
        if moment is None or (not used and (len(value) > 120 or is_of_other(value[: moment.start]))):
            return False
        if self.moment is not None:
            if self.is_notice or self.is_labelled_date or not (used or self._is_better_date(line)):
                return False
            self.draft.leave(self.date_line or line)  # the day that is labelled is the meeting's
        self.is_labelled_date = bool(used)
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

    def _is_better_date(self, line: SourceLine) -> bool:
        """Tell whether the line names the meeting and its day, where only the bare day of a page is known."""
        if self.moment is None or self.is_labelled_date or self.date_line is None or len(line.text) > 120:
            return False
        return self.moment.text == self.date_line.text.rstrip(" ,.") and names_meeting(line.text)

    def _read_when(self, value: str, used: Sequence[SourceLine]) -> bool:
        """Take day, hours and place from "Kommunhuset, tisdagen den 12 mars 2024, kl. 13.00–15.40"."""
        draft = self.draft
        moment = next((one for one in find_moments(value) if one.precision == "day"), None)
        rest = value
        if moment:
            self._read_date(used[0], value, used)
            rest = value[: moment.start] + " " * (moment.end - moment.start) + value[moment.end :]
        start, end, (begins, ends) = find_hours(rest)
        if start and draft.start is None:
            draft.start, draft.end = start, end
        rest = rest[:begins] + " " + rest[ends:]
        place = re.sub(r"\s+", " ", _BARE_WORDS.sub("", rest)).strip(" ,.;–-")
        if len(place) > 2 and not draft.place:
            draft.place = re.sub(r"(?: ?,)+", ",", place)
            draft.place_lines(used, "head.place")
        if not moment and not start and not place:
            return False
        draft.place_lines(used, "head.date" if moment else "head.start" if start else "head.place")
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
        while stop < min(len(self.lines), at + _MAX_LINES) and (stop - at < 3 or not look_only):
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
        top = [*self.titles, *([self.date_line] if self.date_line else [])]
        draft.heading = " ".join([*(line.text for line in top), draft.document_name])
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
        """Take the number of the minutes from the line; return whether the line says nothing else."""
        number = _NUMBER.search(line.folded)
        if number is None:
            return False
        is_alone = number[0] == line.folded
        if not self.draft.number:
            self.draft.number = number[1]
            self.draft.place_lines([line], "head.number")
        elif is_alone:
            self.draft.leave(line)
        return is_alone


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
