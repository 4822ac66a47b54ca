// Keeps each tick on the page for justering as it is made; without this, the buttons do.
"use strict";

window.addEventListener("load", () => {
    const form = document.querySelector("form[data-review]");
    if (!form) {
        return;
    }
    const boxes = [...form.querySelectorAll("input[name=read]")];
    const counter = document.querySelector("[data-read-count]");
    const show = (box) => {
        counter.textContent = String(boxes.filter((one) => one.checked).length);
        const mark = document.querySelector(`[data-mark="${box.closest("section").id}"]`);
        mark.textContent = box.checked ? "Läst" : "Inte läst";
        mark.className = `progress progress-${box.checked ? "done" : "not_started"}`;
    };
    // One after the other: a tick and the one that takes it back must not pass each other.
    let last = Promise.resolve();
    const save = (box) => {
        const data = new FormData();
        for (const name of ["csrfmiddlewaretoken", "digest"]) {
            data.set(name, form.elements[name].value);
        }
        data.set("answer", "save");
        data.set("shown", box.value);
        if (box.checked) {
            data.set("read", box.value);
        }
        last = last
            .then(() => fetch(form.getAttribute("action") || window.location.pathname, {
                method: "POST",
                body: data,
                headers: { "X-Requested-With": "fetch" },
            }))
            .catch(() => {}); // the ticks go with the answer, too
    };
    for (const box of boxes) {
        box.addEventListener("change", () => {
            show(box);
            save(box);
        });
    }
});
