from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from participants.models import Body, Membership, Organization, Person, User

PASSWORD = "protokollboken-demo"
# Invented people: e-mail name, person, role, group, organisation.
CAST = [
    ("sekreterare", "Demo Sekreterare", Membership.Role.SECRETARY, "lg", "Region Kronoberg"),
    ("justerare", "Demo Justerare", Membership.Role.MEMBER, "lg", "Växjö"),
    ("ledamot", "Demo Ledamot", Membership.Role.MEMBER, "lg", "Älmhult"),
    ("utomstaende", "Demo Utomstående", Membership.Role.MEMBER, "kommunalt-forum", "Ljungby"),
]


class Command(BaseCommand):
    help = "Skapa konton att prova med (bara när DEBUG är på)."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("Provkonton finns bara när DEBUG är på: lösenordet är känt av alla.")
        for name, person, role, body, organization in CAST:
            self._member(f"{name}@example.org", person, role, body, organization)
        if not User.objects.filter(email="admin@example.org").exists():
            User.objects.create_superuser("admin@example.org", PASSWORD)
        accounts = [f"{name}@example.org" for name, *_ in CAST] + ["admin@example.org"]
        self.stdout.write("Konton att prova med: " + ", ".join(accounts))
        self.stdout.write(f"Lösenord för alla: {PASSWORD}")

    def _member(self, email: str, name: str, role: str, slug: str, organization: str) -> None:
        user = User.objects.filter(email=email).first()
        if user is None:
            user = User.objects.create_user(email, PASSWORD)
        person, _ = Person.objects.get_or_create(user=user, defaults={"name": name})
        Membership.objects.get_or_create(
            person=person,
            body=Body.objects.get(slug=slug),
            role=role,
            defaults={"on_behalf_of": Organization.objects.filter(short_name=organization).first()},
        )
