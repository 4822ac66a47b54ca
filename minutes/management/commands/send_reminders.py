from typing import Any

from django.core.management.base import BaseCommand

from minutes.reminders import remind


class Command(BaseCommand):
    help = "Skriv påminnelser om justering. Kör en gång om dagen; en gång till samma dag ändrar ingenting."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Skrivna påminnelser: {remind()}.")
