"""Who: accounts, organisations, groups, people, and who held which role for whom and when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from participants.sorting import swedish_sort_key


def one_of(field: str, choices: type[models.TextChoices], name: str) -> models.CheckConstraint:
    """Have the database refuse what is not among the choices: Django itself checks them in forms only."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": choices.values}), name=name)


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """An account. Who somebody is in a group follows from the person's memberships alone."""

    email = models.EmailField("e-postadress", max_length=254, unique=True)
    is_active = models.BooleanField("får logga in", default=True)
    date_joined = models.DateTimeField("skapat", default=timezone.now)
    # When somebody else last set the password; who does so can't approve in this name right away.
    password_set_by_other_at = models.DateTimeField(
        "lösenordet satt av någon annan", null=True, blank=True, editable=False
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "konto"
        verbose_name_plural = "konton"
        ordering = ["email"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower_case")
        ]

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()

    @property
    def is_staff(self) -> bool:
        """May enter the admin: a superuser, or whoever is secretary of some group today."""
        if not self.is_active or self.is_superuser:
            return self.is_active
        known: bool | None = vars(self).get("is_secretary")  # loaded with the session's account
        return Body.objects.written_by(self).exists() if known is None else known


class OrganizationKind(models.TextChoices):
    MUNICIPALITY = "municipality", "kommun"
    REGION = "region", "region"
    OTHER = "other", "annan organisation"


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def visible_to(self, user: User | AnonymousUser, at: dt.date | None = None) -> Self:
        """Return the organisations that the user's groups know: by a seat, a role or their minutes."""
        if user.is_authenticated and user.is_active and user.is_superuser:
            return self
        bodies = Body.objects.visible_to(user, at)
        return self.filter(
            Q(pk__in=Participation.objects.filter(body__in=bodies).values("organization_id"))
            | Q(pk__in=Membership.objects.filter(body__in=bodies).values("on_behalf_of_id"))
            | in_readable_minutes(Organization, ["attendances", "obligations"], user, at)
        )


class Organization(models.Model):
    Kind = OrganizationKind

    name = models.CharField("namn", max_length=200, unique=True)
    sort_name = swedish_sort_key("name", 200)
    short_name = models.CharField("kortnamn", max_length=60, help_text="Så som protokollen skriver: Växjö.")
    kind = models.CharField("slag", max_length=20, choices=Kind)
    code = models.CharField(
        "SCB-kod",
        max_length=4,
        blank=True,
        validators=[RegexValidator(r"^(\d{2}|\d{4})$", "Skriv två siffror för ett län, fyra för en kommun.")],
    )

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = "organisation"
        verbose_name_plural = "organisationer"
        ordering = ["sort_name"]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="organization_unique_code"),
            one_of("kind", OrganizationKind, "organization_known_kind"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organization-detail", args=[self.pk])


class OrganizationAlias(models.Model):
    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="aliases", verbose_name="organisation"
    )
    name = models.CharField("skrivs också", max_length=200, unique=True)

    class Meta:
        verbose_name = "organisationens andra namn"
        verbose_name_plural = "organisationers andra namn"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class BodyQuerySet(models.QuerySet["Body"]):
    def held_by(self, user: User | AnonymousUser, roles: Sequence[str], at: dt.date | None = None) -> Self:
        """Return the groups in which the user holds one of the roles on the day (today)."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        held = Membership.objects.at(at).filter(person__user_id=user.pk, role__in=roles)
        return self.filter(pk__in=held.values("body_id"))

    def visible_to(self, user: User | AnonymousUser, at: dt.date | None = None) -> Self:
        return self.held_by(user, Membership.Role.values, at)

    def prepared_by(self, user: User | AnonymousUser, at: dt.date | None = None) -> Self:
        """Groups whose drafts the user may read: secretary, chair and the preparatory committee."""
        return self.held_by(user, Membership.PREPARES, at)

    def written_by(self, user: User | AnonymousUser, at: dt.date | None = None) -> Self:
        return self.held_by(user, [Membership.Role.SECRETARY], at)


class BodyKind(models.TextChoices):
    COOPERATION = "cooperation", "samverkansgrupp"
    COUNCIL = "council", "fullmäktige"
    BOARD = "board", "nämnd eller styrelse"
    JOINT_BOARD = "joint_board", "gemensam nämnd"
    FEDERATION = "federation", "kommunalförbund"
    OTHER = "other", "annat"


class Body(models.Model):
    """A group that meets. Its rules for justering are its own: a board's law binds no working group."""

    Kind = BodyKind

    name = models.CharField("namn", max_length=200, unique=True)
    sort_name = swedish_sort_key("name", 200)
    short_name = models.CharField("kortnamn", max_length=60)
    slug = models.SlugField("namn i adressen", max_length=60, unique=True)
    kind = models.CharField("slag", max_length=20, choices=Kind, default=Kind.COOPERATION)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="hör till"
    )
    number_prefix = models.CharField(
        "beteckning",
        max_length=12,
        unique=True,
        validators=[
            RegexValidator(r"^[A-ZÅÄÖ][A-ZÅÄÖ0-9]*$", "Skriv versaler och siffror, till exempel LG.")
        ],
        help_text="Börjar beslutens nummer: LG ger LG 2023-11-06 §8.",
    )
    document_name = models.CharField("dokumentet heter", max_length=40, default="mötesanteckningar")
    default_place = models.CharField("vanlig plats", max_length=200, blank=True)
    default_start = models.TimeField("vanlig starttid", null=True, blank=True)
    default_end = models.TimeField("vanlig sluttid", null=True, blank=True)
    approvers_required = models.PositiveSmallIntegerField("antal justerare", default=1)
    chair_approves = models.BooleanField("ordföranden justerar också", default=False)
    approval_days = models.PositiveSmallIntegerField("dagar för justering", default=14)
    approval_form = models.CharField(
        "form för justering",
        max_length=200,
        blank=True,
        help_text="Vad gruppen har bestämt, och var det står.",
    )
    organizations: models.ManyToManyField[Organization, Participation] = models.ManyToManyField(
        Organization, through="Participation", related_name="bodies", verbose_name="huvudmän"
    )

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = "grupp"
        verbose_name_plural = "grupper"
        ordering = ["sort_name"]
        constraints = [one_of("kind", BodyKind, "body_known_kind")]

    def __str__(self) -> str:
        return self.name


