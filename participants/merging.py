"""Two rows that are the same person become one: what pointed at the other points at the one that is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, UniqueConstraint

from participants.models import Body, Membership, Person, PersonAlias, PersonMerge, User
from participants.roles import people_written_about

# What shows who did something, seen from the person: such rows are added and never changed.
EVIDENCE = {"approvals", "change_proposals", "correctionapprovals"}
# What belongs to the person, and to no group.
OF_PERSON = (PersonAlias, PersonMerge)
# Rows with these in common say the same: the other person's may go.
SAME: dict[type[Model], list[str]] = {
    Membership: ["body", "role", "on_behalf_of", "start_date", "end_date"],
    PersonAlias: ["name"],
}
STEPS_TO_BODY = ("body", "meeting", "revision", "correction", "obligation", "action", "item")
ACCOUNT = "participants.Person.user"

GONE = "En av personerna finns inte längre. Gå tillbaka till listan och välj på nytt."
ITSELF = "Det är samma person två gånger. Välj två olika."
NOT_YOURS = "Du kan bara slå ihop personer som dina egna grupper känner. En administratör kan göra det."
ELSEWHERE = (
    "{other} finns också i en grupp som du inte skriver för. "
    "Behåll {other} i stället, eller be en administratör slå ihop dem."
)
ACCOUNT_ELSEWHERE = (
    "{other} har ett konto, och {kept} finns också i en grupp som du inte skriver för. Kontot skulle få den "
    "gruppens roller. Behåll {other} i stället, eller be en administratör slå ihop dem."
)
TWO_ACCOUNTS = (
    "Båda har ett konto. Be en administratör ta bort det ena kontot från sin person, och slå ihop dem sedan."
)
TWO_WITNESSES = (
    "Båda har justerat eller lämnat ändringsförslag, och det får inte ändras. De får stå kvar som två."
)
KEEP_THE_WITNESS = (
    "{other} har justerat eller lämnat ändringsförslag, och det får inte ändras. Behåll {other} i stället."
)
SEALED = "Är protokollet justerat går det inte, och då får de stå kvar som två."
POSTS_DIFFER = (
    "Uppdrag: båda är {role} i {body}, men befattningen är ”{kept}” hos den ena och ”{other}” hos den andra. "
    "Skriv samma befattning på båda först."
)


class MergeRefused(Exception):
    """The two can't become one; the message says in Swedish why, and what to do."""


@dataclass(frozen=True)
class Pointing:
    """A column, in any app, that holds a person's key."""

    model: type[Model]
    column: str
    name: str

    @property
    def label(self) -> str:
        return f"{self.model._meta.label}.{self.column}"

    @property
    def to_body(self) -> str:
        return way_to_body(self.model)

    def rows(self, *people: Person) -> QuerySet[Any]:
        manager: Any = self.model._base_manager
        return manager.filter(**{f"{self.column}__in": people})  # type: ignore[no-any-return]


@dataclass
class Plan:
    """What a merge would do, or why it can't be done."""

    moves: dict[Pointing, list[int]] = field(default_factory=dict)
    # The one who stays has the same already.
    drops: dict[Pointing, list[int]] = field(default_factory=dict)
    # Membership -> the post that only the dropped row said.
    posts: dict[int, str] = field(default_factory=dict)
    obstacles: list[str] = field(default_factory=list)

    def counts(self) -> list[tuple[str, int]]:
        return _counts(self.moves)

    def dropped(self) -> list[tuple[str, int]]:
        return _counts(self.drops)


def _counts(rows: dict[Pointing, list[int]]) -> list[tuple[str, int]]:
    return [(str(to.model._meta.verbose_name), len(keys)) for to, keys in rows.items() if keys]


def pointing() -> Iterator[Pointing]:
    """Return every foreign key and one-to-one that leads to a person."""
    for relation in Person._meta.related_objects:
        model: Any = relation.related_model
        yield Pointing(model, relation.field.name, str(relation.get_accessor_name()))


