"""What a member's page may assume."""

from django.http import HttpRequest

from participants.models import User


class MemberRequest(HttpRequest):
    """A request to a page behind the login: LoginRequiredMiddleware has seen to it that there is a user."""

    user: User
