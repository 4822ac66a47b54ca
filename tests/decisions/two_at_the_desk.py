"""What two secretaries do at the desk, each in turn."""

from tests.decisions.two_secretaries import (
    Script,
    adds_item,
    adds_row,
    chooses,
    decisions,
    ends_role,
    fills,
    finds,
    insists,
    order,
    removes,
    steps,
    types,
)

FIELDS: dict[str, Script] = {
    "same field of an item": [
        types("bo", "first", discussion="Lönnar vid torget."),
        types("anna", "first", 409, discussion="Granar vid sjön."),
        finds("anna", lambda room: "Lönnar vid torget." in room.sides["anna"].pages[-1]),
    ],
    "same field, and the second insists": [
        types("bo", "first", discussion="Lönnar vid torget."),
        types("anna", "first", 409, discussion="Granar vid sjön."),
        insists("anna", "first", discussion="Granar vid sjön, lönnar vid torget."),
    ],
    "same field, three times in turn": [
        types("bo", "first", discussion="Lönnar vid torget."),
        types("anna", "first", 409, discussion="Granar vid sjön."),
        insists("anna", "first"),
        types("bo", "first", 409, discussion="Lönnar vid kyrkan."),
    ],
    "different fields of an item": [
        types("bo", "first", discussion="Lönnar vid torget."),
        types("anna", "first", background="Granar vid sjön.", outcome="deferred"),
    ],
    "the same words in the same field": [
        types("bo", "first", discussion="Lönnar vid torget."),
        types("anna", "first", discussion="Lönnar vid torget."),
    ],
    "one writes on and the other empties": [
        types("bo", "first", background="Kommunerna har svarat. Regionen väntar. Lönnar vid torget."),
        types("anna", "first", 409, background=""),
    ],
    "one empties and the other writes on": [
        types("bo", "first", background=""),
        types("anna", "first", 409, background="Granar vid sjön."),
    ],
    "one field in common and one apart": [
        types("bo", "first", title="Lönnplan", background="Lönnar vid torget."),
        types("anna", "first", 409, background="Granar vid sjön.", discussion="Ingen invände mot barr."),
        insists("anna", "first"),
        finds("anna", lambda room: room.meeting.items.get(title="Lönnplan").discussion.startswith("Ingen")),
    ],
    "wrong input beside the other's words": [
        types("bo", "first", discussion="Lönnar vid torget."),
        types("anna", "first", 422, title="", background="Granar vid sjön."),
        insists("anna", "first", title="Granplan"),
    ],
    "presenters": [
        types("bo", "first", presenters="Lova Lönn"),
        types("anna", "first", 409, presenters="Gry Gran"),
        insists("anna", "first", presenters="Lova Lönn, Gry Gran"),
    ],
    "thread": [
        types("bo", "first", matter="Lönnar i tätort"),
        types("anna", "first", 409, matter="Granar i tätort"),
    ],
    "a decision's text": [
        types("bo", "beslut", text="Gruppen antar lönnplanen."),
        types("anna", "beslut", 409, text="Gruppen antar granplanen."),
        insists("anna", "beslut", text="Gruppen antar båda planerna, lönnar och granar."),
    ],
    "a decision's text and its meaning": [
        types("bo", "beslut", text="Gruppen antar lönnplanen."),
        types("anna", "beslut", resolved_text="Trettio granar i år.", kind="position"),
    ],
    "an action's organisations": [
        types("bo", "atgard", organizations="Ekby"),
        types("anna", "atgard", 409, organizations="Alnäs"),
        insists("anna", "atgard", organizations="Alnäs, Ekby"),
    ],
    "an action's organisations and who is responsible": [
        types("bo", "atgard", organizations="Alnäs, Ekby"),
        types("anna", "atgard", responsible="Maja Ledamot", text="Utse en kontakt för granarna."),
        finds("bo", lambda room: room.rows["atgard"].obligations.count() == 2),
    ],
    "an action's time": [
        types("bo", "atgard", due="9 maj"),
        types("anna", "atgard", 409, due="nästa möte"),
    ],
    "a promise's text and time": [
        types("bo", "lofte", text="Återkommer om lönnarna."),
        types("anna", "lofte", due="nästa möte"),
    ],
}