def way_to_body(model: type[Model]) -> str:
    """Return the lookup from such a row to the group it belongs to; empty if it belongs to none."""
    path: list[str] = []
    while model is not Body:
        names = {column.name for column in model._meta.concrete_fields}
        step = next((name for name in STEPS_TO_BODY if name in names), None)
        if step is None:
            return ""
        path.append(step)
        related: Any = model._meta.get_field(step).related_model
        model = related
    return "__".join(path)


def what_would_move(kept: Person, other: Person) -> Plan:
    """Return what merging would move from the other to the kept one, and what stands in the way."""
    plan = Plan()
    if kept.user_id and other.user_id:
        plan.obstacles.append(TWO_ACCOUNTS)
    for to in pointing():
        drops = _same(to, kept, other)
        keys = [pk for pk in to.rows(other).values_list("pk", flat=True) if pk not in drops]
        plan.moves[to], plan.drops[to] = sorted(keys), sorted(drops)
        if keys and to.name not in EVIDENCE:
            plan.obstacles.extend(_clashes(to, kept, other, drops))
    _compare_posts(plan, kept, other)
    _spare_evidence(plan, kept, other)
    return plan


def _same(to: Pointing, kept: Person, other: Person) -> set[int]:
    """Return the other's rows that say what a row of the kept one says."""
    fields = SAME.get(to.model)
    if fields is None:
        return set()
    rows = list(to.rows(kept, other).values_list(to.column, "pk", *fields))
    held = {tuple(row[2:]) for row in rows if row[0] == kept.pk}
    if to.model is PersonAlias:
        held.add((kept.name,))
    return {row[1] for row in rows if row[0] == other.pk and tuple(row[2:]) in held}


def _clashes(to: Pointing, kept: Person, other: Person, drops: set[int]) -> Iterator[str]:
    """Name the rows of which the database takes only one."""
    seen: set[int] = set()
    for fields, condition in _uniques(to):
        twin = {name: OuterRef(name) for name in fields}
        taken = to.rows(kept).filter(condition, **twin)
        rows = to.rows(other).filter(condition, Exists(taken)).exclude(pk__in=drops | seen)
        relations = [name for name in fields if to.model._meta.get_field(name).is_relation]
        for row in rows.select_related(*relations, *([to.to_body] if to.to_body else [])):
            seen.add(row.pk)
            yield _in_the_way(to, row, fields)


def _uniques(to: Pointing) -> Iterator[tuple[list[str], Q]]:
    """Return what may stand only once for a person: the other columns, and when the rule holds."""
    for rule in to.model._meta.constraints:
        if isinstance(rule, UniqueConstraint) and to.column in rule.fields:
            yield [name for name in rule.fields if name != to.column], rule.condition or Q()
    for together in to.model._meta.unique_together:
        if to.column in together:
            yield [name for name in together if name != to.column], Q()
    if getattr(to.model._meta.get_field(to.column), "unique", False):
        yield [], Q()


def _in_the_way(to: Pointing, row: Any, fields: list[str]) -> str:
    said = [getattr(row, f"get_{name}_display", lambda name=name: getattr(row, name))() for name in fields]
    where = ", ".join(str(value) for value in said if value)
    kind = str(to.model._meta.verbose_name).capitalize()
    sentence = f"{kind}: båda står för ”{where}”. Ändra eller ta bort den enas rad först."
    in_minutes = "meeting" in to.to_body.split("__")
    return f"{sentence} {SEALED}" if in_minutes else sentence


def _compare_posts(plan: Plan, kept: Person, other: Person) -> None:
    """Keep the post of a role that both have, whichever row says it; two different ones are a question."""
    to = next(to for to in plan.drops if to.model is Membership)
    if not plan.drops[to]:
        return
    held = {_role(row): row for row in kept.memberships.all()}
    for row in other.memberships.filter(pk__in=plan.drops[to]).select_related("body"):
        own = held[_role(row)]
        if row.post and not own.post:
            plan.posts[own.pk] = row.post
        elif row.post and row.post != own.post:
            said = {"role": row.get_role_display(), "body": row.body, "kept": own.post, "other": row.post}
            plan.obstacles.append(POSTS_DIFFER.format(**said))


