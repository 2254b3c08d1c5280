// Every attempted transition of the call: from where to where, taken or refused, and what each guard answered.

import { element, find } from "./element.js";
import { plain, sentence } from "./wording.js";

const HEARD = {
  connected: "the call came in", reconnected: "the line came back", utterance: "the caller spoke",
  keyed: "the caller pressed keys", silence: "the caller was silent", gone: "the caller hung up",
};
const TOOLS = {
  look_up_patient: "looked up the patient", look_up_appointments: "looked up visits",
  look_up_provider: "looked up the provider", find_openings: "looked for openings", schedule: "booked",
  reschedule: "moved the visit", cancel: "cancelled the visit", send_sms: "queued a text",
  escalate: "told the staff",
};
const READERS = { local: "read on this machine", anthropic: "read by Claude", keys: "keys", script: "scripted" };

function guard({ guard: name, answer }) {
  return element("li", { class: answer ? "yes" : "no", title: name },
    element("span", { "aria-hidden": "true" }, answer ? "✓ " : "✗ "), plain(name),
    element("span", { class: "unseen" }, answer ? ": yes" : ": no"));
}

function move(one) {
  const stays = one.source === one.destination;
  const way = stays ? plain(one.source) : `${plain(one.source)} → ${plain(one.destination)}`;
  return element("div", { class: `move ${one.taken ? "taken" : "refused"}` },
    element("p", { class: "what" },
      element("span", {}, element("strong", { title: one.trigger }, plain(one.trigger)),
        element("span", { class: "way" }, stays ? `stays in ${way}` : way)),
      element("span", { class: "verdict" }, one.taken ? "taken" : "refused")),
    one.guards.length ? element("ul", { class: "guards" }, ...one.guards.map(guard)) : "",
    one.reason ? element("p", { class: "reason" }, sentence(one.reason)) : "");
}

function turn(note, moves) {
  const cost = `${note.took_ms} ms${READERS[note.source] ? `, ${READERS[note.source]}` : ""}`;
  const tools = [...new Set(note.tools.map((tool) => TOOLS[tool] ?? plain(tool)))];
  return element("li", {},
    element("div", { class: "turn" },
      element("h3", {}, `Turn ${note.turn}`), element("span", {}, HEARD[note.kind] ?? note.kind),
      element("span", { class: "cost" }, cost)),
    ...moves.map(move),
    tools.length ? element("p", { class: "tools" }, sentence(tools.join(", "))) : "");
}

export class Log {
  constructor() {
    this._list = find("log");
    this.clear();
  }

  clear() {
    this._list.replaceChildren();
    this._shown = 0;
  }

  /** Put the turns that are new on top. */
  show({ turns, moves }) {
    for (const note of turns.slice(this._shown)) {
      this._list.prepend(turn(note, moves.filter((one) => one.turn === note.turn)));
    }
    this._shown = turns.length;
  }
}
