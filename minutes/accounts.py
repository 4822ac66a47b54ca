"""What an administrator does to somebody's account is told in the ledger and to the person.

Who has set another's password could log in as that person: for a day the account can't approve anything
(`minutes.approving.QUARANTINE`). Changing the password oneself does not lift it:
whoever knows it can do that.
"""

from django.db import transaction
from django.utils import timezone

from minutes import ledger, outbox
from minutes.ledger import Kind
from participants.models import Person, User

WHAT = {
    "password": "satt ett nytt lösenord för ditt konto",
    "new": "lagt upp ett konto åt dig och valt lösenordet",
    "person": "kopplat ditt konto till personen {person} i registret",
}


@transaction.atomic
def taken_in_hand(user: User, by: User, what: str, person: Person | None = None) -> None:
    """Keep that somebody else could use the account from now on, and tell the person."""
    now = timezone.now()
    user.password_set_by_other_at = now
    user.save(update_fields=["password_set_by_other_at"])
    facts = {"account": {"id": user.pk, "email": user.email}, "what": what, "by": str(by)}
    entry = ledger.append(Kind.ACCOUNT, {**facts, **({"person": person.name} if person else {})})
    done = WHAT[what].format(person=person.name if person else "")
    outbox.write(
        f"account-{entry.number}",
        user,
        "Ditt konto i Protokollboken är ändrat av någon annan",
        [
            f"{by.email} har {done} ({user.email}).",
            "",
            "För att ingen ska kunna godkänna protokoll i ditt namn går det inte att godkänna något "
            "med kontot "
            "det närmaste dygnet. Att du byter lösenord ändrar inte på det.",
            "",
            "Har du inte bett om det? Hör genast av dig till den som sköter Protokollboken hos er.",
        ],
    )


@transaction.atomic
def changed(user: User, by: User, fields: list[str]) -> None:
    """Keep in the ledger which of the account's facts an administrator changed."""
    facts = {"account": {"id": user.pk, "email": user.email}, "what": ",".join(sorted(fields)), "by": str(by)}
    ledger.append(Kind.ACCOUNT, facts)
