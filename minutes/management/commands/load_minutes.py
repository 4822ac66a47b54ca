import json
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from minutes.importer.files.document import Unreadable
from minutes.importer.interchange import meeting_to_wire
from minutes.importer.load import Outcome, load
from participants.models import Body


class Command(BaseCommand):
    help = "Läs in protokoll: text (.txt, .md) eller utbytesformatet (.json), filer och mappar."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="*", type=Path, help="filer eller mappar (annars fixtures/)")
        parser.add_argument(
            "--dry-run", action="store_true", help="visa vad som skulle hända, skriv ingenting"
        )
        parser.add_argument("--json", action="store_true", help="skriv det lästa i utbytesformatet")
        parser.add_argument(
            "--body", metavar="NAMN", help="gruppens namn i adressen, när dokumentet inte säger det"
        )
        parser.add_argument(
            "--replace", action="store_true", help="ersätt även möten som har ändrats sedan de lästes in"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        body = self._body(options["body"])
        paths = options["paths"] or [settings.FIXTURES_DIR]
        outcomes: list[Outcome] = []
        try:
            with transaction.atomic() if options["dry_run"] else nullcontext():
                for outcome in load(paths, body=body, overwrite=options["replace"], progress=self._progress):
                    outcomes.append(outcome)
                    if not options["json"]:
                        self._report(outcome)
                if options["dry_run"]:
                    transaction.set_rollback(True)
        except Unreadable as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            found = [meeting_to_wire(o.meeting, o.printed) for o in outcomes if o.meeting]
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
        self._sum_up(outcomes, options)

    def _progress(self, done: int, total: int) -> None:
        if self.stderr.isatty():
            bar = "#" * (30 * done // total)
            self.stderr.write(f"\r[{bar:<30}] {done} av {total} filer", ending="\n" if done == total else "")

    def _body(self, slug: str | None) -> Body | None:
        if slug is None:
            return None
        body = Body.objects.filter(slug=slug).first()
        if body is None:
            known = ", ".join(Body.objects.order_by("slug").values_list("slug", flat=True)) or "inga"
            raise CommandError(f"Gruppen {slug!r} finns inte. Grupper: {known}.")
        return body

    def _report(self, outcome: Outcome) -> None:
        """Say what to look at in one meeting; the table at the end says the rest."""
        remarks = [
            f"rad {problem.line}: {problem.message}" if problem.line else problem.message
            for problem in outcome.problems
            if outcome.written
        ]
        if outcome.meeting and outcome.written and outcome.meeting.unplaced:
            lines = ", ".join(str(row.line) for row in outcome.meeting.unplaced[:10])
            more = " …" if len(outcome.meeting.unplaced) > 10 else ""
            remarks.append(f"Oplacerat, står kvar hos mötet: rad {lines}{more}.")
        if remarks:
            self.stdout.write("\n    ".join([f"{outcome.file}:", *remarks]))

    def _table(self, outcomes: list[Outcome]) -> None:
        rows: list[tuple[str, ...]] = [("fil", "datum", "närvarande", "ärenden", "beslut", "vad")]
        for outcome in outcomes:
            meeting = outcome.meeting
            decisions = sum(len(item.decisions) for item in meeting.items) if meeting else 0
            figures = (len(meeting.attendance), len(meeting.items), decisions) if meeting else ("", "", "")
            day = str(meeting.date or "?") if meeting else ""
            says = outcome.says.removeprefix(f"{outcome.file}: ")
            rows.append((outcome.file, day, *map(str, figures), says))
        widths = [max(len(row[column]) for row in rows) for column in range(5)]
        for row in rows:
            cells = (
                cell.rjust(width) if column in {2, 3, 4} else cell.ljust(width)
                for column, (cell, width) in enumerate(zip(row, widths, strict=False))
            )
            self.stdout.write("  ".join([*cells, row[5]]))

    def _unread(self, refused: list[Outcome]) -> list[Outcome]:
        """Return those that gave no minutes at all; say of the others what an import would lack.

        What was read is printed, and that is all that was asked for: a group that the book does not know
        is no failure until somebody loads.
        """
        unread = [o for o in refused if not (o.meeting and (o.meeting.items or o.meeting.attendance))]
        for outcome in refused:
            if outcome not in unread:
                self.stderr.write(f"{outcome.file}: {outcome.says}.")
        return unread

    def _sum_up(self, outcomes: list[Outcome], options: dict[str, Any]) -> None:
        written = sum(outcome.written for outcome in outcomes)
        failed = [outcome for outcome in outcomes if not outcome.ok]
        if options["json"] and options["dry_run"]:
            failed = self._unread(failed)
        if not options["json"]:
            self._table(outcomes)
            verb = "Skulle läsas in" if options["dry_run"] else "Lästes in"
            same = len(outcomes) - written - len(failed)
            self.stdout.write(f"{verb}: {written}. Oförändrade: {same}. Lästes inte: {len(failed)}.")
        if not outcomes:
            raise CommandError("Inga filer att läsa. Läsbara är .txt, .md och .json.")
        if failed:
            names = ", ".join(outcome.file for outcome in failed)
            raise CommandError(f"{len(failed)} lästes inte in: {names}.")
