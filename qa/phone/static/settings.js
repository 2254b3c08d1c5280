// How the page plays the call: its pace, aloud or not, and whether the agent waits. Kept in this browser.

import { find } from "./element.js";
import { PACES, Voice } from "./voice.js";

const KEPT = "atlas-front-desk-phone";

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

export class Settings {
  constructor(voice) {
    this._voice = voice;
    const { pace = 0, aloud = false, waits = false } = kept();
    find("pace").value = PACES[pace] ? pace : 0;
    find("aloud").checked = aloud && Voice.canSpeak;
    find("patient").checked = waits;
    find("aloud-label").hidden = !Voice.canSpeak;
    for (const id of ["pace", "aloud", "patient"]) {
      find(id).addEventListener("input", () => {
        this._apply();
        this._keep();
      });
    }
    this._apply();
  }

  /** Whether the agent is kept from asking "are you still there?". */
  get waits() {
    return find("patient").checked;
  }

  onChange(told) {
    this._told = told;
  }

  _apply() {
    this._voice.pace = Number(find("pace").value);
    this._voice.aloud = find("aloud").checked;
    find("pace-name").value = PACES[this._voice.pace];
    this._told?.();
  }

  _keep() {
    const { pace, aloud } = this._voice;
    try {
      localStorage.setItem(KEPT, JSON.stringify({ pace, aloud, waits: this.waits }));
    } catch { /* a browser that keeps nothing loses nothing but this */ }
  }
}
