"""What has been typed and is not in the book: kept for the one who typed it, and nobody else."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from decisions.desk.sent import Sent
from decisions.desk.tokens import digest, plain, read_token
from minutes.models import Draft, Meeting
from participants.models import User


@dataclass(frozen=True, slots=True)
class Offered:
    """A draft as it is offered: its texts with what their fields are called."""

    draft: Draft
    texts: list[tuple[str, str]]


def unsaved(values: Mapping[str, str], token: str, stored: Mapping[str, str]) -> dict[str, str]:
    """Return the texts that somebody has typed here and that the book does not say."""
    base = read_token(token)[1]
    return {
        name: text
        for name, text in values.items()
        if base.get(name) != digest(text) and plain(text) != plain(stored.get(name, ""))
    }


def keep(meeting: Meeting, user: User, sent: Sent) -> Draft:
    """Keep the texts of a form. A NUL, which PostgreSQL can't hold, becomes a sign that can be seen."""
    seen = {name: text.replace("\0", "\ufffd") for name, text in sent.values.items()}
    draft, _ = Draft.objects.update_or_create(
        user=user,
        meeting=meeting,
        form=sent.form[:60],
        key=sent.draft,
        defaults={"values": seen, "token": sent.token.replace("\0", "")},
    )
    return draft


def find(meeting: Meeting, user: User, sent: Sent) -> Draft | None:
    return Draft.objects.filter(user=user, meeting=meeting, form=sent.form, key=sent.draft).first()


def forget(meeting: Meeting, user: User, sent: Sent) -> None:
    """Drop the draft of this very form; what was typed in the same form in another window stays."""
    Draft.objects.filter(user=user, meeting=meeting, form=sent.form, key=sent.draft).delete()


def forget_saved(meeting: Meeting, form: str, stored: Mapping[str, str]) -> None:
    """Drop the form's drafts, whoever typed them, whose every word is in the book by now."""
    rows = Draft.objects.filter(meeting=meeting, form=form)
    saved = [row.pk for row in rows if not unsaved(row.values, row.token, stored)]
    if saved:
        Draft.objects.filter(pk__in=saved).delete()


def take_over(draft: Draft) -> Draft:
    """Give the draft a new key for the page that takes it up: the one that it was typed on may still live."""
    draft.key = uuid.uuid4()
    draft.save(update_fields=["key"])
    return draft
