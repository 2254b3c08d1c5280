// A telephone's twelve keys, for the mouse, the finger and the keyboard.

import { element, find } from "./element.js";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"];
const LETTERS = ["", "ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ", "", "", ""];
const NAMES = { "*": "star", "#": "pound" };

export class Keypad {
  /** `press` is given each key. */
  constructor(press) {
    this._pad = find("keypad");
    this._toggle = find("keys");
    this._pad.append(...KEYS.map((key, index) => element("button", {
      type: "button", "data-key": key, "aria-label": NAMES[key] ?? key, onclick: () => press(key),
    }, key, LETTERS[index] ? element("small", { "aria-hidden": "true" }, LETTERS[index]) : "")));
    this._toggle.addEventListener("click", () => this.show(this._pad.hidden));
    this._pad.addEventListener("keydown", (event) => {
      const button = this._pad.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
      if (button) {
        press(event.key);
        button.focus();
      } else if (event.key === "Escape") {
        this.show(false);
        this._toggle.focus();
      }
    });
  }

  show(on) {
    this._pad.hidden = !on;
    this._toggle.setAttribute("aria-expanded", String(on));
    if (on) this._pad.querySelector("button").focus();
  }
}
