from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from minutes.paper_text import read_all
from minutes.search_index import Check, check, rebuild

SHOWN = 20


class Command(BaseCommand):
    help = "Gör sökningens register på nytt av det som står i boken, eller jämför dem (--check)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="visa vad som skiljer, ändra ingenting")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            self._report(check())
            return
        read = read_all()
        self.stdout.write(f"Underlag som lästes: {read}. Poster i sökningen: {rebuild()}.")

    def _report(self, found: Check) -> None:
        self.stdout.write(f"Poster: {found.entries}. Väntar på att läggas in: {found.waiting}.")
        for what, rows in (("saknas", found.missing), ("stämmer inte", found.outdated)):
            for row in rows[:SHOWN]:
                self.stdout.write(f"{what}: {row}")
            if len(rows) > SHOWN:
                self.stdout.write(f"{what}: {len(rows) - SHOWN} till")
        for trigger in found.triggers:
            self.stdout.write(f"trigger saknas: {trigger}")
        if found.surplus or found.words:
            self.stdout.write(f"poster för mycket: {found.surplus}, ord som saknas: {found.words}")
        if not found.is_good:
            raise CommandError("Sökningen stämmer inte med boken. Kör rebuild_search.")
        self.stdout.write("Sökningen stämmer med boken.")
