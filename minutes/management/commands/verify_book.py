"""Check all that the book stores against its ledger."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from minutes.evidence.book import check_book, exit_code
from minutes.evidence.findings import OK, Finding

VERDICTS = {
    0: "RESULTAT: OK. Allt som boken har sparat är som liggaren säger, och som när kontrollpunkten gjordes.",
    1: "RESULTAT: FEL. Något är ändrat eller borta.",
    2: "RESULTAT: KAN INTE AVGÖRA. Inget fel är funnet, men allt är inte bevisat.",
}


class Command(BaseCommand):
    help = "Kontrollera hela boken: kedjan, godkännandena, filerna, skydden och texten som visas."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--checkpoint", type=Path, help="textfil med en kontrollpunkt, som den står i ett kvitto"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            letter = options["checkpoint"].read_text(encoding="utf-8-sig") if options["checkpoint"] else ""
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"Filen kan inte läsas: {error}", returncode=2) from None
        found: list[Finding] = []
        for name, findings in check_book(letter):
            self._print(name, findings)
            found += findings
        code = exit_code(found)
        self.stdout.write(VERDICTS[code])
        if code:
            sys.exit(code)

    def _print(self, name: str, findings: list[Finding]) -> None:
        faults = [finding for finding in findings if finding.result != OK]
        if not faults:
            self.stdout.write(f"{name}: OK")
        for result, words in findings:
            self.stdout.write(f"  {words}" if result == OK else f"{name}: {result}: {words}")
