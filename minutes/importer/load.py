"""The whole way of an import, from files to the book: read → parse → plan → store."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import MultipleObjectsReturned, ObjectDoesNotExist
from django.db import DatabaseError
from django.db.models import ProtectedError

from minutes.follow_up import follow_up
from minutes.importer.files.document import Unreadable, display_name
from minutes.importer.plan import REFUSED, SAYS, WRITES, Step, make_plan
from minutes.importer.read import Found, Source, find_files
from minutes.importer.records import Book, ParsedMeeting, Problem
from minutes.importer.register import Register
from minutes.importer.store import Overtaken, store
from minutes.importer.store_items import Reported
from minutes.importer.store_register import has_register, is_known, store_register
from minutes.importer.workers import read_files
from minutes.threads import propose_threads
from participants.models import Body, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file, or of one meeting in it: `says` is for the person who loads."""

    file: str
    says: str
    ok: bool = True
    written: bool = False
    meeting: ParsedMeeting | None = None
    printed: ParsedMeeting | None = None  # as the document spells it
    problems: tuple[Problem, ...] = ()


def load(
    paths: list[Path],
    *,
    body: Body | None = None,
    overwrite: bool = False,
    by: User | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Generator[Outcome, None, None]:
    """Import files and folders, yielding an outcome for each meeting as it is stored.

    A file that can't be read is reported and the rest go on. Each meeting is one transaction. At the end,
    promises and references are followed up, since they may point from one file to another: not when it is
    broken off, for "the next meeting" may be in a file that was not reached. Loading again does it.
    """
    loader = _Loader(body, overwrite, by)
    files = find_files(paths)
    with closing(read_files(files)) as read:
        for done, (path, found) in enumerate(zip(files, read, strict=True), start=1):
            progress(done, len(files))
            yield from loader.load(path, found)
    for group in loader.touched.values():
        follow_up(group)
        propose_threads(group)


@dataclass(slots=True)
class _Loader:
    body: Body | None
    overwrite: bool
    by: User | None
    register: Register = field(default_factory=Register.load)
    touched: dict[int, Body] = field(default_factory=dict)

    def load(self, path: Path, found: Found | Unreadable) -> Iterator[Outcome]:
        if isinstance(found, Unreadable):
            yield Outcome(file=display_name(path.name), says=str(found), ok=False)
            return
        if found.register and has_register(found.register):
            yield _load_register(path, found.register, self.overwrite)
            self.register = Register.load()
        for source in found.sources:
            yield self._load_meeting(source)

    def _load_meeting(self, source: Source) -> Outcome:
        """Store one meeting; what no database takes, or what has changed meanwhile, stops this one alone."""
        plan = make_plan(source, self.register, self.body, self.overwrite)
        repaired = plan.repaired(self.register)
        try:
            meeting = store(plan, self.register, self.by)
        except (Overtaken, Reported, ProtectedError, DatabaseError, ValueError) as error:
            self.register = Register.load()  # what this one had added to it is not in the database
            says = f"läses inte in: {_reason(error)}"
            return Outcome(file=source.file, says=says, ok=False, meeting=repaired, printed=source.meeting)
        if (
            meeting and meeting.body_id not in self.touched
        ):  # also of an unchanged one: a load that was killed has not followed it up
            self.touched[meeting.body_id] = meeting.body
        return Outcome(
            file=source.file,
            says=SAYS[plan.step],
            ok=plan.step not in REFUSED,
            written=plan.step in WRITES,
            meeting=repaired,
            printed=source.meeting,
            problems=plan.problems,
        )


def _reason(error: Exception) -> str:
    if isinstance(error, Overtaken):
        return "mötet ändrades just nu av någon annan. Läs in det igen"
    if isinstance(error, Reported):
        return f"ärendet ”{error}” saknas nu, och det finns rapporter om det i boken. Ordna det för hand"
    if isinstance(error, ProtectedError):
        return "ett beslut som andra beslut bygger på saknas nu. Ordna det för hand"
    return f"databasen tog inte emot det ({str(error).splitlines()[0][:120]})"


def _load_register(path: Path, book: Book, overwrite: bool) -> Outcome:
    name = display_name(path.name)
    if is_known(book) and not overwrite:
        return Outcome(file=name, says=f"register, {SAYS[Step.UNCHANGED]}")
    try:
        store_register(book)
    except (DatabaseError, ObjectDoesNotExist, MultipleObjectsReturned, ValueError) as error:
        return Outcome(file=name, says=f"registret läses inte in: {str(error).splitlines()[0]}", ok=False)
    counts = (
        f"{len(book.bodies)} grupper, {len(book.organizations)} organisationer, {len(book.people)} personer"
    )
    return Outcome(file=name, says=f"register, läses in: {counts}", written=True)
