"use strict";
// What the desk's page does beside the writing: the table of contents follows, and the rest are marked as present.
{
  if (window.desk) {
    const { desk, save } = window.desk;
    const wide = matchMedia("(min-width: 1100px)");
    const toc = desk.querySelector(".desk-toc");
    const fold = toc.querySelector("details");
    const unfold = () => {
      fold.open = wide.matches;
    };
    unfold();
    wide.addEventListener("change", unfold);

    // The part that is read or written in stands out in the table, also when the table is drawn anew.
    const PARTS = ".desk-part, [data-item]";
    let current = "";
    const mark = (part) => {
      current = part?.id ?? current;
      toc.querySelector("[aria-current]")?.removeAttribute("aria-current");
      const link = toc.querySelector(`a[href="#${current}"]`);
      link?.setAttribute("aria-current", "true");
      if (link && toc.scrollHeight > toc.clientHeight) {
        toc.scrollTop = link.offsetTop - toc.clientHeight / 2;
      }
    };
    const writtenIn = () => {
      const part = document.activeElement?.closest(PARTS);
      const box = part?.getBoundingClientRect();
      return box && box.bottom > 0 && box.top < window.innerHeight ? part : null;
    };
    const seen = new IntersectionObserver(
      (entries) => {
        const entry = entries.find((one) => one.isIntersecting);
        if (entry) {
          mark(writtenIn() ?? entry.target);
        }
      },
      { rootMargin: "-20% 0px -75% 0px" },
    );
    desk.querySelectorAll(PARTS).forEach((part) => seen.observe(part));
    desk.addEventListener("focusin", (event) => mark(event.target.closest(PARTS)));
    document.body.addEventListener("htmx:oobAfterSwap", () => mark());

    desk.classList.add("desk-live");
    desk.addEventListener("click", (event) => {
      const rest = event.target.closest("[data-rest]");
      if (!rest) {
        return;
      }
      const { form } = rest;
      form.querySelectorAll(`input[type=radio][value="${rest.dataset.rest}"]:checked`).forEach((choice) => {
        form.querySelector(`input[name="${choice.name}"][value=on_site]`).checked = true;
      });
      form.dispatchEvent(new Event("input", { bubbles: true }));
      save(form.dataset.part).then(() => {
        if (document.activeElement === document.body) {
          desk.querySelector("#narvaro summary").focus(); // the button is gone with the last of them
        }
      });
    });
  }
}
