"""A list of members goes into the register: all of it or nothing, and only as it was shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db import transaction

from participants.member_plan import Cells, Plan, Question, make_plan
from participants.member_register import Role
from participants.models import Body, Membership, Person, User

# What the user says to the questions, by row.
Answer = Callable[[list[Question]], Mapping[int, str]]


class NotStored(Exception):
    """Nothing was stored: something is wrong, is asked, or is no longer as it was shown."""

    def __init__(self, plan: Plan, questions: list[Question], is_overtaken: bool = False) -> None:
        super().__init__()
        self.plan, self.questions, self.is_overtaken = plan, questions, is_overtaken


@transaction.atomic
def take_in(rows: list[tuple[int, Cells]], user: User, answer: Answer, seen: str, file_name: str) -> Plan:
    """Carry out the plan whose digest the user has seen, with the user's answers about namesakes."""
    own = Body.objects.written_by(user).values("pk")
    # Two lists about the same group wait for each other, else both would bring the same new people.
    list(Body.objects.select_for_update().filter(pk__in=own).order_by("pk").values_list("pk"))
    plan = shown = make_plan(rows, user, {})
    if shown.digest != seen:
        raise NotStored(shown, shown.questions, is_overtaken=True)
    if shown.questions:
        plan = make_plan(rows, user, answer(shown.questions))
    if plan.faults or plan.questions:
        raise NotStored(plan, shown.questions)
    _store(plan, user, f"Inläst från {file_name}.")
    return plan


def _store(plan: Plan, user: User, note: str) -> None:
    rows = list(plan.new_people)
    people = Person.objects.bulk_create([Person(name=plan.new_people[row]) for row in rows])
    by_row = dict(zip(rows, people, strict=True))
    known = Person.objects.in_bulk([who.pk for who, _ in plan.roles if who.pk])
    given = [_membership(by_row[who.row] if who.row else known[who.pk], role) for who, role in plan.roles]
    changed = [row for row in given if row.pk is not None]
    added = Membership.objects.bulk_create([row for row in given if row.pk is None])
    Membership.objects.bulk_update(changed, ["post", "start_date", "end_date"], batch_size=200)
    for flag, stored in ((ADDITION, people), (ADDITION, added), (CHANGE, changed)):
        LogEntry.objects.log_actions(user.pk, stored, flag, note)


def _membership(person: Person, role: Role) -> Membership:
    return Membership(
        pk=role.pk or None,
        person=person,
        body=role.body,
        role=role.role,
        on_behalf_of=role.organization,
        post=role.post,
        start_date=role.start,
        end_date=role.end,
    )
