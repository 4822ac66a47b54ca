"""The rounds of the desk's bench: the same words into every item, by the desk and by the ORM."""

import django
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.test.utils import setup_test_environment
from django.urls import reverse

django.setup()

from decisions.desk.capture import offers  # noqa: E402  needs the settings
from decisions.desk.load import Desk  # noqa: E402
from decisions.desk.saving import find_part, save  # noqa: E402
from decisions.desk.sent import Sent  # noqa: E402
from minutes.approval import lock  # noqa: E402
from minutes.models import AgendaItem, Meeting, Presenter  # noqa: E402
from participants.models import Membership  # noqa: E402
from participants.sheets import MOST_ROWS  # noqa: E402
from tests.decisions.capture_facts import FACTS, SHAPES  # noqa: E402
from tests.factories import account, make_body, make_decision, make_item, make_meeting, make_member  # noqa: E402
from tests.participants.member_files import HEAD, confirm, upload  # noqa: E402

Form = tuple[str, dict[str, str], str]


class Rounds:
    def __init__(self, items: int) -> None:
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        body = make_body("BB")
        secretary = make_member("Siv Bänk", body, Membership.Role.SECRETARY)
        self.user = account(secretary)
        self.meeting = make_meeting(body, Meeting.Status.DRAFT)
        for number in range(items):
            item = make_item(self.meeting, f"Ärende {number}", background="Text. " * 60)
            Presenter.objects.create(item=item, person=secretary)
            if number % 2:
                make_decision(item)
        self.client = Client(headers={"host": "bench.example.org"})
        self.client.force_login(self.user)

    def forms(self, number: int) -> list[Form]:
        """Return what a browser sends when somebody has added a line to each item."""
        desk = Desk(Meeting.objects.select_related("body").get(pk=self.meeting.pk), self.user)
        sent = []
        for item in self.meeting.items.all():
            part = find_part(desk, f"arende-{item.pk}")
            sent.append((part.key, {**part.stored(), "background": f"Varv {number} skrivbordet"}, part.token))
        return sent

    def by_desk(self, forms: list[Form]) -> None:
        for key, typed, token in forms:
            outcome = save(self.meeting, self.user, Sent(key, typed, token))
            assert outcome.is_saved, outcome

    def by_orm(self, number: int) -> None:
        """Lock the meeting, read the item with its presenters, write it, and read it again."""
        rows = AgendaItem.objects.select_related("matter").prefetch_related("presenters__person")
        for pk in self.meeting.items.values_list("pk", flat=True):
            with transaction.atomic():
                lock(self.meeting)
                item = rows.get(pk=pk)
                item.background = f"Varv {number} ORM"
                item.save(update_fields=["background"])
                str(rows.get(pk=pk))

    def open(self) -> None:
        page = self.client.get(reverse("admin:desk", args=[self.meeting.pk]))
        assert page.status_code == 200, page

    def capture(self, length: int) -> None:
        """Look for what long texts of every shape offer."""
        for piece in SHAPES:
            offers((piece * length)[:length], FACTS)

    def members(self) -> None:
        """Read and store as many people as a file may have."""
        setup_test_environment()  # the page's context says what to confirm
        rows = "".join(f"Person {n};p{n}@example.org;Ekby;BB;ledamot;Lärare;;\n" for n in range(MOST_ROWS))
        assert confirm(self.client, upload(self.client, HEAD + rows)).status_code == 302
