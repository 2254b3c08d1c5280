// What the telephone network does by itself once the agent has given the call back: speak, ring, record.

import { newSid } from "./network.js";
import { Playout } from "./playout.js";

/** Emits `clause`, `note` {text}, `choice` {question, number, options, resolve}. */
export class Exchange extends EventTarget {
  constructor(voice, network) {
    super();
    this._voice = voice;
    this._network = network;
  }

  /** Do one step; the steps that take the place of the rest, or nothing. */
  async take(step) {
    switch (step.verb) {
      case "say":
        await this._speak(step);
        return undefined;
      case "dial":
        return this._ring(step);
      case "record":
        return this._record(step);
      case "redirect":
        return this._network.post(step.action, "in-progress");
      case "unknown":
        this._tell("note", { text: `Here the phone network would be asked for <${step.name}>.` });
        return undefined;
      default:
        return undefined;
    }
  }

  /** The caller is gone: fall silent. */
  stop() {
    this._playing?.stop();
  }

  async _speak({ text, lang }) {
    const playout = new Playout(this._voice);
    playout.addEventListener("clause", ({ detail }) => this._tell("clause", detail));
    const over = new Promise((resolve) => playout.addEventListener("idle", resolve, { once: true }));
    this._playing = playout;
    playout.add(text, true, "none", lang);
    await over;
  }

  async _ring({ number, action }) {
    const answered = await this._choose("You would now be connected to the front desk at", number, [
      { label: "Somebody answers", value: true },
      { label: "Nobody answers", value: false },
    ]);
    this._tell("note", {
      text: answered ? "A person has the call now. The agent's part is over." : "Nobody picked up.",
    });
    if (!action) return undefined;
    return this._network.post(action, "in-progress", { DialCallStatus: answered ? "completed" : "no-answer" });
  }

  async _record({ action }) {
    const left = await this._choose("You would now leave a message.", "", [
      { label: "Leave a message", value: true },
      { label: "Say nothing", value: false },
    ]);
    if (!left || !action) return undefined;
    this._tell("note", { text: "Your message was recorded." });
    return this._network.post(action, "in-progress", { RecordingSid: newSid("RE"), RecordingDuration: "8" });
  }

  _choose(question, number, options) {
    return new Promise((resolve) => this._tell("choice", { question, number, options, resolve }));
  }

  _tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
