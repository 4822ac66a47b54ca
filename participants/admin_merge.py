"""Merging two people as pages of the admin: find the double, compare the two, choose which one stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from rapidfuzz import fuzz, process

from participants.admin_base import NobodyWrites
from participants.merging import MergeRefused, merge, moved_rows, pointing, what_would_move, why_not
from participants.models import Body, Membership, Person, PersonMerge, User
from participants.roles import may_write, people_written_about

UNPROCESSABLE, CONFLICT = 422, 409
ALIKE, SUGGESTED, FOUND = 80, 8, 50
LAST = 5
TWO = "Välj två personer i listan, varken fler eller färre, och sedan Slå ihop till en person."
NOT_KEPT = "Minst en av personerna sköts inte av dig. En administratör kan slå ihop dem."
DONE_ALREADY = "De är redan sammanslagna."


class AlikeForm(forms.Form):
    q = forms.CharField(label="Sök på namn", max_length=200, required=False)


class KeptForm(forms.Form):
    kept = forms.TypedChoiceField(
        label="Vem ska stå kvar?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Välj vem som ska stå kvar.",
            "invalid_choice": "Välj en av de två som ska stå kvar.",
        },
    )

    def __init__(self, people: list[Person], data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["kept"].choices = [(person.pk, str(person)) for person in people]  # type: ignore[attr-defined]


@dataclass
class Side:
    """One of the two, with what tells them apart, and what would happen if this one stayed."""

    person: Person
    roles: list[Membership]
    # Kind of row -> how many, and the last groups and days.
    named: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    counts: list[tuple[str, int]] = field(default_factory=list)
    drops: list[tuple[str, int]] = field(default_factory=list)
    obstacles: list[str] = field(default_factory=list)

    @property
    def weight(self) -> tuple[bool, bool, int]:
        """Whom to suggest: who can stay, who logs in, whom the minutes name most."""
        rows = len(self.roles) + sum(number for number, _ in self.named.values())
        return not self.obstacles, self.person.user_id is not None, rows


class MergingPeople(admin.ModelAdmin[Person]):
    """The list's action and the pages that lead to a merge."""

    actions = ["merge_chosen"]

    def get_urls(self) -> list[URLPattern]:
        alike, one = self.admin_site.admin_view(self.alike_view), self.admin_site.admin_view(self.merge_view)
        own = [
            path("<int:object_id>/merge/", alike, name="participants_person_alike"),
            path("<int:object_id>/merge/<int:other_id>/", one, name="participants_person_merge"),
        ]
        return [*own, *super().get_urls()]

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return may_write(request)

    @admin.action(description="Slå ihop till en person", permissions=["merge"])
    def merge_chosen(self, request: HttpRequest, queryset: QuerySet[Person]) -> HttpResponse | None:
        chosen = list(queryset.order_by("pk")[:3])
        if len(chosen) != 2:
            messages.error(request, TWO)
            return None
        keys = [person.pk for person in chosen]
        if people_written_about(_user(request)).filter(pk__in=keys).count() != 2:
            messages.error(request, NOT_KEPT)
            return None
        return redirect("admin:participants_person_merge", *keys)

    def alike_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """List whom the person may be the same as: names alike, or what is searched for."""
        people = people_written_about(_user(request))
        person = get_object_or_404(people, pk=object_id)
        form = AlikeForm(request.GET)
        words = form.cleaned_data["q"].split() if form.is_valid() else []
        others = people.exclude(pk=person.pk)
        rows = _named(others, words) if words else _alike(others, person)
        own = Membership.objects.filter(body__in=Body.objects.written_by(request.user))
        roles = Prefetch("memberships", own.select_related("body", "on_behalf_of"), to_attr="own_roles")
        context = {
            "title": f"Slå ihop {person} med …",
            "person": person,
            "form": form,
            "words": words,
            "people": rows.select_related("user").prefetch_related(roles, "aliases"),
        }
        return self._page(request, "alike", context)

    def merge_view(self, request: HttpRequest, object_id: int, other_id: int) -> HttpResponse:
        """Show both on GET; make one of them on POST, or say what stands in the way."""
        user = _user(request)
        rows = people_written_about(user).filter(pk__in=[object_id, other_id]).select_related("user")
        people = list(rows.prefetch_related("aliases").order_by("pk"))
        if len(people) != 2:
            return self._merged_already(request, [object_id, other_id])
        form = KeptForm(people, request.POST if request.method == "POST" else None)
        if request.method != "POST" or not form.is_valid():
            return self._compare(request, people, form, "", UNPROCESSABLE if form.errors else 200)
        kept, other = sorted(people, key=lambda person: person.pk != form.cleaned_data["kept"])
        try:
            done = merge(kept, other, user)
        except MergeRefused as refusal:
            return self._compare(request, people, form, str(refusal), CONFLICT)
        self.log_change(request, kept, f"Slog ihop med {done.merged_name} (nyckel {done.merged_pk}).")
        messages.success(request, f"{done.merged_name} och {kept} är nu en person.")
        return redirect("admin:participants_person_change", kept.pk)

    def _merged_already(self, request: HttpRequest, keys: list[int]) -> HttpResponse:
        kept = people_written_about(_user(request)).filter(merges__merged_pk__in=keys).distinct().first()
        if kept is None:
            raise Http404
        messages.info(request, DONE_ALREADY)
        return redirect("admin:participants_person_change", kept.pk)

    def _compare(
        self, request: HttpRequest, people: list[Person], form: KeptForm, refusal: str, status: int
    ) -> HttpResponse:
        sides = list(_sides(people, _user(request)))
        form.initial["kept"] = max(sides, key=lambda side: side.weight).person.pk
        context = {
            "title": "Slå ihop till en person",
            "sides": sides,
            "form": form,
            "chosen": str(form["kept"].value()),
            "possible": any(not side.obstacles for side in sides),
            "refusal": refusal,
        }
        return self._page(request, "merge", context, status)

    def _page(
        self, request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        given = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/participants/person/{name}.html", given, status=status)


def merge_link(person: Person) -> dict[str, str]:
    return {"url": reverse("admin:participants_person_alike", args=[person.pk]), "label": "Slå ihop med…"}


def _named(people: QuerySet[Person], words: list[str]) -> QuerySet[Person]:
    found = Q()
    for word in words:
        found &= Q(name__icontains=word) | Q(pk__in=Person.objects.filter(aliases__name__icontains=word))
    return people.filter(found)[:FOUND]


def _alike(people: QuerySet[Person], person: Person) -> QuerySet[Person]:
    names = dict(people.values_list("pk", "name"))
    best = process.extract(
        person.name, names, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE, limit=SUGGESTED
    )
    return people.filter(pk__in=[pk for _, _, pk in best])


def _sides(people: list[Person], user: User) -> Iterator[Side]:
    own = Body.objects.written_by(user)
    roles = Membership.objects.filter(person__in=people, body__in=own).select_related("body", "on_behalf_of")
    held = list(roles.order_by("body__sort_name", "start_date", "pk"))
    named = _where_named(people, own)
    for person, other in (people, people[::-1]):
        plan = what_would_move(person, other)
        refusal = why_not(person, other, user)
        yield Side(
            person=person,
            roles=[row for row in held if row.person_id == person.pk],
            named=named[person.pk],
            counts=plan.counts(),
            drops=plan.dropped(),
            # A secretary is told of rows only when all of them belong to the own groups.
            obstacles=[refusal] if refusal else plan.obstacles,
        )


def _where_named(people: list[Person], own: QuerySet[Body]) -> dict[int, dict[str, tuple[int, list[str]]]]:
    """Return for each person how often the own groups' minutes name it, and the last times."""
    found: dict[int, dict[str, tuple[int, list[str]]]] = {person.pk: {} for person in people}
    for to in pointing():
        if not to.to_body.endswith("meeting__body"):
            continue
        date, body = f"{to.to_body.removesuffix('body')}date", f"{to.to_body}__short_name"
        rows = to.rows(*people).filter(**{f"{to.to_body}__in": own}).order_by(f"-{date}", "-pk")
        listed = list(rows.values_list(to.column, body, date))
        numbers = Counter(key for key, _, _ in listed)
        for person in people:
            times = dict.fromkeys(f"{name} {day:%Y-%m-%d}" for key, name, day in listed if key == person.pk)
            if times:
                kind = str(to.model._meta.verbose_name).capitalize()
                found[person.pk][kind] = (numbers[person.pk], list(times)[:LAST])
    return found


class OfMerge(NobodyWrites):
    """Merges of people whom the user keeps in order: who did it, and what became of the other name."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(kept__in=people_written_about(_user(request)))


class MergeInline(OfMerge, admin.TabularInline[PersonMerge, Person]):
    model = PersonMerge
    fields = ["merged_name", "at", "by"]
    readonly_fields = ["merged_name", "at", "by"]
    verbose_name_plural = "sammanslagen med"
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("kept", "by")


@admin.register(PersonMerge)
class PersonMergeAdmin(OfMerge, admin.ModelAdmin[PersonMerge]):
    fields = ["kept", "merged_name", "merged_pk", "what_moved", "by", "at"]
    readonly_fields = ["what_moved", "at"]
    list_display = ["merged_name", "kept", "by", "at"]
    list_select_related = ["kept", "by"]
    search_fields = ["merged_name", "kept__name"]
    date_hierarchy = "at"

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        done: Any = super().get_object(request, object_id, from_field)
        if done is not None:
            done.rows = moved_rows(done, _user(request))
        return done

    @admin.display(description="flyttat")
    def what_moved(self, done: Any) -> str:
        return ", ".join(f"{number} {kind}" for kind, number in done.rows) or "inget i dina grupper"


def _user(request: HttpRequest) -> User:
    """Return who is logged in: the admin lets nobody else in."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user
