// One call: turns by key or by the drawings, and a page that moves with the call.

import { bind } from "./keys.js";
import { follow } from "./live.js";

const all = (selector) => [...document.querySelectorAll(selector)];
const turns = () => all("[data-turn]").map((line) => Number(line.dataset.turn));
const region = document.querySelector("[data-live]");
let at = Number(document.querySelector(".turn.on")?.dataset.turn ?? 0);
let newest = at === turns().at(-1);

/** Open the detail of a turn, and show where it is in both drawings. */
function go(turn, { scroll = true, keep = true } = {}) {
  const line = document.getElementById(`t${turn}`);
  if (!line) return;
  at = turn;
  newest = turn === turns().at(-1);
  for (const other of all("[data-turn]")) {
    const is = other === line;
    other.classList.toggle("on", is);
    const link = other.querySelector("[data-go]");
    if (is) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
  }
  for (const detail of all("[data-detail]")) detail.hidden = detail.dataset.detail !== String(turn);
  for (const mark of all(".mark")) mark.classList.toggle("on", mark.dataset.go === String(turn));
  for (const span of all("[data-of]")) span.classList.toggle("on", span.dataset.of === String(turn));
  const state = line.querySelector(".tags .state")?.className.match(/s-(\w+)/)?.[1];
  for (const node of all("[data-node]")) node.classList.toggle("here", node.dataset.node === state);
  if (scroll) line.scrollIntoView({ block: "nearest" });
  if (keep) history.replaceState(null, "", `${location.pathname.replace(/\/reveal$/, "")}?turn=${turn}`);
}

/** Show the turns of a state or an arrow alone; the same one again shows all. */
function pick(target) {
  const isOn = target.classList.contains("picked");
  for (const other of all("[data-pick]")) other.classList.remove("picked");
  const wanted = isOn ? null : new Set(target.dataset.pick.split(" "));
  if (wanted) for (const same of all(`[data-pick-name="${CSS.escape(target.dataset.pickName)}"]`)) same.classList.add("picked");
  for (const line of all("[data-turn]")) line.classList.toggle("dim", wanted !== null && !wanted.has(line.dataset.turn));
  const many = wanted?.size === 1 ? "1 turn" : `${wanted?.size} turns`;
  const words = wanted ? `${many} · ${target.dataset.pickName}` : "";
  document.querySelector("[data-narrowed]").textContent = words;
  document.querySelector("[data-all]").hidden = !wanted;
  document.getElementById("announce").textContent = words || "All turns";
  if (wanted && !wanted.has(String(at))) go(Number([...wanted][0]));
}

document.addEventListener("click", (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return;
  const turn = event.target.closest("[data-go]");
  const choice = event.target.closest("[data-pick]");
  const everything = event.target.closest("[data-all]");
  if (turn) go(Number(turn.dataset.go), { scroll: !turn.closest("[data-turn]") });
  else if (choice) pick(choice);
  else if (everything) pick(document.querySelector(".picked"));
  else return;
  event.preventDefault();
});

function step(list, by) {
  const next = by > 0 ? list.find((turn) => turn > at) : list.findLast((turn) => turn < at);
  if (next === undefined) return;
  go(next);
  document.querySelector(`#t${next} [data-go]`).focus({ preventScroll: true });
}

const refused = () => all("[data-refused]").map((line) => Number(line.dataset.turn));
bind("j", () => step(turns(), 1));
bind("k", () => step(turns(), -1));
bind("]", () => step(refused(), 1));
bind("[", () => step(refused(), -1));

go(at, { scroll: false, keep: false });
if (region && !region.hasAttribute("data-live-off")) {
  // whoever reads the newest turn goes on reading the newest
  follow(region.dataset.live, region, () => go(newest ? turns().at(-1) : at, { scroll: newest, keep: !newest }));
}
