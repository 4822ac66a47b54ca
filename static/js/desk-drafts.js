"use strict";
// The desk's drafts: what is typed is kept some seconds later, until it is in the book. Comes before desk.js.
{
  const desk = document.querySelector(".desk[data-draft]");
  const DRAFT_AFTER = 3000; // milliseconds after the last key; at most ten seconds may be lost
  const DRAFT_AT_LATEST = 8000;
  const RETRY_AFTER = 3000;
  const GIVE_UP_AFTER = 5000; // a lost network may answer nothing at all

  if (desk) {
    const state = document.getElementById("desk-state");
    const timers = new Map();
    const opened = new WeakMap();

    const say = (text, wrong = false) => {
      state.textContent = text;
      state.classList.toggle("desk-state-wrong", wrong);
    };

    const values = (form) => {
      const data = new URLSearchParams(new FormData(form));
      data.delete("csrfmiddlewaretoken");
      data.delete("_token");
      return data.toString();
    };

    const hasFaults = (form) => form.querySelector(".desk-error, .errornote") !== null;
    const parts = () => [...desk.querySelectorAll("form[data-part]")];
    // A part is saved in the book; a form that adds something has no row there until it is sent.
    const FORMS = "form[data-part], form[data-new]";
    const forms = () => [...desk.querySelectorAll(FORMS)];
    // What was refused is not in the book: such a form is never clean, and its text is kept as a draft.
    const note = (form) => {
      opened.set(form, hasFaults(form) ? null : values(form));
      if (hasFaults(form)) {
        later(form, DRAFT_AFTER);
      }
    };
    const isDirty = (form) => opened.has(form) && opened.get(form) !== values(form);
    const isKept = (form) => form.dataset.drafted === values(form);
    // Also one that is as it was opened, when its draft says something else.
    const isUnkept = (form) => form.isConnected && !isKept(form) && (isDirty(form) || "drafted" in form.dataset);

    const post = (url, body) =>
      fetch(url, {
        method: "POST",
        body,
        credentials: "same-origin",
        redirect: "manual",
        headers: { "X-Requested-With": "XMLHttpRequest" },
        signal: AbortSignal.timeout(GIVE_UP_AFTER),
      });

    const loggedOut = () => {
      say("Du är utloggad. Texten står kvar här. ", true);
      const link = document.createElement("a");
      link.href = desk.dataset.login;
      link.target = "_blank";
      link.rel = "noopener";
      link.textContent = "Logga in i en ny flik, så sparas den.";
      state.append(link);
    };

    // The token of the page's forms is old after a new login: the cookie has the one that holds.
    const csrf = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];

    const draftOf = (form) => {
      const body = new FormData(form);
      body.append("form", form.dataset.part ?? form.dataset.new);
      // A chosen file goes with the form itself, and not along with every word of its heading.
      [...body].filter(([, value]) => value instanceof File).forEach(([name]) => body.delete(name));
      if (csrf()) {
        body.set("csrfmiddlewaretoken", csrf());
      }
      return body;
    };

    const sendDraft = async (form) => {
      const typed = values(form);
      try {
        const answer = await post(desk.dataset.draft, draftOf(form));
        if (answer.type === "opaqueredirect" || answer.status === 403) {
          loggedOut();
        } else if (answer.ok) {
          form.dataset.drafted = typed;
          const { saved } = await answer.json();
          if (desk.querySelector(".desk-own-faults")) {
            say(`Utkastet är sparat ${saved}. Se felen överst.`, true);
          } else {
            say(`Sparat ${saved}`);
          }
          return true;
        } else {
          say("Utkastet kunde inte sparas. Försöker igen.", true);
        }
      } catch {
        lostUntil = Date.now() + RETRY_AFTER;
        say("Ingen kontakt med servern. Texten står kvar, och sparas när kontakten är tillbaka.", true);
      }
      later(form, RETRY_AFTER);
      return false;
    };

    // One draft at a time: of one form an older one might come last, and many at once would wait for each other.
    let queue = Promise.resolve();
    // Until then the network counts as lost: the other forms need not each find that out.
    let lostUntil = 0;
    const settled = async () => {
      await queue;
    };

    const saveDraft = (form) => {
      timers.delete(form);
      const sent = queue.then(() => {
        if (!isUnkept(form)) {
          return true;
        }
        if (Date.now() < lostUntil) {
          later(form, lostUntil - Date.now());
          return false;
        }
        return sendDraft(form);
      });
      queue = sent;
      return sent;
    };

    const later = (form, after) => {
      const timer = timers.get(form);
      const latest = timer?.latest ?? Date.now() + DRAFT_AT_LATEST;
      clearTimeout(timer?.id);
      const wait = Math.max(0, Math.min(after, latest - Date.now()));
      timers.set(form, { id: setTimeout(saveDraft, wait, form), latest });
    };
    // Not saved in the book any more, or not yet: the draft waits no longer.
    const forget = (form) => {
      clearTimeout(timers.get(form)?.id);
      timers.delete(form);
    };

    const soon = (form) => later(form, DRAFT_AFTER);
    const again = (form) => later(form, RETRY_AFTER);

    window.addEventListener("online", () => {
      lostUntil = 0;
      forms().filter(isUnkept).forEach((form) => later(form, 0));
    });

    window.desk = {
      desk, opened, say, values, hasFaults, parts, forms, FORMS, note, isDirty, isKept, isUnkept,
      csrf, loggedOut, saveDraft, settled, later, soon, again, forget,
    };
  }
}