ROWS: dict[str, Script] = {
    "item added while the other types": [
        adds_item("bo", "Lönnplan", "first"),
        types("anna", "first", background="Granar vid sjön."),
        finds("bo", lambda room: order(room) == ["Första", "Lönnplan", "Andra", "Tredje"]),
    ],
    "both add an item in the same place": [
        adds_item("bo", "Lönnplan", "first"),
        adds_item("anna", "Granplan", "first"),
        finds("bo", lambda room: order(room) == ["Första", "Granplan", "Lönnplan", "Andra", "Tredje"]),
    ],
    "both add a decision to an item": [
        adds_row("bo", "first", "beslut", "Gruppen antar lönnplanen."),
        adds_row("anna", "first", "beslut", "Gruppen antar granplanen."),
        finds("bo", lambda room: len(decisions(room)) == 3),
    ],
    "decision removed while the other types in it": [
        removes("bo", "beslut"),
        types("anna", "beslut", 410, text="Gruppen antar granplanen."),
    ],
    "action removed after the other has typed in it": [
        types("bo", "atgard", text="Plantera lönnar."),
        removes("anna", "atgard", 409),
    ],
    "both remove the same promise": [removes("bo", "lofte"), removes("anna", "lofte")],
    "action removed after an organisation has reported": [
        fills("bo", "shared", obligations__0__note="Ekby har planterat lönnar."),
        removes("anna", "shared", 409),
    ],
    "item removed while the other types in it": [
        removes("bo", "first"),
        types("anna", "first", 410, background="Granar vid sjön."),
    ],
    "item removed after the other has typed in it": [
        types("bo", "first", background="Lönnar vid torget."),
        removes("anna", "first", 409),
    ],
    "item removed after the other has added a decision": [
        adds_row("bo", "second", "beslut", "Gruppen antar lönnplanen."),
        removes("anna", "second", 409),
    ],
    "item removed after the other has typed in its decision": [
        types("bo", "beslut", text="Gruppen antar lönnplanen."),
        removes("anna", "first", 409),
    ],
    "item removed after the other has typed in its action": [
        types("bo", "atgard", organizations="Ekby", responsible="Lova Lönn"),
        removes("anna", "first", 409),
    ],
    "item removed while the other types in its decision": [
        removes("bo", "first"),
        types("anna", "beslut", 410, text="Gruppen antar granplanen."),
    ],
    "item removed while the other adds to it": [
        removes("bo", "first"),
        adds_row("anna", "first", "beslut", "Gruppen antar granplanen.", 409),
    ],
    "item removed while the other adds one after it": [
        removes("bo", "first"),
        adds_item("anna", "Granplan", "first", 409),
    ],
}

