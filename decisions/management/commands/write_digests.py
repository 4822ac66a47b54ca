from typing import Any

from django.core.management.base import BaseCommand

from decisions.digests import write_digests


class Command(BaseCommand):
    help = "Skriver sammanfattningar till dem som vill ha dem, en gång per dag eller vecka."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{write_digests()} sammanfattningar skrivna.")
