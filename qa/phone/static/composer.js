// The line the caller's words are typed into, and the microphone beside it.

import { Ear } from "./ear.js";
import { find } from "./element.js";

export class Composer {
  /** The page's `line` is spoken on. */
  constructor(line) {
    this._line = line;
    this._form = find("composer");
    this._words = find("words");
    this._mic = find("mic");
    this._form.addEventListener("submit", (event) => {
      event.preventDefault();
      this._say();
    });
    this._words.addEventListener("input", () => this._breathe());
    this._words.addEventListener("keydown", (event) => {
      if (event.key === "Escape") line.interrupt();
    });
    line.addEventListener("held", ({ detail }) => this._hold(detail.text));
    if (Ear.isOffered) this._listen();
  }

  /** Put words there for the person to send or change. */
  suggest(text) {
    this._words.value = text;
    this._breathe();
    this._words.focus();
  }

  show(on) {
    this._form.hidden = !on;
    if (!on) this._ear?.listen(false);
    if (on && !this._words.value) this._words.focus({ preventScroll: true });
  }

  clear() {
    this._words.value = "";
    this._isTyping = false;
    this._hold("");
  }

  switchTo(lang) {
    this._ear?.switchTo(lang);
    this._words.lang = lang;
  }

  /** Hear nothing for a while: the loudspeaker's words are not the caller's. */
  closeEar(closed) {
    this._ear?.close(closed);
  }

  /** Whether the person has words on their tongue; tells the line, which lets nobody ask "are you there?". */
  onTyping(told) {
    this._told = told;
  }

  _say() {
    const text = this._words.value.trim();
    if (!text || !this._line.isLive) return;
    this._words.value = "";
    this._line.say(text);
    this._breathe();
  }

  _breathe() {
    this._told?.(this._words.value.trim() !== "");
  }

  _hold(text) {
    const waiting = find("waiting");
    waiting.hidden = !text;
    waiting.textContent = text ? `The agent can't be interrupted here. You will say: “${text}”` : "";
  }

  _listen() {
    const ear = new Ear();
    this._ear = ear;
    this._mic.hidden = false;
    this._mic.addEventListener("click", () => ear.listen(!ear.isListening));
    ear.addEventListener("listening", ({ detail }) => this._mic.setAttribute("aria-pressed", String(detail.on)));
    ear.addEventListener("heard", ({ detail }) => this._line.say(detail.text));
    ear.addEventListener("voice", ({ detail }) => this._told?.(detail.on));
  }
}
