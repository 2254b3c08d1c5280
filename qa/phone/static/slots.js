// What was understood so far, and what is in the clinic's books for the patient.

import { element, find } from "./element.js";

const several = (value) => (value.includes(" · ")
  ? [element("ul", {}, ...value.split(" · ").map((one) => element("li", {}, one)))] : [value]);

/** Fill the list of slots; those that have just changed are marked. */
export class Slots {
  constructor() {
    this._list = find("slots");
    this._before = new Map();
  }

  clear() {
    this._before.clear();
    this._list.replaceChildren();
  }

  show(slots) {
    const rows = slots.map(({ name, value, note = "" }) => {
      const isNew = this._before.size > 0 && value !== "" && this._before.get(name) !== value;
      return element("div", { class: value ? (isNew ? "fresh" : "") : "empty" },
        element("dt", {}, name),
        element("dd", {}, ...(value ? several(value) : ["–"]), note ? element("small", {}, note) : ""));
    });
    const now = new Map(slots.map(({ name, value }) => [name, value]));
    if (JSON.stringify([...now]) === JSON.stringify([...this._before]) && this._notes === notesOf(slots)) return;
    this._before = now;
    this._notes = notesOf(slots);
    this._list.replaceChildren(...rows);
  }
}

const notesOf = (slots) => slots.map(({ note }) => note).join("|");

const STATUS = { booked: "booked", cancelled: "cancelled", fulfilled: "took place", noshow: "was missed" };

/** The rows of Appointments and the texts that belong to the call. */
export function showBooks({ patient, visits, texts }) {
  find("visits-card").hidden = !patient;
  find("visits-title").textContent = patient ? `Appointments of ${patient}` : "Appointments";
  const rows = visits.map((visit) => element("tr", { class: visit.by_this_call ? `${visit.status} mine` : visit.status },
    element("td", {}, visit.when), element("td", {}, visit.provider), element("td", {}, visit.kind),
    element("td", {}, STATUS[visit.status] ?? visit.status, visit.by_this_call
      ? element("span", { class: "tag" }, "this call") : "")));
  find("visits").replaceChildren(visits.length
    ? element("table", {},
      element("thead", {}, element("tr", {}, ...["When", "With", "Visit", "Status"].map((name) =>
        element("th", { scope: "col" }, name)))),
      element("tbody", {}, ...rows))
    : element("p", { class: "hint" }, "Nothing is booked."));
  find("texts-card").hidden = texts.length === 0;
  find("texts").replaceChildren(...texts.map((text) => element("li", {},
    element("p", {}, text.body), element("small", {}, `To ${text.to}, ${text.status}`))));
}
