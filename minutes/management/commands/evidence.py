"""Write the evidence of a sealed meeting to a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from minutes.evidence.bundle import bundle_name, evidence_bundle
from minutes.models import Meeting
from minutes.status import Refused


class Command(BaseCommand):
    help = "Gör ett bevispaket av ett justerat möte: en zip-fil som går att kontrollera utan boken."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("meeting", type=int, help="mötets nummer i adressen: /moten/NUMMER/")
        parser.add_argument("-o", "--output", type=Path, help="filen (annars bevis-GRUPP-DATUM.zip här)")

    def handle(self, *args: Any, **options: Any) -> None:
        meeting = Meeting.objects.select_related("body").filter(pk=options["meeting"]).first()
        if meeting is None:
            raise CommandError(f"Det finns inget möte med nummer {options['meeting']}.")
        try:
            content = evidence_bundle(meeting)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        path = options["output"] or Path(bundle_name(meeting))
        path.write_bytes(content)
        self.stdout.write(f"{path}: {len(content)} byte. Kontrollera med: python3 verify.py {path}")
