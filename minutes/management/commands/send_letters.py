import signal
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.db.utils import OperationalError

from minutes.postman import send_due

PAUSE = 5.0


class Command(BaseCommand):
    help = "Skicka breven som väntar i utkorgen, ett åt gången och vart och ett en gång."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--watch", action="store_true", help="fortsätt tills kommandot avbryts")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["watch"]:
            self._round()
            return
        self.stopped = False
        for kind in (signal.SIGTERM, signal.SIGINT):
            signal.signal(kind, self._stop)
        while not self.stopped:
            close_old_connections()
            try:
                self._round(quiet=True)
            except OperationalError as error:  # the database is away for a while
                self.stderr.write(str(error))
            self._pause()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopped = True

    def _pause(self) -> None:
        until = time.monotonic() + PAUSE
        while not self.stopped and time.monotonic() < until:
            time.sleep(0.2)

    def _round(self, quiet: bool = False) -> None:
        done = send_due()
        if not quiet or done.sent or done.failed:
            self.stdout.write(
                f"Skickade: {done.sent}. Misslyckade: {done.failed}. Uppgivna: {done.given_up}."
            )
