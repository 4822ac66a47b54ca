"""Loads the account of a session, and with it whether it is a secretary's: each page's menu asks."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Exists, OuterRef

from participants.models import Membership, User


class BookBackend(ModelBackend):
    def get_user(self, user_id: Any) -> User | None:
        held = Membership.objects.at().filter(person__user=OuterRef("pk"), role=Membership.Role.SECRETARY)
        user = User.objects.annotate(is_secretary=Exists(held)).filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
