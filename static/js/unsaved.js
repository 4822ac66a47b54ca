// Asks before a page is left by a link while something typed in its form is not saved.
"use strict";

window.addEventListener("load", () => {
    const form = document.querySelector("#content-main form[method=post]");
    if (!form || !form.querySelector("input[name=_save]")) {
        return;
    }
    const values = () => new URLSearchParams(new FormData(form)).toString();
    // A form that came back with faults holds what the book does not.
    const saved = document.querySelector(".errornote") ? null : values();
    let sending = false;
    form.addEventListener("submit", () => {
        sending = true;
    });
    window.addEventListener("pageshow", () => {
        sending = false;
    });
    window.addEventListener("beforeunload", (event) => {
        if (!sending && values() !== saved) {
            event.preventDefault();
        }
    });
});
