// What every page does: menus that close, one's own time zone, the progress line, and keys.

import { bind } from "./keys.js";

const menus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});

const mine = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const button of document.querySelectorAll("[data-my-zone]")) {
  if (!mine) continue;
  button.value = mine;
  button.querySelector("small").textContent = mine;
  button.hidden = false;
}

/** A page that is on its way shows it, until it is there or the visitor comes back. */
const busy = (is) => document.body.setAttribute("aria-busy", String(is));
document.addEventListener("submit", (event) => { if (event.target.method !== "dialog" && !event.target.hasAttribute("data-download")) busy(true); });
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const leaves = link && !link.target && !link.hasAttribute("download") && link.pathname !== location.pathname;
  if (leaves && !event.defaultPrevented && !event.metaKey && !event.ctrlKey && !event.shiftKey) busy(true);
});
addEventListener("pageshow", () => busy(false));

const help = document.getElementById("keys");
for (const button of document.querySelectorAll("[data-help]")) {
  button.hidden = false;
  button.addEventListener("click", () => help?.showModal());
}

bind("?", () => help?.showModal());
bind("g c", () => { location.href = "/qa/"; });
bind("g n", () => { location.href = "/qa/numbers"; });
bind("Escape", () => { for (const menu of menus()) menu.open = false; });
// a link or a button may name its key itself: data-key="n"
for (const target of document.querySelectorAll("[data-key]")) bind(target.dataset.key, () => target.click());
