"""The whole way of an import, from files to the book: read → parse → plan → store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from minutes.follow_up import follow_up
from minutes.importer.plan import REFUSED, SAYS, WRITES, Plan, Step, make_plan
from minutes.importer.read import Unreadable, find_files, read_file
from minutes.importer.records import Book, ParsedMeeting, Problem
from minutes.importer.register import Register
from minutes.importer.store import store
from minutes.importer.store_register import has_register, is_known, store_register
from participants.models import Body, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file, or of one meeting in it: `says` is for the person who loads."""

    file: str
    says: str
    ok: bool = True
    written: bool = False
    meeting: ParsedMeeting | None = None
    problems: tuple[Problem, ...] = ()


def load(
    paths: list[Path],
    *,
    body: Body | None = None,
    overwrite: bool = False,
    by: User | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Iterator[Outcome]:
    """Import files and folders, yielding an outcome for each meeting as it is stored.

    A file that can't be read is reported and the rest go on. Each meeting is one transaction. At the end,
    promises and references are followed up, since they may point from one file to another.
    """
    register = Register.load()
    touched: set[Body] = set()
    files = find_files(paths)
    for done, path in enumerate(files, start=1):
        progress(done, len(files))
        try:
            found = read_file(path)
        except Unreadable as error:
            yield Outcome(file=path.name, says=str(error), ok=False)
            continue
        if found.register and has_register(found.register):
            yield _load_register(path, found.register, overwrite)
            register = Register.load()
        for source in found.sources:
            plan = make_plan(source, register, body, overwrite)
            repaired = plan.repaired(register)
            meeting = store(plan, register, by)
            if meeting and plan.step in WRITES:
                touched.add(meeting.body)
            yield _outcome(plan, repaired)
    for group in touched:
        follow_up(group)


def _load_register(path: Path, book: Book, overwrite: bool) -> Outcome:
    if is_known(book) and not overwrite:
        return Outcome(file=path.name, says=f"register, {SAYS[Step.UNCHANGED]}")
    store_register(book)
    counts = (
        f"{len(book.bodies)} grupper, {len(book.organizations)} organisationer, {len(book.people)} personer"
    )
    return Outcome(file=path.name, says=f"register, läses in: {counts}", written=True)


def _outcome(plan: Plan, repaired: ParsedMeeting) -> Outcome:
    return Outcome(
        file=plan.source.file,
        says=SAYS[plan.step],
        ok=plan.step not in REFUSED,
        written=plan.step in WRITES,
        meeting=repaired,
        problems=plan.problems,
    )
