"""Who: accounts, organisations and groups for the administrator, people and their roles for the secretary."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from participants.admin_base import OwnRows, PeriodFilter, RoleRules, RowForm, SuperuserWrites
from participants.admin_members import MemberFiles
from participants.admin_merge import MergeInline, MergingPeople, merge_link
from participants.models import (
    Body,
    BodyAlias,
    Membership,
    Organization,
    OrganizationAlias,
    Participation,
    Person,
    PersonAlias,
    PersonMerge,
    User,
)
from participants.roles import bodies_written, once, people_written_about

admin.site.unregister(Group)  # rights follow from roles in groups of people, not from Django's groups


class AccountCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["email"]


class AccountChangeForm(UserChangeForm[User]):
    class Meta:
        model = User
        fields = ["email", "is_active", "is_superuser"]


class AccountAdmin(SuperuserWrites, UserAdmin[Any]):
    """Registered by minutes.admin_accounts, with a trail."""

    added_in_passing = True
    form = AccountChangeForm
    add_form = AccountCreationForm
    fieldsets = [
        (None, {"fields": ["email", "password", "is_active", "is_superuser"]}),
        ("Tider", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "usable_password", "password1", "password2"]})]
    readonly_fields = ["last_login", "date_joined"]
    list_display = ["email", "person", "is_active", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_superuser"]
    list_select_related = ["person"]
    search_fields = ["email", "person__name"]
    ordering = ["email"]
    filter_horizontal = []

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser


class OrganizationAliasInline(SuperuserWrites, admin.TabularInline[OrganizationAlias, Organization]):
    model = OrganizationAlias
    fields = ["name"]
    extra = 0


@admin.register(Organization)
class OrganizationAdmin(SuperuserWrites, admin.ModelAdmin[Organization]):
    fields = ["name", "short_name", "kind", "code"]
    inlines = [OrganizationAliasInline]
    list_display = ["name", "short_name", "kind", "code"]
    list_filter = ["kind"]
    search_fields = ["name", "short_name", "aliases__name", "code"]


@admin.register(OrganizationAlias)
class OrganizationAliasAdmin(SuperuserWrites, admin.ModelAdmin[OrganizationAlias]):
    fields = ["organization", "name"]
    autocomplete_fields = ["organization"]
    list_display = ["name", "organization"]
    list_filter = ["organization__kind"]
    list_select_related = ["organization"]
    search_fields = ["name", "organization__name"]


class OfBody(SuperuserWrites):
    """Rows that say something about a group: the secretary reads those of the own groups."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(body__in=Body.objects.written_by(request.user))


class BodyAliasInline(OfBody, admin.TabularInline[BodyAlias, Body]):
    model = BodyAlias
    fields = ["name"]
    extra = 0


