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

__all__ = [
    "Adding",
    "Body",
    "BodyAlias",
    "Membership",
    "Organization",
    "OrganizationAlias",
    "Participation",
    "PeriodQuerySet",
    "Person",
    "PersonAlias",
    "PersonMerge",
    "User",
    "in_readable_minutes",
    "one_of",
]
