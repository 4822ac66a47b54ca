"""What two secretaries do on the desk and the stock pages, with papers, drafts and offers."""

from tests.decisions.two_secretaries import (
    Script,
    accepts,
    adds_item,
    adds_row,
    brings,
    circulates,
    decisions,
    deletes,
    deletes_chosen,
    drafts,
    files,
    fills,
    fills_again,
    finds,
    order,
    reads,
    removes,
    restores,
    steps,
    types,
)

PAPERS: dict[str, Script] = {
    "item removed after the other has brought a paper": [
        brings("bo", "second", "Lönnkalkyl"),
        removes("anna", "second", 409),
    ],
    "item removed before the other brings a paper": [
        removes("bo", "second"),
        brings("anna", "second", "Grankalkyl", is_refused=True),
    ],
    "both bring the same paper": [
        brings("bo", "first", "Kalkyl"),
        brings("anna", "first", "Kalkyl"),
        finds("bo", lambda room: room.meeting.attachments.count() == 1),
    ],
    "paper brought while the other lists one on the stock page": [
        brings("bo", "first", "Lönnkalkyl"),
        files("anna", "first", "attachments", 200, title="Grankalkyl"),
    ],
}

STOCK: dict[str, Script] = {
    "desk, then the meeting's stock page": [
        types("bo", "first", background="Lönnar vid torget."),
        fills("anna", "meeting", 200, items__0__background="Granar vid sjön.", place="Gransalen"),
    ],
    "the meeting's stock page, then the desk in the same field": [
        fills("bo", "meeting", items__0__background="Lönnar vid torget."),
        types("anna", "first", 409, background="Granar vid sjön."),
    ],
    "the meeting's stock page, then the desk in another field": [
        fills("bo", "meeting", items__0__background="Lönnar vid torget.", place="Lönnsalen"),
        types("anna", "first", discussion="Granar vid sjön."),
    ],
    "desk, then the item's stock page": [
        types("bo", "beslut", text="Gruppen antar lönnplanen."),
        fills("anna", "first", 200, decisions__0__text="Gruppen antar granplanen."),
    ],
    "item's stock page, then desk": [
        fills("bo", "first", decisions__0__text="Gruppen antar lönnplanen."),
        types("anna", "beslut", 409, text="Gruppen antar granplanen."),
    ],
    "stock page against stock page": [
        fills("bo", "meeting", place="Lönnsalen"),
        fills("anna", "meeting", 200, place="Gransalen"),
        fills_again("anna", "meeting"),
    ],
    "item's stock page against the meeting's": [
        fills("bo", "first", background="Lönnar vid torget."),
        fills("anna", "meeting", 200, items__0__discussion="Granar vid sjön."),
    ],
    "items moved on the desk, then a stock page of a decision": [
        steps("bo", "move", "third", place=1),
        fills("anna", "beslut", 200, text="Gruppen antar granplanen."),
        fills_again("anna", "beslut"),
        finds("bo", lambda room: order(room) == ["Tredje", "Första", "Andra"]),
    ],
    "items moved on the desk, then the meeting's stock page": [
        steps("bo", "move", "third", place=1),
        fills("anna", "meeting", 200, items__0__background="Granar vid sjön."),
    ],
    "stock page of an item that the desk has removed": [
        removes("bo", "second"),
        fills("anna", "meeting", 409, items__1__background="Granar vid sjön.", place="Gransalen"),
    ],
    "item ticked for removal after the other has added to it": [
        adds_row("bo", "second", "beslut", "Gruppen antar lönnplanen."),
        fills("anna", "meeting", 200, items__1__DELETE="on"),
        finds("anna", lambda room: "Gruppen antar lönnplanen." in room.sides["anna"].pages[-1]),
        fills_again("anna", "meeting", items__1__DELETE="on"),
        finds("anna", lambda room: order(room) == ["Första", "Tredje"]),
    ],
    "item's delete page against typing": [
        types("bo", "first", background="Lönnar vid torget."),
        deletes("anna", "first", is_done=False),
    ],
    "item's delete page against its decision": [
        types("bo", "beslut", text="Gruppen antar lönnplanen."),
        deletes("anna", "first", is_done=False),
    ],
    "item deleted, then the other types": [
        deletes("bo", "first"),
        types("anna", "first", 410, background="Granar vid sjön."),
    ],
    "list's bulk delete against typing": [
        types("bo", "second", background="Lönnar vid torget."),
        deletes_chosen("anna", "first", "second", is_done=False),
    ],
    "bulk delete of decisions, then the other types": [
        deletes_chosen("bo", "beslut"),
        types("anna", "beslut", 410, text="Gruppen antar granplanen."),
    ],
    "meeting deleted while the other has begun": [
        drafts("bo", "first", background="Lönnar vid torget."),
        deletes("anna", "meeting", is_done=False),
        reads("bo", "Lönnar vid torget."),
    ],
    "meeting deleted, then the other types": [
        deletes("bo", "meeting"),
        types("anna", "first", 404, background="Granar vid sjön."),
    ],
}