class ParticipationInline(OfBody, admin.TabularInline[Participation, Body]):
    model = Participation
    fields = ["organization", "start_date", "end_date"]
    autocomplete_fields = ["organization"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("organization")


class BodyForm(RowForm):
    """A group's rules for justering; while a text lies before its justerare they stay."""

    RULES = ("approvers_required", "chair_approves", "approval_days", "document_name", "approval_form")

    class Meta:
        model = Body
        fields = "__all__"  # noqa: DJ007  the admin's fieldsets choose
        help_texts = {
            "document_name": "Så står det på sidor, i PDF:en och i brev: mötesanteckningar, "
            "minnesanteckningar "
            "eller protokoll. Ett enskilt möte kan ha ett annat namn.",
            "approvers_required": "Hur många som minst ska godkänna texten, utöver ordföranden. 0: "
            "texten blir "
            "slutlig när sekreteraren skickar ut den, om ingen är utsedd. Är fler utsedda för ett "
            "möte ska alla "
            "godkänna.",
            "chair_approves": "Kryssa i om mötets ordförande ska godkänna, tillsammans med justerarna.",
            "approval_days": "Räknas från mötesdagen. Påminnelser går ut fyra dagar före, på dagen "
            "och sedan en "
            "gång i veckan. Det går att godkänna senare, och då står det att det var för sent.",
            "approval_form": "Vad gruppen har bestämt om justering och var det står, till exempel "
            "”Arbetsordning "
            "2024-02-01, punkt 7”. Ett godkännande här kallas alltid ”godkänt i Protokollboken”, "
            "aldrig underskrift.",
        }

    def clean_approval_days(self) -> int:
        days: int = self.cleaned_data["approval_days"]
        if not 1 <= days <= 365:
            raise ValidationError("Skriv ett antal dagar mellan 1 och 365.")
        return days

    def clean_approvers_required(self) -> int:
        count: int = self.cleaned_data["approvers_required"]
        if count > 10:
            raise ValidationError("Skriv ett antal mellan 0 och 10.")
        return count

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        touched = [name for name in self.RULES if name in self.changed_data]
        if self.instance.pk and touched and self.instance.meetings.filter(status="circulated").exists():
            for name in touched:
                self.add_error(name, "Ett protokoll väntar på justering enligt reglerna. Ändra sedan.")
        return given


@admin.register(Body)
class BodyAdmin(SuperuserWrites, admin.ModelAdmin[Body]):
    form = BodyForm
    fieldsets = [
        (None, {"fields": ["name", "short_name", "slug", "kind", "parent", "number_prefix"]}),
        ("Möten", {"fields": ["document_name", "default_place", "default_start", "default_end"]}),
        ("Justering", {"fields": ["approvers_required", "chair_approves", "approval_days", "approval_form"]}),
    ]
    autocomplete_fields = ["parent"]
    prepopulated_fields: ClassVar[dict[str, Sequence[str]]] = {"slug": ["short_name"]}
    inlines = [ParticipationInline, BodyAliasInline]
    list_display = ["name", "short_name", "number_prefix", "kind", "parent", "approvers_required"]
    list_filter = ["kind"]
    list_select_related = ["parent"]
    search_fields = ["name", "short_name", "number_prefix", "aliases__name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Body]:
        rows: Any = super().get_queryset(request)
        return rows.written_by(request.user)  # type: ignore[no-any-return]


@admin.register(BodyAlias)
class BodyAliasAdmin(OfBody, admin.ModelAdmin[BodyAlias]):
    fields = ["body", "name"]
    list_display = ["name", "body"]
    list_filter = [("body", OwnRows)]
    list_select_related = ["body"]
    search_fields = ["name", "body__name"]


@admin.register(Participation)
class ParticipationAdmin(OfBody, admin.ModelAdmin[Participation]):
    fields = ["body", "organization", "start_date", "end_date"]
    autocomplete_fields = ["organization"]
    list_display = ["organization", "body", "start_date", "end_date"]
    list_filter = [PeriodFilter, ("body", OwnRows), "organization__kind"]
    list_select_related = ["organization", "body"]
    search_fields = [
        "organization__name",
        "organization__short_name",
        "organization__aliases__name",
        "body__name",
        "body__short_name",
    ]
    date_hierarchy = "start_date"


class PersonForm(RowForm):
    class Meta:
        model = Person
        fields = ["name", "user"]
        help_texts = {"user": "Det som personen loggar in med. Konton läggs upp av administratören."}


def keeps(request: HttpRequest, person: Person | None) -> bool:
    """Say whether the user, as secretary, keeps the person in order."""
    user = request.user
    if person is None or not user.is_authenticated:
        return True
    kept = people_written_about(user).filter(pk=person.pk)
    return once(request, f"keeps {person.pk}", kept.exists)


class OfPerson(RoleRules):
    """People: read by who may see them, kept by the secretary of a group that knows them."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request) and keeps(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request) and keeps(request, getattr(obj, "person", obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser


class PersonAliasInline(OfPerson, admin.TabularInline[PersonAlias, Person]):
    model = PersonAlias
    fields = ["name"]
    extra = 0


class OfOwnBody(RoleRules):
    """Roles in the groups that the secretary writes for; a role that ended gets a last day, not deleted."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(body__in=Body.objects.written_by(request.user))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.is_superuser


class MembershipInline(OfOwnBody, admin.StackedInline[Membership, Person]):
    model = Membership
    fieldsets = [
        (None, {"fields": [("body", "role", "on_behalf_of"), ("post", "start_date", "end_date")]}),
    ]
    autocomplete_fields = ["on_behalf_of"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("body", "person", "on_behalf_of")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only on a page that can be saved; else the role is added on a page of its own."""
        return super().has_add_permission(request) and keeps(request, obj)


class GroupFilter(admin.SimpleListFilter):
    """People with a role in one of the groups that the secretary writes for."""

    title = "grupp"
    parameter_name = "group"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(body.slug, body.name) for body in Body.objects.written_by(request.user)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Person]) -> QuerySet[Person]:
        if not self.value():
            return queryset
        body = Body.objects.written_by(request.user).filter(slug=self.value())
        return queryset.filter(pk__in=Membership.objects.filter(body__in=body).values("person_id"))


class PersonAdmin(OfPerson, MergingPeople):
    """Registered by minutes.admin_accounts, with a trail."""

    change_form_template = "admin/book_change_form.html"
    added_in_passing = True
    form = PersonForm
    fields = ["name", "user"]
    autocomplete_fields = ["user"]
    inlines = [PersonAliasInline, MembershipInline]
    list_display = ["name", "user"]
    list_filter = [GroupFilter, ("user", admin.EmptyFieldListFilter)]
    list_select_related = ["user"]
    search_fields = ["name", "aliases__name", "user__email"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        user = request.user
        if not user.is_authenticated:
            return Person.objects.none()
        merges = PersonMerge.objects.filter(kept=OuterRef("pk"))
        rows: QuerySet[Person] = super().get_queryset(request).annotate(is_merged=Exists(merges))
        return rows.filter(Q(pk__in=Person.objects.visible_to(user)) | Q(pk__in=people_written_about(user)))

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        """Tell of merges where there are any: an empty table says nothing."""
        return [*self.inlines, MergeInline] if getattr(obj, "is_merged", False) else [*self.inlines]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Only the administrator joins an account to a person: it carries that person's roles, everywhere."""
        return [] if request.user.is_superuser else ["user"]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Anybody whom the secretary sees may get a role in the own group, on a page of its own."""
        person = context.get("original")
        if person is not None and keeps(request, person):
            context["page_links"] = [merge_link(person)]
        elif person is not None:
            add = reverse("admin:participants_membership_add", query={"person": person.pk})
            context["page_links"] = [{"url": add, "label": "Lägg till uppdrag"}]
        return super().render_change_form(request, context, *args, **kwargs)


@admin.register(PersonAlias)
class PersonAliasAdmin(OfPerson, admin.ModelAdmin[PersonAlias]):
    fields = ["person", "name"]
    autocomplete_fields = ["person"]
    list_display = ["name", "person"]
    list_select_related = ["person"]
    search_fields = ["name", "person__name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PersonAlias]:
        people = self.admin_site.get_model_admin(Person).get_queryset(request)
        return super().get_queryset(request).filter(person__in=people)

    def limit_choices(self, request: HttpRequest, db_field: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
        user = request.user
        return rows.filter(pk__in=people_written_about(user)) if user.is_authenticated else rows.none()


@admin.register(Membership)
class MembershipAdmin(OfOwnBody, MemberFiles):
    fields = ["person", "body", "role", "on_behalf_of", "post", "start_date", "end_date"]
    autocomplete_fields = ["person", "on_behalf_of"]
    list_display = ["person", "body", "role", "on_behalf_of", "post", "start_date", "end_date"]
    list_filter = [PeriodFilter, ("body", OwnRows), "role", ("on_behalf_of", OwnRows)]
    list_select_related = ["person", "body", "on_behalf_of"]
    search_fields = [
        "person__name",
        "person__aliases__name",
        "post",
        "on_behalf_of__name",
        "on_behalf_of__short_name",
        "body__name",
        "body__short_name",
    ]
    date_hierarchy = "start_date"

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        own = bodies_written(request)
        given: dict[str, Any] = dict(super().get_changeform_initial_data(request))
        return {"body": next(iter(own)), **given} if len(own) == 1 else given
