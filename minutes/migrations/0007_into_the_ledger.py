"""What was circulated, approved and sealed before there was a ledger gets its entries, in the order of then."""

import datetime as dt
import hashlib
import uuid

import rfc8785
from django.db import migrations

FIRST_HASH = "0" * 64


def _utc(at):
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _happened(apps):
    """Return (time, order at the same time, kind, facts, row), for all there is."""
    found = []
    for row in apps.get_model("minutes", "Revision").objects.select_related("meeting__body"):
        facts = {"revision": {"number": row.number, "sha256": row.sha256}, "size": len(bytes(row.content))}
        found.append((row.created_at, 0, "revision", facts, row, row.meeting))
    for row in apps.get_model("minutes", "Approval").objects.select_related("revision__meeting__body"):
        facts = {
            "revision": {"number": row.revision.number, "sha256": row.revision.sha256},
            "person": {"id": row.person_id, "name": row.person_name},
            "organization": row.organization_name,
            "sentence": row.sentence,
            "approved_at": _utc(row.approved_at),
        }
        found.append((row.approved_at, 1, "approval", facts, row, row.revision.meeting))
    for row in apps.get_model("minutes", "Seal").objects.select_related("revision__meeting__body"):
        facts = {
            "revision": {"number": row.revision.number, "sha256": row.revision.sha256},
            "sealed_at": _utc(row.sealed_at),
        }
        found.append((row.sealed_at, 2, "seal", facts, row, row.revision.meeting))
    for model, kind, at in (
        ("ChangeProposal", "proposal", "proposed_at"),
        ("Correction", "correction", "made_at"),
    ):
        for row in apps.get_model("minutes", model).objects.select_related("revision__meeting__body"):
            facts = {
                "revision": {"number": row.revision.number, "sha256": row.revision.sha256},
                "old": row.old_text,
                "new": row.new_text,
                "reason": row.reason,
            }
            found.append((getattr(row, at), 3, kind, facts, row, row.revision.meeting))
    return sorted(found, key=lambda happened: (happened[0], happened[1], happened[4].pk))


def into_the_ledger(apps, schema_editor):
    happened = _happened(apps)
    if not happened:
        return
    entries = apps.get_model("minutes", "LedgerEntry").objects
    now = dt.datetime.now(dt.UTC)
    number, previous = 0, FIRST_HASH

    def add(kind, facts, meeting=None):
        nonlocal number, previous
        number += 1
        said = {"v": 1, "kind": kind, "at": _utc(now)}
        if meeting:
            said["meeting"] = {
                "id": meeting.pk,
                "body": meeting.body.name,
                "date": meeting.date.isoformat(),
                "number": meeting.number,
            }
        payload = rfc8785.dumps({**facts, **said})
        digest = hashlib.sha256(payload).hexdigest()
        content = b"\x01" + number.to_bytes(8, "big") + bytes.fromhex(previous) + bytes.fromhex(digest)
        own = hashlib.sha256(content).hexdigest()
        entry = entries.create(
            number=number,
            kind=kind,
            meeting=meeting,
            payload=payload,
            payload_sha256=digest,
            previous_hash=previous,
            entry_hash=own,
            at=now,
        )
        previous = own
        return entry

    add("opened", {"book": uuid.uuid4().hex})
    for _, _, kind, facts, row, meeting in happened:
        row.entry = add(kind, {**facts, "entered_later": "yes"}, meeting)
        row.save(update_fields=["entry"])


class Migration(migrations.Migration):
    dependencies = [("minutes", "0006_ledger")]

    operations = [migrations.RunPython(into_the_ledger, migrations.RunPython.noop)]
