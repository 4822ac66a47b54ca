"""Print what the app's own role on PostgreSQL needs; the owner of the tables runs it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from minutes.app_role import grants
from minutes.status import Refused


class Command(BaseCommand):
    help = "Skriv ut SQL som ger en roll i PostgreSQL det boken behöver, utan rätt att ändra bevis."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="rollens namn; den ska finnas och inte äga något")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for statement in grants(options["name"]):
                self.stdout.write(statement)
        except Refused as refused:
            raise CommandError(str(refused)) from None
