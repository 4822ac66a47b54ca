"""What the letters about justering say; `minutes.outbox` puts them in the outbox."""

import datetime as dt
from collections.abc import Iterable

from django.utils import formats, timezone

from minutes import outbox
from minutes.models import ChangeProposal, Correction, Meeting, Revision
from participants.models import Membership, Person, User

# What is accepted is put in when the next revision goes out.
ANSWERS = {"accepted": "godtaget", "declined": "avböjt"}


def day(meeting: Meeting) -> str:
    return formats.date_format(meeting.date, "j F Y")


def named(user: User) -> str:
    """Return what a letter calls the account's owner."""
    person = Person.objects.filter(user=user).first()
    return person.name if person else user.email


def secretaries(meeting: Meeting) -> list[User]:
    """Return who writes for the group today, and can be written to."""
    roles = Membership.objects.at().filter(body=meeting.body_id, role=Membership.Role.SECRETARY)
    return list(User.objects.filter(person__in=roles.values("person_id"), is_active=True).order_by("pk"))


def approving(meeting: Meeting) -> list[User]:
    rows = meeting.officers.approving().values("person__user_id")
    return list(User.objects.filter(pk__in=rows, is_active=True).order_by("pk"))


def _about(meeting: Meeting) -> str:
    return f"{meeting.heading} från {meeting.body.name} den {day(meeting)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _subject(what: str, meeting: Meeting) -> str:
    return f"{what}: {meeting.heading} {day(meeting)}, {meeting.body.short_name}"


def _write(key: str, to: Iterable[User], subject: str, lines: list[str], meeting: Meeting) -> None:
    for user in to:
        outbox.write(key, user, subject, lines, meeting)


def taken_back(revision: Revision, by: User, reason: str, change: int) -> None:
    """Tell the others that the text lies before nobody any more."""
    meeting = revision.meeting
    to = [user for user in (*approving(meeting), *secretaries(meeting)) if user.pk != by.pk]
    _write(
        f"taken-back-{change}",
        dict.fromkeys(to),
        _subject("Inte längre ute för justering", meeting),
        [
            f"{named(by)} har tagit tillbaka {_about(meeting)}, utgåva {revision.number}. "
            "Texten är ett utkast igen. Ett godkännande av den utgåvan gäller inte en ny.",
            "",
            f"Skäl: {reason}",
            "",
            "När en ny utgåva är klar kommer ett brev till den som ska godkänna den.",
        ],
        meeting,
    )


def change_proposed(revision: Revision, person: Person, rows: list[ChangeProposal]) -> None:
    meeting = revision.meeting
    count = "en ändring" if len(rows) == 1 else f"{len(rows)} ändringar"
    _write(
        f"change-proposed-{rows[0].pk}",
        secretaries(meeting),
        _subject("Ändringsförslag", meeting),
        [
            f"{person.name} föreslår {count} i {_about(meeting)}, utgåva {revision.number}.",
            "",
            f"Skäl: {rows[0].reason}",
            "",
            f"Läs och svara: {outbox.address('meeting-changes', meeting.pk)}",
        ],
        meeting,
    )


def change_answered(rows: list[ChangeProposal], by: User) -> None:
    """Tell who proposed what the secretary answered; `rows` are of one revision."""
    revision = rows[0].revision
    for person in dict.fromkeys(row.person for row in rows):
        if person.user is None:
            continue
        own = [row for row in rows if row.person_id == person.pk]
        lines = [f"{named(by)} har svarat på dina ändringsförslag till {_about(revision.meeting)}.", ""]
        for row in own:
            about = row.item or "Protokollet som helhet"
            lines += [f"- {about}, {row.get_target_display()}: {ANSWERS[str(row.status)]}."]
            lines += [f"  {row.answer}"] if row.answer else []
        lines += ["", f"Läs och godkänn: {outbox.address('meeting-approve', revision.meeting_id)}"]
        subject = _subject("Svar på ditt ändringsförslag", revision.meeting)
        outbox.write(f"change-answered-{own[0].pk}", person.user, subject, lines, revision.meeting)


def approver_replaced(meeting: Meeting, left: User | None, came: str, reason: str, entry: int) -> None:
    if left is None:
        return
    lines = [
        f"Du ska inte längre justera {_about(meeting)}. {came} gör det i stället.",
        "",
        f"Skäl: {reason}",
    ]
    _write(f"approver-{entry}", [left], _subject("Någon annan justerar", meeting), lines, meeting)


def approval_withdrawn(revision: Revision, name: str, reason: str, entry: int) -> None:
    meeting = revision.meeting
    _write(
        f"withdrawn-{entry}",
        secretaries(meeting),
        _subject("Godkännande återtaget", meeting),
        [
            f"{name} har tagit tillbaka sitt godkännande av {_about(meeting)}, utgåva {revision.number}.",
            "",
            f"Skäl: {reason}",
            "",
            f"Läs mötet: {outbox.address('meeting-detail', meeting.pk)}",
        ],
        meeting,
    )


def sealed(revision: Revision) -> None:
    meeting = revision.meeting
    _write(
        f"sealed-{revision.pk}",
        secretaries(meeting),
        _subject("Justerat", meeting),
        [
            f"{_sealed_by(revision)} Texten är förseglad och kan inte ändras.",
            "",
            f"Protokollet som PDF: {outbox.address('meeting-pdf', meeting.pk)}",
            "",
            f"Textens kontrollsumma (SHA-256): {revision.sha256}",
        ],
        meeting,
    )


def _sealed_by(revision: Revision) -> str:
    """Say no more than was done: a group without justerare has had nobody approve its text."""
    about = f"{_about(revision.meeting)}, utgåva {revision.number}"
    if revision.approvals.standing().exists():
        return f"Alla har godkänt {about}."
    return f"{_capital(about)}, är slutlig: gruppens regler kräver ingen justerare."


def correction_proposed(correction: Correction, to: Iterable[User]) -> None:
    meeting = correction.revision.meeting
    last = formats.date_format(answer_by(correction), "j F Y")
    _write(
        f"correction-{correction.pk}",
        to,
        _subject("Godkänn en rättelse", meeting),
        [
            f"Sekreteraren föreslår en rättelse i {_about(meeting)}. Den gäller när du har godkänt den.",
            "",
            f"Skäl: {correction.reason}",
            "",
            f"Svara helst senast {last}: {outbox.address('correction-detail', correction.pk)}",
            "",
            f"Rättelsens kontrollsumma (SHA-256): {correction.sha256}",
        ],
        meeting,
    )


def answer_by(correction: Correction) -> dt.date:
    """Return the day by which a correction should be answered: as many days as the minutes had."""
    made = timezone.localdate(correction.made_at)
    return made + dt.timedelta(days=correction.revision.meeting.body.approval_days)


def correction_settled(correction: Correction, words: str, to: Iterable[User]) -> None:
    meeting = correction.revision.meeting
    key = f"correction-{'approved' if correction.approved_at else 'withdrawn'}-{correction.pk}"
    lines = [
        f"{words} {_capital(_about(meeting))}.",
        "",
        outbox.address("correction-detail", correction.pk),
    ]
    _write(key, to, _subject(f"Rättelse {correction.number}", meeting), lines, meeting)