STATUS: dict[str, Script] = {
    "circulated while the other types": [
        circulates("bo"),
        types("anna", "first", 422, background="Granar vid sjön."),
    ],
    "circulated after the other has typed": [
        types("bo", "first", background="Lönnar vid torget."),
        circulates("anna"),
        finds("bo", lambda room: "Lönnar" in bytes(room.meeting.revisions.get().content).decode()),
    ],
    "circulated while the other adds": [
        circulates("bo"),
        adds_row("anna", "first", "atgard", "Plantera granar.", 409),
        adds_item("anna", "Granplan", "", 409),
    ],
    "circulated while the other fills in the head": [
        circulates("bo"),
        types("anna", "huvud", 422, place="Gransalen"),
        types("anna", "narvaro", 422, others="Gry Gran"),
    ],
    "circulated while the other has the stock page": [
        circulates("bo"),
        fills("anna", "meeting", 403, items__0__background="Granar vid sjön."),
    ],
    "published while the other has a stock page": [
        circulates("bo", "publish"),
        fills("anna", "meeting", 200, place="Gransalen"),
        fills_again("anna", "meeting"),
        finds("bo", lambda room: type(room.meeting).objects.get().place == "Gransalen"),
    ],
    "published while the other types": [
        circulates("bo", "publish"),
        types("anna", "first", background="Granar vid sjön."),
    ],
    "circulated while the other moves and removes": [
        circulates("bo"),
        steps("anna", "move", "first", 409, place=2),
        removes("anna", "beslut", 409),
    ],
}

DRAFTS: dict[str, Script] = {
    "draft of a text that the other has changed": [
        drafts("anna", "first", background="Granar vid sjön."),
        types("bo", "first", background="Lönnar vid torget."),
        reads("anna", "Granar vid sjön."),
        restores("anna", "first", "Granar vid sjön.", "Lönnar vid torget.", answer=409),
    ],
    "draft of another text": [
        drafts("anna", "first", background="Granar vid sjön."),
        types("bo", "first", discussion="Lönnar vid torget."),
        restores("anna", "first", "Granar vid sjön."),
    ],
    "draft in an item that the other has removed": [
        drafts("anna", "first", background="Granar vid sjön."),
        removes("bo", "first"),
        reads("anna", "Granar vid sjön."),
        restores("anna", "first", "Granar vid sjön.", answer=410),
        reads("anna", "Granar vid sjön."),
    ],
    "draft in an item that the other has merged": [
        drafts("anna", "second", background="Granar vid sjön."),
        steps("bo", "merge", "second"),
        reads("anna", "Granar vid sjön."),
    ],
    "drafts of both in one text": [
        drafts("anna", "first", background="Granar vid sjön."),
        drafts("bo", "first", background="Lönnar vid torget."),
        reads("anna", "Granar vid sjön.", never="Lönnar"),
        reads("bo", "Lönnar vid torget.", never="Granar"),
    ],
    "draft of minutes that are circulated": [
        drafts("anna", "first", background="Granar vid sjön."),
        circulates("bo", told_of="Siv Sekreterare"),
        reads("anna", "Granar vid sjön."),
        restores("anna", "first", "Granar vid sjön.", answer=422),
    ],
}

CAPTURE: dict[str, Script] = {
    "offer taken up in an item that the other has removed": [
        removes("bo", "second"),
        accepts("anna", "second", "Gruppen antar granplanen.", 410),
    ],
    "the same offer taken up by both": [
        accepts("bo", "second", "Gruppen antar lönnplanen."),
        accepts("anna", "second", "Gruppen antar lönnplanen."),
        finds("bo", lambda room: decisions(room).count("Gruppen antar lönnplanen.") == 1),
    ],
    "offer taken up, then the item removed": [
        accepts("bo", "second", "Gruppen antar lönnplanen."),
        removes("anna", "second", 409),
    ],
    "offer taken up in circulated minutes": [
        circulates("bo"),
        accepts("anna", "second", "Gruppen antar granplanen.", 409),
    ],
}
