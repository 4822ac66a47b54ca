"use strict";
// The desk's keyboard, its help, and dragging. Comes after desk.js.
{
  if (window.desk) {
    const { desk, items, itemOf, firstField, saveAll } = window.desk;
    const current = () => itemOf(document.activeElement) ?? items().at(-1);

    const addRow = (kind) => {
      const item = current();
      const fold = item?.querySelector("details[data-add]");
      if (fold) {
        fold.open = true;
        fold.querySelector(`input[value=${kind}]`).checked = true;
        fold.querySelector("textarea").focus();
      }
    };

    const keys = {
      KeyN: () => document.getElementById("id_nytt-title")?.focus(),
      KeyB: () => addRow("beslut"),
      KeyU: () => addRow("atgard"),
      KeyK: () => addRow("lofte"),
      KeyJ: () => {
        const all = items();
        firstField(all[(all.indexOf(itemOf(document.activeElement)) + 1) % all.length])?.focus();
      },
      KeyM: () => {
        const fold = current()?.querySelector(":scope > details");
        if (fold) {
          fold.open = !fold.open;
          fold.querySelector("summary").focus();
        }
      },
      Enter: () => (itemOf(document.activeElement) ?? desk).querySelector("form[data-accept] button")?.click(),
      ArrowUp: () => current()?.querySelector("[data-up]")?.click(),
      ArrowDown: () => current()?.querySelector("[data-down]")?.click(),
    };

    const help = document.getElementById("desk-help");
    const helpButton = desk.querySelector("[data-keys]");
    helpButton.hidden = false;
    helpButton.addEventListener("click", () => help.showModal());

    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.code === "KeyS") {
        event.preventDefault();
        saveAll();
        return;
      }
      if (event.altKey && !event.ctrlKey && !event.metaKey && keys[event.code]) {
        event.preventDefault();
        keys[event.code]();
        return;
      }
      if (event.key === "?" && !event.target.matches("input, textarea, select")) {
        event.preventDefault();
        help.showModal();
        return;
      }
      // Enter in the text of a new row adds it; with Shift it breaks the line.
      if (event.key === "Enter" && !event.shiftKey && event.target.matches("details[data-add] textarea")) {
        event.preventDefault();
        event.target.form.requestSubmit();
      }
    });

    // Dragging by the heading is an extra: the buttons and keys do the same.
    let dragged = null;
    desk.addEventListener("dragstart", (event) => {
      dragged = itemOf(event.target);
      event.dataTransfer.effectAllowed = "move";
    });
    desk.addEventListener("dragover", (event) => {
      if (dragged && itemOf(event.target)) {
        event.preventDefault();
      }
    });
    desk.addEventListener("drop", (event) => {
      const onto = itemOf(event.target);
      const form = dragged?.querySelector("form[data-move]");
      if (onto && onto !== dragged && form) {
        event.preventDefault();
        const button = form.querySelector("button");
        button.value = String(items().indexOf(onto) + 1);
        form.requestSubmit(button);
      }
      dragged = null;
    });
  }
}