class BodyAlias(models.Model):
    """Another name that the group's minutes have had in their heading."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="aliases", verbose_name="grupp")
    name = models.CharField("skrivs också", max_length=300, unique=True)

    class Meta:
        verbose_name = "gruppens andra namn"
        verbose_name_plural = "gruppers andra namn"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


def _period(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(start_date__isnull=True) | Q(end_date__isnull=True) | Q(end_date__gte=F("start_date")),
        name=name,
    )


class PeriodModel(models.Model):
    """Something that holds from one day through another."""

    # NULL: since before the first minutes in the book.
    start_date = models.DateField("från och med", null=True, blank=True)
    # NULL: still so.
    end_date = models.DateField("till och med", null=True, blank=True)

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.start_date and self.end_date and self.end_date < self.start_date:
            raise ValidationError({"end_date": "Sista dagen ligger före den första."})


class PeriodQuerySet(models.QuerySet[Any]):
    def at(self, date: dt.date | None = None) -> Self:
        """Return what holds on the day (today)."""
        day = date or timezone.localdate()
        return self.filter(
            Q(start_date__isnull=True) | Q(start_date__lte=day),
            Q(end_date__isnull=True) | Q(end_date__gte=day),
        )


class Participation(PeriodModel):
    """An organisation's seat in a group: "respektive kommun" means those that had one on the day."""

    body = models.ForeignKey(Body, models.CASCADE, related_name="participations", verbose_name="grupp")
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="participations", verbose_name="organisation"
    )

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "deltagande organisation"
        verbose_name_plural = "deltagande organisationer"
        ordering = ["organization__sort_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "organization", "start_date"], name="participation_unique"
            ),
            _period("participation_period"),
        ]

    def __str__(self) -> str:
        return f"{self.organization} i {self.body}"


def in_readable_minutes(model: type[models.Model], relations: list[str], user: Any, at: dt.date | None) -> Q:
    """Return the condition that minutes which the user may read name the row, through a relation."""
    named = Q()
    for relation in relations:
        to: Any = model._meta.get_field(relation)
        rows = to.related_model.objects.visible_to(user, at)
        named |= Q(pk__in=rows.values(to.field.attname))
    return named


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: User | AnonymousUser, at: dt.date | None = None) -> Self:
        """Return the people whom the user's own groups know: by a role in one, or by name in its minutes."""
        if user.is_authenticated and user.is_active and user.is_superuser:
            return self
        members = Membership.objects.filter(body__in=Body.objects.visible_to(user, at))
        relations = ["attendances", "officers", "presenters", "actions", "obligations"]
        named = in_readable_minutes(Person, relations, user, at)
        return self.filter(Q(pk__in=members.values("person_id")) | named)


class Person(models.Model):
    name = models.CharField("namn", max_length=200)
    sort_name = swedish_sort_key("name", 200)
    user = models.OneToOneField(
        User, models.SET_NULL, null=True, blank=True, related_name="person", verbose_name="konto"
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "personer"
        ordering = ["sort_name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("person-detail", args=[self.pk])


class PersonAlias(models.Model):
    """Another spelling that minutes use: Dencker for Denker."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="aliases", verbose_name="person")
    name = models.CharField("skrivs också", max_length=200)

    class Meta:
        verbose_name = "annan stavning"
        verbose_name_plural = "andra stavningar"
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="person_alias_unique")]

    def __str__(self) -> str:
        return self.name


class MembershipRole(models.TextChoices):
    MEMBER = "member", "ledamot"
    SUBSTITUTE = "substitute", "ersättare"
    CHAIR = "chair", "ordförande"
    PREPARATORY = "preparatory", "AU"
    SECRETARY = "secretary", "sekreterare"
    APPROVER = "approver", "justerare"


class Membership(PeriodModel):
    """A role in a group, on behalf of an organisation, from a date to a date."""

    Role = MembershipRole

    PREPARES = [Role.SECRETARY, Role.CHAIR, Role.PREPARATORY]

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships", verbose_name="person")
    body = models.ForeignKey(Body, models.CASCADE, related_name="memberships", verbose_name="grupp")
    # NULL: for nobody but the group itself, as an outside secretary.
    on_behalf_of = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name="för"
    )
    role = models.CharField("roll", max_length=20, choices=Role, default=Role.MEMBER)
    post = models.CharField("befattning", max_length=120, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "uppdrag"
        verbose_name_plural = "uppdrag"
        ordering = ["body", "person__sort_name", "start_date"]
        constraints = [
            one_of("role", MembershipRole, "membership_known_role"),
            _period("membership_period"),
            models.UniqueConstraint(
                fields=["person", "body", "role", "on_behalf_of", "start_date"], name="membership_unique"
            ),
            # NULLs count as different, so roles held since before the book need a rule of their own.
            models.UniqueConstraint(
                fields=["person", "body", "role"],
                condition=Q(start_date__isnull=True),
                name="membership_unique_open_start",
            ),
        ]
        indexes = [models.Index(fields=["body", "role"], name="membership_body_role")]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()} i {self.body}"
