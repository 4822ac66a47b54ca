"use strict";
// The desk: saving when a form is left, steps that wait until all is saved, and offers out of the text.
// Without it every form has its button, and each button a page of its own.
{
  const OFFER_AFTER = 700; // milliseconds after the last key
  const MOST_TRIES = 3;

  if (window.desk) {
    const {
      desk, opened, say, values, hasFaults, parts, forms, FORMS, note, isDirty, isKept, isUnkept,
      csrf, loggedOut, saveDraft, settled, later, soon, again, forget,
    } = window.desk;
    const offering = new Map();
    const find = (key) => desk.querySelector(`form[data-part="${key}"]`);
    const running = new Map(); // by part, the save that is on its way
    const waiting = new Map(); // and the one that comes after it
    const sentValues = new WeakMap(); // what was sent of a form, while its answer is waited for

    const send = (form) =>
      new Promise((resolve) => {
        const key = form.dataset.part;
        forget(form);
        const done = (event) => {
          // The form itself may be gone by now: the answer has taken its place.
          if (event.detail.requestConfig.elt !== form) {
            return;
          }
          document.body.removeEventListener("htmx:afterRequest", done);
          const ok = event.detail.successful;
          setTimeout(() => {
            const now = find(key);
            resolve(ok && now !== null && !hasFaults(now));
          });
          if (!ok) {
            later(form, 0);
          }
        };
        document.body.addEventListener("htmx:afterRequest", done);
        form.requestSubmit();
      });

    const saveNow = async (key) => {
      await settled();
      for (let tries = 0; tries < MOST_TRIES; tries += 1) {
        const form = find(key);
        if (!form || !isDirty(form)) {
          return true;
        }
        if (!(await send(form))) {
          return false;
        }
      }
      return !isDirty(find(key));
    };

    // Saves a part in the book; true when nothing of it is left to save. One request of a part at a time: whoever
    // asks while one is on its way gets the next, and all of them the same.
    const save = (key) => {
      if (!waiting.has(key)) {
        const next = Promise.resolve(running.get(key)).then(() => {
          waiting.delete(key);
          running.set(key, saveNow(key));
          return running.get(key);
        });
        waiting.set(key, next);
      }
      return waiting.get(key);
    };

    // Somebody who goes on typing while a form is being saved keeps every letter: the answer gives the form its
    // new token only, and what came after is saved next.
    const keepTyping = (form, answer) => {
      const page = new DOMParser().parseFromString(answer, "text/html");
      const token = page.querySelector(`form[data-part="${form.dataset.part}"] [name=_token]`);
      if (page.querySelector(".desk-saved") && token) {
        form.elements._token.value = token.value;
        opened.set(form, sentValues.get(form));
        delete form.dataset.drafted; // what is saved takes the draft along
        say("Sparat, och skriver …");
      } else {
        const faults = page.querySelector(".desk-own-faults");
        form.parentElement.querySelector(".desk-own-faults")?.remove();
        if (faults) {
          form.before(document.adoptNode(faults));
        }
        summarize();
        say("Inte sparat. Se felen överst.", true);
      }
      soon(form);
    };

    const saveAll = async () => {
      let all = true;
      for (const key of parts().map((form) => form.dataset.part)) {
        all = (await save(key)) && all;
      }
      if (!all) {
        say("Allt är inte sparat än. Se felen överst.", true);
      }
      return all;
    };

    // Before the page is drawn anew: what can't be saved yet is kept as a draft, and offered on the new page.
    const keepAll = async () => {
      await saveAll();
      for (const form of forms().filter(isUnkept)) {
        if (!(await saveDraft(form))) {
          return false;
        }
      }
      return true;
    };

    // Words in a form that adds something would be offered on the new page, not stand there: add them first.
    const unadded = (but) =>
      [...desk.querySelectorAll("form[data-step]")]
        .filter((form) => form !== but)
        .flatMap((form) => [...form.querySelectorAll("textarea, input[type=text]")])
        .find((field) => field.value.trim() !== "");

    const itemOf = (element) => element?.closest?.("[data-item]");

    const offer = (form) => {
      const item = itemOf(form);
      if (!item || !form.elements.background) {
        return;
      }
      clearTimeout(offering.get(item));
      offering.set(
        item,
        setTimeout(() => {
          const texts = ["background", "discussion"].map((name) => form.elements[name].value);
          const target = `#${item.id}-offers`;
          if (!texts.some((text) => /[:–-]|åter|uppskj|bordl/i.test(text))) {
            document.querySelector(target)?.replaceChildren();
            return;
          }
          htmx.ajax("POST", item.dataset.offers, {
            target,
            swap: "outerHTML",
            values: { background: texts[0], discussion: texts[1], csrfmiddlewaretoken: csrf() ?? form.elements.csrfmiddlewaretoken.value },
          });
        }, OFFER_AFTER),
      );
    };

    const grow = (area) => {
      area.style.setProperty("block-size", "auto");
      area.style.setProperty("block-size", `${area.scrollHeight + 2}px`);
    };

    // The summary at the top names the faults of every form: one that is saved takes away its own alone.
    const summarize = () => {
      const faults = [...desk.querySelectorAll(".desk-own-faults > li")];
      const summary = document.getElementById("desk-faults");
      summary.hidden = faults.length === 0;
      summary.querySelector("h2").textContent = faults.length === 1 ? "Ett fel att rätta" : `${faults.length} fel att rätta`;
      summary.querySelector("ul").replaceChildren(...faults.map((fault) => fault.cloneNode(true)));
    };

    const prepare = (root) => {
      // A form that was there already may hold what is not saved yet.
      [...root.querySelectorAll(FORMS)].filter((form) => !opened.has(form)).forEach(note);
      root.querySelectorAll(".desk-form textarea").forEach(grow);
      root.querySelectorAll("[data-take]").forEach((button) => {
        button.hidden = false;
      });
    };

    document.addEventListener("input", (event) => {
      const form = event.target.closest(FORMS);
      if (event.target.matches(".desk-form textarea")) {
        grow(event.target);
      }
      if (form) {
        say("Skriver …");
        soon(form);
        if (["background", "discussion"].includes(event.target.name)) {
          offer(form);
        }
      }
    });

    // A form that is left is saved; going on inside it is not leaving it.
    document.addEventListener("focusout", (event) => {
      const form = event.target.closest?.("form[data-part]");
      if (!form) {
        return;
      }
      setTimeout(() => {
        if (form.isConnected && !form.contains(document.activeElement) && document.hasFocus() && isDirty(form)) {
          save(form.dataset.part);
        }
      });
    });

    document.body.addEventListener("htmx:afterSwap", (event) => {
      const root = event.detail.target.isConnected ? event.detail.target : document.getElementById(event.detail.target.id);
      prepare(root?.closest(".desk-row, article, section") ?? desk);
      summarize();
      const saved = root?.querySelector("[data-saved]");
      if (root?.querySelector(".desk-own-faults")) {
        say("Inte sparat. Se felen överst.", true);
      } else if (saved) {
        say(`Sparat ${saved.dataset.saved}`);
      }
    });

    document.body.addEventListener("htmx:oobAfterSwap", (event) => {
      if (event.detail.target.id === "desk-refusal") {
        say("Inte sparat. Se varför överst.", true);
      }
    });

    document.body.addEventListener("htmx:beforeRequest", (event) => {
      if (event.detail.elt.matches("form[data-part]")) {
        sentValues.set(event.detail.elt, values(event.detail.elt));
      }
    });

    document.body.addEventListener("htmx:configRequest", (event) => {
      if (csrf()) {
        event.detail.parameters.csrfmiddlewaretoken = csrf();
      }
    });

    document.body.addEventListener("htmx:responseError", (event) => {
      if (event.detail.xhr.status === 403 || isLogin(event.detail.xhr)) {
        loggedOut();
      } else {
        say("Servern svarade inte som den ska. Texten står kvar; försök igen.", true);
      }
    });
    const unreachable = () => {
      say("Ingen kontakt med servern. Texten står kvar, och sparas när kontakten är tillbaka.", true);
      parts().filter(isDirty).forEach(again);
    };
    document.body.addEventListener("htmx:sendError", unreachable);
    document.body.addEventListener("htmx:timeout", unreachable);
    // A login page instead of an answer: htmx has followed the redirect.
    const isLogin = (xhr) => xhr.responseURL.includes(desk.dataset.login);
    document.body.addEventListener("htmx:beforeSwap", (event) => {
      if (isLogin(event.detail.xhr)) {
        event.detail.shouldSwap = false;
        event.detail.isError = true;
        return;
      }
      const form = event.detail.requestConfig.elt;
      if (form?.matches?.("form[data-part]") && sentValues.has(form) && sentValues.get(form) !== values(form)) {
        event.detail.shouldSwap = false;
        keepTyping(form, event.detail.serverResponse);
      }
    });

    // A form that has just been drawn is nobody's for a moment: htmx takes it over when the page has settled.
    document.addEventListener("submit", (event) => {
      const form = event.target;
      if (form.matches("form[hx-post]") && !event.defaultPrevented && window.htmx) {
        event.preventDefault();
        htmx.process(form);
        setTimeout(() => form.requestSubmit());
      }
    });

    // Steps that draw the page anew wait until everything typed is saved.
    document.addEventListener("submit", async (event) => {
      const form = event.target;
      if (!form.matches("form[data-step]") || form.dataset.ready) {
        return;
      }
      event.preventDefault();
      const button = event.submitter;
      const waiting = form.matches("[data-settle]") ? null : unadded(form);
      if (waiting) {
        unfold(`#${waiting.id}`);
        waiting.focus();
        say("Du har text här som inte är tillagd än. Lägg till den, eller töm rutan.", true);
        return;
      }
      if (form.matches("[data-split]") && !splitAt(form)) {
        say("Ställ markören i texten där ärendet ska delas.", true);
        return;
      }
      if (csrf()) {
        form.elements.csrfmiddlewaretoken.value = csrf();
      }
      // In a turn of its own: while its first submission is being told of, a form takes no other.
      await new Promise((resolve) => setTimeout(resolve));
      if (await keepAll()) {
        form.dataset.ready = "1";
        leaving = true;
        const key = itemOf(form) ? desk.querySelector(`#${itemOf(form).id}-form [name=_token]`) : null;
        if (key && form.action.includes("/ta-bort/arende-")) {
          form.elements._token.value = key.value;
        }
        form.requestSubmit(button);
        delete form.dataset.ready;
      }
    });

    let leaving = false; // by a step that has kept everything
    // To where the minutes are judged or sent as they are saved: nothing may wait here in silence.
    const leave = async (address) => {
      if (await keepAll()) {
        leaving = true;
        location.assign(address);
      }
    };

    let lastCaret = null;
    document.addEventListener("selectionchange", () => {
      const area = document.activeElement;
      if (area?.matches?.("[data-item] textarea") && ["background", "discussion", "proposal"].includes(area.name)) {
        lastCaret = { item: itemOf(area), name: area.name, at: [...area.value.slice(0, area.selectionStart)].length };
      }
    });
    const splitAt = (form) => {
      if (lastCaret?.item !== itemOf(form)) {
        return false;
      }
      form.elements.field.value = lastCaret.name;
      form.elements.at.value = lastCaret.at;
      return true;
    };

    document.addEventListener("click", (event) => {
      const take = event.target.closest("[data-take]");
      if (take) {
        const field = document.getElementById(take.dataset.take);
        const theirs = document.getElementById(`${take.dataset.take}-theirs`).textContent;
        field.value = theirs === "(tomt)" ? "" : theirs;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.focus();
      }
      const away = event.target.closest("a[data-leave]");
      if (away && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        leave(away.href);
      }
      const anchor = event.target.closest("a[href^='#']");
      if (anchor) {
        unfold(anchor.hash);
      }
    });

    const unfold = (hash) => {
      const target = document.getElementById(decodeURIComponent(hash.slice(1)));
      target?.querySelector(":scope > details:not([open])")?.setAttribute("open", "");
      for (let fold = target?.closest("details:not([open])"); fold; fold = fold.parentElement.closest("details:not([open])")) {
        fold.open = true;
      }
      return target;
    };

    const items = () => [...desk.querySelectorAll("[data-item]")];
    const firstField = (root) =>
      root?.querySelector("form[data-part] [name=background]") ??
      root?.querySelector("form[data-part] textarea") ??
      root?.querySelector("form[data-part] input:not([type=hidden])") ??
      root?.querySelector("form[data-new] input:not([type=hidden])");

    window.addEventListener("beforeunload", (event) => {
      if (!leaving && forms().some((form) => isDirty(form) && !isKept(form))) {
        event.preventDefault();
      }
    });

    prepare(desk);
    const target = unfold(location.hash);
    if (new URLSearchParams(location.search).has("till")) {
      // Without the fragment: going to it would take the focus away again.
      history.replaceState(null, "", location.pathname);
      target?.scrollIntoView();
      (target?.matches("input, textarea") ? target : firstField(target))?.focus();
    } else if (!location.hash && items().length === 0) {
      desk.querySelector("#id_huvud-chairs")?.focus();
    }
    document.querySelector(".desk-faults:not([hidden])")?.focus();
    Object.assign(window.desk, { items, itemOf, firstField, save, saveAll });
  }
}