ORDER: dict[str, Script] = {
    "item moved while the other types in it": [
        steps("bo", "move", "first", place=3),
        types("anna", "first", background="Granar vid sjön."),
        finds("bo", lambda room: order(room) == ["Andra", "Tredje", "Första"]),
    ],
    "item moved while the other moves another": [
        steps("bo", "move", "first", place=3),
        steps("anna", "move", "second", 409, place=1),
        finds("bo", lambda room: order(room) == ["Andra", "Tredje", "Första"]),
    ],
    "item moved after the other has added one": [
        adds_item("bo", "Lönnplan", "first"),
        steps("anna", "move", "third", 409, place=1),
    ],
    "item moved after the other has removed it": [
        removes("bo", "second"),
        steps("anna", "move", "second", 409, place=1),
    ],
    "item split where the other has typed": [
        types("bo", "first", background="Lönnar. Kommunerna har svarat. Regionen väntar."),
        steps("anna", "split", "first", 409, field="background", at=23, title="Granplan"),
    ],
    "item split in another text than the other's": [
        types("bo", "first", discussion="Lönnar vid torget."),
        steps("anna", "split", "first", field="background", at=23, title="Granplan"),
    ],
    "item split, then the other types in the text": [
        steps("bo", "split", "first", field="background", at=23, title="Lönnplan"),
        types("anna", "first", 409, background="Kommunerna har svarat. Regionen väntar på granar."),
    ],
    "item split, then the other types in another text": [
        steps("bo", "split", "first", field="background", at=23, title="Lönnplan"),
        types("anna", "first", discussion="Granar vid sjön."),
    ],
    "both split an item": [
        steps("bo", "split", "first", field="background", at=23, title="Lönnplan"),
        steps("anna", "split", "first", 409, field="background", at=11, title="Granplan"),
    ],
    "item merged after the other has typed in it": [
        types("bo", "second", background="Lönnar vid torget.", title="Lönnplan", presenters="Lova Lönn"),
        steps("anna", "merge", "second"),
        finds("bo", lambda room: order(room) == ["Första", "Tredje"]),
    ],
    "item merged after the other has put it off": [
        types("bo", "second", outcome="deferred", matter="Lönnar i tätort"),
        steps("anna", "merge", "second", 409),
    ],
    "item merged, then the other types in it": [
        steps("bo", "merge", "second"),
        types("anna", "second", 410, background="Granar vid sjön."),
    ],
    "item merged, then the other types where it went": [
        types("bo", "second", background="Lönnar vid torget."),
        steps("bo", "merge", "second"),
        types("anna", "first", 409, background="Granar vid sjön."),
    ],
    "item merged, then the other types in its action": [
        steps("bo", "merge", "third"),
        types("anna", "shared", text="Plantera granar."),
        finds("bo", lambda room: room.rows["second"].actions.get().text == "Plantera granar."),
    ],
    "both merge": [steps("bo", "merge", "second"), steps("anna", "merge", "third", 409)],
}

PEOPLE: dict[str, Script] = {
    "two choices for one person": [
        chooses("bo", "adjuster", "digital"),
        chooses("anna", "adjuster", "absent", 409, "I boken står nu: Digitalt."),
        insists("anna", "narvaro"),
    ],
    "choices for two people": [
        chooses("bo", "adjuster", "digital"),
        chooses("anna", "member", "absent"),
        finds("bo", lambda room: room.meeting.attendances.get(person=room.cast.adjuster).mode == "digital"),
    ],
    "the same guest added by both": [
        types("bo", "narvaro", others="Lova Lönn"),
        types("anna", "narvaro", others="Lova Lönn"),
        finds("bo", lambda room: room.meeting.attendances.filter(name="Lova Lönn").count() == 1),
    ],
    "the same guest added by both in other words": [
        types("bo", "narvaro", others="Lova Lönn"),
        types("anna", "narvaro", 422, others="Lova Lönn (digitalt)"),
    ],
    "two guests": [
        types("bo", "narvaro", others="Lova Lönn"),
        types("anna", "narvaro", others="Gry Gran\nBjarne Barr"),
        finds("bo", lambda room: room.meeting.attendances.filter(name__gt="").count() == 4),
    ],
    "somebody leaves the group while the other chooses": [
        ends_role("bo", "adjuster"),
        chooses("anna", "adjuster", "on_site", 422, "Jon Justerare: På plats"),
        insists("anna", "narvaro", others="Jon Justerare"),
    ],
    "guest taken off the list while the other chooses": [
        chooses("bo", "guest", ""),
        chooses("anna", "guest", "digital", 422, "Digitalt"),
    ],
    "taken off the list after the other has said for whom": [
        fills("bo", "meeting", attendances__1__name="Gun Lönn"),
        chooses("anna", "guest", "", 409, "Gun Lönn"),
    ],
    "place by both": [
        types("bo", "huvud", place="Lönnsalen"),
        types("anna", "huvud", 409, place="Gransalen"),
    ],
    "place and chairs": [
        types("bo", "huvud", place="Lönnsalen"),
        types("anna", "huvud", chairs="Maja Ledamot, Gry Gran"),
    ],
    "chairs by both": [
        types("bo", "huvud", chairs="Lova Lönn"),
        types("anna", "huvud", 409, chairs="Gry Gran"),
        insists("anna", "huvud", chairs="Lova Lönn, Gry Gran"),
    ],
    "hours that do not go together": [
        types("bo", "huvud", end="10:30"),
        types("anna", "huvud", 422, start="11:15"),
    ],
}
