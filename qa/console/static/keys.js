// Keys without modifiers, one or two in a row ("n", "g c"); never while somebody types.

const bound = new Map();
let before = "";
let forget = 0;

const types = (target) => target.closest?.("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (types(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (document.querySelector("dialog[open]")) return;
  const act = bound.get(`${before} ${event.key}`.trim()) ?? bound.get(event.key);
  clearTimeout(forget);
  before = event.key;
  forget = setTimeout(() => { before = ""; }, 800);
  if (!act) return;
  before = "";
  if (act(event) !== false) event.preventDefault();
});

/** Call `act` for a key; one that returns false leaves the key to the browser. */
export function bind(key, act) {
  bound.set(key, act);
}
