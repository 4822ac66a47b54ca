"use strict";
// Lights in the document the lines that a field was read from. Without it, each field links to its lines.
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

  document.addEventListener("focusin", follow(true));
  document.addEventListener("click", follow(true));
  document.addEventListener("pointerover", follow(false));
}
