"""Which of this app's tables are the text of minutes; how far a thing has come may change all the same."""

from minutes.guards import AppendOnly, Frozen, Guard

OF_ITEM = "(SELECT i.meeting_id FROM minutes_agendaitem i WHERE i.id = {row}.item_id)"
OF_ACTION = (
    "(SELECT i.meeting_id FROM minutes_agendaitem i JOIN decisions_action a ON a.item_id = i.id"
    " WHERE a.id = {row}.action_id)"
)
DUE = ("due_on", "due_precision", "due_text")

GUARDS: list[Guard] = [
    AppendOnly(
        "decisions_report",
        (("id",),),
        columns=(
            "id",
            "obligation_id",
            "status",
            "note",
            "contact_name",
            "said_on",
            "reported_at",
            "reported_by_id",
            "is_for_other",
        ),
        once=("contact_id",),
        open="1 = 1",
    ),
    Frozen(
        "decisions_decision",
        OF_ITEM,
        (
            "id",
            "item_id",
            "body_id",
            "decided_on",
            "position",
            "number",
            "slug",
            "kind",
            "text",
            "resolved_text",
            "found_by",
            "phrase",
        ),
        keys=(("id",), ("number",), ("slug",)),
    ),
    Frozen("decisions_action", OF_ITEM, ("id", "item_id", "position", "text", "responsible_text", *DUE)),
    Frozen(
        "decisions_obligation",
        OF_ACTION,
        ("id", "action_id", "organization_id"),
        keys=(("id",), ("action_id", "organization_id")),
    ),
    Frozen("decisions_promise", OF_ITEM, ("id", "item_id", "position", "text", "target_body_id", *DUE)),
    Frozen("decisions_citation", OF_ITEM, ("id", "item_id", "position", "text", *DUE)),
]
