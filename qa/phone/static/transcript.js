// What was said, as it is heard: the agent clause by clause, the caller line by line.

import { element, find } from "./element.js";

export class Transcript {
  constructor() {
    this._list = find("transcript");
    new ResizeObserver(() => this._scroll()).observe(this._list);
    this.clear();
  }

  clear() {
    this._list.replaceChildren();
    this._agent = null;
    this._keys = null;
  }

  /** A clause that is being spoken now; the first of a reply opens a new bubble. */
  agent({ text, lang, first }) {
    if (first || !this._agent) {
      this._agent = this._add("agent", "Agent", lang);
    }
    this._clause = element("span", {}, text);
    this._agent.append(this._clause);
    this._scroll();
  }

  /** The agent was cut off: what was not heard any more is struck out. */
  cut({ heard, rest }) {
    if (!this._agent) return;
    const unheard = rest.trim() ? element("s", { title: "Not heard: you cut in" }, rest) : "";
    this._clause.replaceChildren(heard, unheard);
    this._agent = null;
    this._scroll();
  }

  caller(text, how, lang) {
    this._agent = null;
    if (how === "keys" && this._keys) {
      this._keys.append(` ${text}`);
    } else {
      const bubble = this._add("caller", how === "keys" ? "You, on the keypad" : "You", lang);
      bubble.append(text);
      this._keys = how === "keys" ? bubble : null;
    }
    this._scroll();
  }

  note(text) {
    this._agent = this._keys = null;
    this._list.append(element("p", { class: "note" }, text));
    this._scroll();
  }

  _add(who, name, lang) {
    const words = element("p", { lang });
    this._list.append(element("div", { class: `line ${who}` }, element("span", { class: "who" }, name), words));
    if (who === "agent") this._keys = null;
    return words;
  }

  _scroll() {
    this._list.scrollTop = this._list.scrollHeight;
  }
}
