// Who the person at the page plays, which number they call from, and what they might say first.

import { element, find } from "./element.js";
import { WITHHELD } from "./network.js";

const ANOTHER = "+16465550142";

export class People {
  /** `start` is what the server told; `suggest` is given a line that somebody picked. */
  constructor(start, suggest) {
    this._from = find("from");
    find("openers").append(...start.openers.map((opener) => element("li", {},
      element("button", { type: "button", onclick: () => suggest(opener.line) },
        element("span", { class: "tag" }, opener.label), element("span", { lang: opener.lang }, opener.line)))));
    this.show(start.people);
    this.play(this._people[0] ?? null);
  }

  /** List the people anew, with what is booked for them by now. */
  show(people) {
    this._people = people;
    this._buttons = people.map((person) => this._button(person));
    find("people").replaceChildren(...this._buttons.map((button) => element("li", {}, button)));
    find("people-card").hidden = people.length === 0;
    this.person = people.find(({ phone }) => phone === this.person?.phone) ?? null;
    this._press();
  }

  /** The number to call from, and whether the phone network vouches for it. */
  get number() {
    const chosen = this._from.querySelector("input:checked").value;
    return { from: chosen, verified: chosen === this.person?.phone };
  }

  get numberShown() {
    return this._from.querySelector("input:checked").dataset.shown;
  }

  play(person) {
    this.person = person;
    this._press();
    const own = person ? [this._choice(person.phone, "Their own", person.phone_shown, `from ${person.phone_shown}`)] : [];
    this._from.replaceChildren(this._from.querySelector("legend"), ...own,
      this._choice(ANOTHER, "Another phone", "(646) 555-0142", "from (646) 555-0142"),
      this._choice(WITHHELD, "Withheld", "", "number withheld"));
    this._from.querySelector("input").checked = true;
    if (person) {
      find("intro").replaceChildren("You are ", element("strong", {}, person.name), `, born ${person.born}. `,
        "Press Call, listen, and answer by typing.");
    }
  }

  _press() {
    this._people.forEach((person, index) => {
      this._buttons[index].setAttribute("aria-pressed", String(person === this.person));
    });
  }

  _button(person) {
    const facts = [person.born, person.phone_shown].map((fact) => element("span", {}, fact));
    const booked = person.booked.map((visit) => element("span", { class: "booked" }, `Booked: ${visit}`));
    const hint = person.hint ? element("span", { class: "about" }, person.hint) : "";
    return element("button", { type: "button", "aria-pressed": "false", onclick: () => this.play(person) },
      element("span", { class: "name" }, person.name), element("span", { class: "facts" }, ...facts),
      ...booked, hint);
  }

  _choice(value, label, detail, shown) {
    const input = element("input", { type: "radio", name: "from", value, "data-shown": shown });
    return element("label", {}, input, element("span", {}, label),
      detail ? element("span", { class: "detail" }, detail) : "");
  }
}
