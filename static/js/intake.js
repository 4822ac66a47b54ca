"use strict";
// Lights in the document the lines that a field was read from, and unfolds what a link leads to.
// Without it each field links to its lines, and the reader unfolds by hand.
{
  const source = document.getElementById("kalla");
  let lit = [];

  const light = (cell, scroll) => {
    lit.forEach((line) => line.classList.remove("lit"));
    lit = cell.dataset.lines.split(" ").map((number) => document.getElementById(`rad-${number}`)).filter(Boolean);
    lit.forEach((line) => line.classList.add("lit"));
    if (scroll && lit.length) {
      source.scrollTop = lit[0].offsetTop - source.clientHeight / 3;
    }
  };

  const follow = (scroll) => (event) => {
    const cell = event.target.closest("[data-lines]");
    if (cell && source) {
      light(cell, scroll);
    }
  };

  const unfold = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let fold = target?.closest("details:not([open])"); fold; fold = fold.parentElement.closest("details:not([open])")) {
      fold.open = true;
    }
    if (target?.matches("input, select, textarea")) {
      target.focus();
    } else if (target?.dataset.lines && source) {
      light(target, true);
    }
  };

  document.addEventListener("focusin", follow(true));
  document.addEventListener("click", follow(true));
  document.addEventListener("pointerover", follow(false));
  window.addEventListener("hashchange", unfold);
  // The same link once more changes no address.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#id_']");
    if (link && link.hash === location.hash) {
      unfold();
    }
  });
  unfold();
}