def _role(row: Membership) -> tuple[Any, ...]:
    return row.body_id, row.role, row.on_behalf_of_id, row.start_date, row.end_date


def _spare_evidence(plan: Plan, kept: Person, other: Person) -> None:
    witnessed = [to for to, keys in plan.moves.items() if to.name in EVIDENCE and keys]
    if witnessed:
        both = any(to.rows(kept).exists() for to in plan.moves if to.name in EVIDENCE)
        plan.obstacles.insert(0, TWO_WITNESSES if both else KEEP_THE_WITNESS.format(other=other))


def moved_rows(done: PersonMerge, user: User) -> list[tuple[str, int]]:
    """Return what a merge moved, by kind, as far as the user's own groups go."""
    own = Body.objects.written_by(user)
    counts = []
    for to in pointing():
        rows: Any = to.model._base_manager
        rows = rows.filter(pk__in=done.moved.get(to.label, []))
        if to.to_body:
            rows = rows.filter(**{f"{to.to_body}__in": own})
        counts.append((str(to.model._meta.verbose_name), rows.count()))
    return [(kind, number) for kind, number in counts if number]


def why_not(kept: Person, other: Person, by: User) -> str:
    """Say why the user may not merge the two; empty if the user may."""
    if kept.pk == other.pk:
        return ITSELF
    if by.is_superuser:
        return ""
    if people_written_about(by).filter(pk__in=[kept.pk, other.pk]).count() < 2:
        return NOT_YOURS
    if _is_elsewhere(other, by):
        return ELSEWHERE.format(other=other)
    if other.user_id and _is_elsewhere(kept, by):
        return ACCOUNT_ELSEWHERE.format(kept=kept, other=other)
    return ""


def _is_elsewhere(person: Person, by: User) -> bool:
    """Say whether something of the person belongs to a group that the user does not write for."""
    own, found = Body.objects.written_by(by), Q()
    for to in pointing():
        if to.model not in OF_PERSON:
            rows = to.rows(person)
            found |= Q(Exists(rows.exclude(**{f"{to.to_body}__in": own}) if to.to_body else rows))
    return Person.objects.filter(found, pk=person.pk).exists()


@transaction.atomic
def merge(kept: Person, other: Person, by: User) -> PersonMerge:
    """Move all that points at the other person to the kept one, note what was moved, delete the other.

    Minutes that have been circulated say names of their own, so a key that moves changes no word of them.
    """
    locked = {row.pk: row for row in _lock(kept, other)}
    if kept.pk != other.pk and len(locked) < 2:
        raise MergeRefused(GONE)
    kept, other = locked[kept.pk], locked[other.pk]
    refusal = why_not(kept, other, by)
    if refusal:
        raise MergeRefused(refusal)
    plan = what_would_move(kept, other)
    if plan.obstacles:
        raise MergeRefused(" ".join(plan.obstacles))
    moved = _carry_out(plan, kept)
    if other.name != kept.name:
        PersonAlias.objects.get_or_create(person=kept, name=other.name)
    account, name, key = other.user_id, other.name, other.pk
    other.delete()
    if account:  # after the delete: an account is one person's
        Person.objects.filter(pk=kept.pk).update(user=account)
        moved[ACCOUNT] = [account]
    return PersonMerge.objects.create(kept=kept, merged_name=name, merged_pk=key, moved=moved, by=by)


def _lock(*people: Person) -> QuerySet[Person]:
    """Hold both rows, always in the same order: nobody can add a row that points at either meanwhile."""
    return Person.objects.select_for_update().filter(pk__in=[person.pk for person in people]).order_by("pk")


def _carry_out(plan: Plan, kept: Person) -> dict[str, list[int]]:
    moved = {}
    for to, keys in plan.drops.items():
        if keys:
            to.model._base_manager.filter(pk__in=keys).delete()
            moved[f"{to.label} dropped"] = keys
    for pk, post in plan.posts.items():
        Membership.objects.filter(pk=pk).update(post=post)
    for to, keys in plan.moves.items():
        if keys:
            to.model._base_manager.filter(pk__in=keys).update(**{to.column: kept})
            moved[to.label] = keys
    return moved
