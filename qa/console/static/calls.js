// The list: rows by key, and a page that moves with the calls.

import { bind } from "./keys.js";
import { follow } from "./live.js";

const rows = () => [...document.querySelectorAll("[data-row]")];
let at = -1;

function choose(next) {
  const all = rows();
  if (!all.length) return;
  all[at]?.classList.remove("at");
  at = Math.max(0, Math.min(all.length - 1, next));
  all[at].classList.add("at");
  const link = all[at].querySelector("a");
  link.focus({ preventScroll: true });
  all[at].scrollIntoView({ block: "nearest" });
}

bind("j", () => choose(at + 1));
bind("k", () => choose(at - 1));
bind("/", () => document.querySelector("[data-search]")?.focus());

for (const fold of document.querySelectorAll("[data-fold]")) {
  if (matchMedia("(max-width: 1000px)").matches) fold.open = false;
}

// where there is room for the filters beside the list, choosing one is enough
document.querySelector(".filters")?.addEventListener("change", (event) => {
  if (event.target.matches("select") && !matchMedia("(max-width: 1000px)").matches) event.target.form.requestSubmit();
});

// a click anywhere in a row opens it, unless it selects text or hits something of its own
document.addEventListener("click", (event) => {
  const row = event.target.closest?.("[data-row]");
  if (!row || event.target.closest("a, button, summary") || String(getSelection())) return;
  row.querySelector("a").click();
});

const region = document.querySelector("[data-live]");
if (region && !region.hasAttribute("data-live-off")) {
  follow(region.dataset.live, region, () => { if (at >= 0) choose(at); });
}
