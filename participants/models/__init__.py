from participants.models.adding import Adding
from participants.models.merge import PersonMerge
from participants.models.registry import (
    Body,
    BodyAlias,
    Membership,
    Organization,
    OrganizationAlias,
    Participation,
    PeriodQuerySet,
    Person,
    PersonAlias,
    User,
    in_readable_minutes,
    one_of,
)
from participants.models.trial import PasswordTrial, password_holds

__all__ = [
    "Adding",
    "Body",
    "BodyAlias",
    "Membership",
    "Organization",
    "OrganizationAlias",
    "Participation",
    "PasswordTrial",
    "PeriodQuerySet",
    "Person",
    "PersonAlias",
    "PersonMerge",
    "User",
    "in_readable_minutes",
    "one_of",
    "password_holds",
]
