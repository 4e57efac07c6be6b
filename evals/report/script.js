"use strict";
// Without it, everything is listed; with it, the list can be narrowed. On paper, what is open on the screen is open.
const form = document.getElementById("filters");
const items = [...document.querySelectorAll(".items > li")];
const count = document.getElementById("count");
const text = new Map(items.map((item) => [item, item.textContent.toLowerCase()]));

function narrow() {
  const wanted = new FormData(form);
  const words = wanted.get("words").toLowerCase().trim();
  let shown = 0;
  for (const item of items) {
    const fits =
      ["run", "lang", "type", "status"].every((name) => !wanted.get(name) || item.dataset[name] === wanted.get(name)) &&
      (wanted.get("right") || item.dataset.right === "0") &&
      (!words || text.get(item).includes(words));
    item.hidden = !fits;
    shown += fits;
  }
  count.textContent = `${shown} of ${items.length} shown`;
}

form.hidden = false;
form.addEventListener("input", narrow);
form.addEventListener("submit", (event) => event.preventDefault());
narrow();
