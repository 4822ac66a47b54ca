"""What has been typed and is not in the book: kept for the one who typed it, and nobody else."""

from collections.abc import Mapping

from minutes.models import Draft, Meeting
from participants.models import User


def keep(meeting: Meeting, user: User, form: str, values: Mapping[str, str], token: str) -> Draft:
    """Keep the texts of a form. A NUL, which PostgreSQL can't hold, becomes a sign that can be seen."""
    seen = {name: text.replace("\0", "\ufffd") for name, text in values.items()}
    draft, _ = Draft.objects.update_or_create(
        user=user,
        meeting=meeting,
        form=form,
        defaults={"values": seen, "token": token.replace("\0", "")},
    )
    return draft
