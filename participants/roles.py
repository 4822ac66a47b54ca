"""What follows from the roles that somebody holds today; a request asks each question once."""

from collections.abc import Callable
from typing import TypeVar, cast

from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest

from participants.models import Body, Membership, Person, User

Answer = TypeVar("Answer")

# Where minutes name a person, seen from the person.
NAMED_IN = [
    "attendances__meeting",
    "officers__meeting",
    "presenters__item__meeting",
    "actions__item__meeting",
    "obligations__action__item__meeting",
]


def once(request: HttpRequest, question: str, ask: Callable[[], Answer]) -> Answer:
    """Return the answer, asked the first time only: an admin page asks for permission some hundred times."""
    answers = vars(request).setdefault("_answers", {})
    if question not in answers:
        answers[question] = ask()
    return cast(Answer, answers[question])


def bodies_written(request: HttpRequest) -> frozenset[int]:
    """Return the keys of the groups that the user writes the minutes of (a superuser: all)."""
    written = Body.objects.written_by(request.user)
    return once(request, "bodies_written", lambda: frozenset(written.values_list("pk", flat=True)))


def may_write(request: HttpRequest) -> bool:
    """Return whether the user has anything to do in the admin; a superuser has, also in an empty book."""
    user = request.user
    return user.is_active and (user.is_superuser or bool(bodies_written(request)))


def people_written_about(user: User) -> QuerySet[Person]:
    """Return the people whom the user, as secretary, keeps in order.

    Known to one of the secretary's own groups, by role or by name in its minutes, or added by the
    secretary: somebody new is not named anywhere until the page that asked for the person is saved.
    """
    if user.is_superuser:
        return Person.objects.all()
    bodies = Body.objects.written_by(user)
    known = Q(pk__in=Membership.objects.filter(body__in=bodies).values("person_id"))
    for path in NAMED_IN:
        known |= Q(pk__in=Person.objects.filter(**{f"{path}__body__in": bodies}).values("pk"))
    added = LogEntry.objects.filter(
        user=user, action_flag=ADDITION, content_type=ContentType.objects.get_for_model(Person)
    )
    return Person.objects.filter(
        known | Q(pk__in=added.annotate(row=Cast("object_id", BigIntegerField())).values("row"))
    )
