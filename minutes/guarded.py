"""Which of this app's tables are evidence, and which are the text of minutes."""

from minutes.guards import AppendOnly, Frozen, Guard

OWN = "{row}.meeting_id"
OF_ITEM = "(SELECT i.meeting_id FROM minutes_agendaitem i WHERE i.id = {row}.item_id)"
OF_ATTENDANCE = "(SELECT a.meeting_id FROM minutes_attendance a WHERE a.id = {row}.attendance_id)"
ID = (("id",),)

GUARDS: list[Guard] = [
    AppendOnly("minutes_ledgerentry", (("number",), ("entry_hash",))),
    AppendOnly("minutes_checkpoint", (*ID, ("number_id",))),
    # A plan or a draft that was never sent to anybody may go, and its trail with it.
    AppendOnly(
        "minutes_statuschange",
        ID,
        kept="EXISTS (SELECT 1 FROM minutes_revision r WHERE r.meeting_id = OLD.meeting_id)",
    ),
    AppendOnly("minutes_revision", (*ID, ("meeting_id", "number"), ("entry_id",))),
    AppendOnly("minutes_approval", (*ID, ("revision_id", "person_id", "turn"), ("entry_id",))),
    AppendOnly("minutes_withdrawal", (*ID, ("approval_id",), ("entry_id",))),
    AppendOnly("minutes_seal", (*ID, ("revision_id",), ("entry_id",))),
    AppendOnly("minutes_protocolfile", (*ID, ("correction_id",), ("entry_id",))),
    AppendOnly(
        "minutes_changeproposal",
        (*ID, ("entry_id",)),
        columns=(
            "id",
            "revision_id",
            "item_id",
            "person_id",
            "target",
            "decision_number",
            "old_text",
            "new_text",
            "reason",
            "proposed_at",
            "entry_id",
        ),
        once=("status", "answer", "answered_by_id", "answered_at"),
        open="OLD.status = 'open'",
    ),
    AppendOnly(
        "minutes_correction",
        (*ID, ("revision_id", "number"), ("entry_id",)),
        columns=(
            "id",
            "revision_id",
            "number",
            "item_id",
            "target",
            "decision_number",
            "old_text",
            "new_text",
            "reason",
            "made_by_id",
            "made_at",
            "content",
            "sha256",
            "entry_id",
        ),
        once=("approved_at", "withdrawn_at"),
        open="OLD.approved_at IS NULL AND OLD.withdrawn_at IS NULL",
    ),
    AppendOnly("minutes_correctionapproval", (*ID, ("correction_id", "person_id"), ("entry_id",))),
    Frozen(
        "minutes_meeting",
        "{row}.id",
        ("id", "body_id", "date", "date_text", "number", "document_name", "start", "end", "place"),
        keys=(*ID, ("body_id", "date", "number")),
    ),
    Frozen(
        "minutes_meetingpart",
        OWN,
        ("id", "meeting_id", "position", "title", "first_item", "last_item", "participants"),
    ),
    Frozen("minutes_officer", OWN, ("id", "meeting_id", "role", "position", "name")),
    Frozen(
        "minutes_attendance",
        OWN,
        ("id", "meeting_id", "organization_id", "mode", "role", "post", "position", "name"),
        keys=(*ID, ("meeting_id", "person_id")),
    ),
    Frozen(
        "minutes_attendance_parts",
        OF_ATTENDANCE,
        ("id", "attendance_id", "meetingpart_id"),
        keys=(*ID, ("attendance_id", "meetingpart_id")),
    ),
    Frozen(
        "minutes_agendaitem",
        OWN,
        (
            "id",
            "meeting_id",
            "part_id",
            "position",
            "number",
            "title",
            "outcome",
            "background",
            "discussion",
            "proposal",
        ),
    ),
    Frozen("minutes_presenter", OF_ITEM, ("id", "item_id", "position", "name")),
    Frozen(
        "minutes_attachment",
        OWN,
        ("id", "meeting_id", "item_id", "title", "position", "file", "sha256", "size", "media_type"),
    ),
]
