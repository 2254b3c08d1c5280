// The queue of the agent's speech: played clause by clause, cut off when the caller may and does.

import { permits } from "./twiml.js";

const BEFORE_SPEECH = 0.3; // seconds from the first token to the voice
const BEFORE_GREETING = 0.5;

const unescaped = (text) => text.replace(/&(lt|gt|amp|quot|apos);/g,
  (_, name) => ({ lt: "<", gt: ">", amp: "&", quot: "\"", apos: "'" })[name]);

/** `text` cut behind its punctuation; the pieces put together are `text` again. */
export function clauses(text) {
  const found = [];
  let clause = "";
  for (const word of text.match(/\s*\S+\s*$|\s*\S+/g) ?? []) {
    clause += word;
    if (/[.,:;!?]["')\]]*\s*$/.test(word)) {
      found.push(clause);
      clause = "";
    }
  }
  return clause ? [...found, clause] : found;
}

/** Emits `speaking` {on}, `clause` {text, lang, first}, `played` {text}, `cut` {heard, rest}, `idle`. */
export class Playout extends EventTarget {
  constructor(voice) {
    super();
    this.voice = voice;
    this.speaking = false;
    this._clauses = [];
    this._isOpen = false; // a talk cycle that has not seen its last token
    this._now = null; // the clause under way, and who speaks it
    this._running = false;
  }

  get busy() {
    return this._clauses.length > 0 || this._now !== null;
  }

  /** Whether the caller cuts the agent off by `how` at this moment. */
  yieldsTo(how) {
    return this.speaking && this._now !== null && permits(this._now.clause.yieldsTo, how);
  }

  greet(text, yieldsTo, lang) {
    this._clauses.push({ raw: text, text, lang, yieldsTo, first: true });
    this._start(BEFORE_GREETING);
  }

  /** Queue the words of one text frame. */
  add(token, last, yieldsTo, lang) {
    for (const raw of token.trim() ? clauses(token) : []) {
      this._clauses.push({ raw, text: unescaped(raw), lang, yieldsTo, first: !this._isOpen });
      this._isOpen = true;
    }
    if (last) this._isOpen = false;
    if (this._clauses.length) this._start(BEFORE_SPEECH);
  }

  /** Fall silent and forget the queue; what was heard of the clause under way, and for how many ms. */
  cut() {
    const { clause, speech, since } = this._now;
    const heard = speech.cut();
    const purged = this._clauses.splice(0).map((left) => left.text).join("");
    this._now = null;
    this.speaking = false;
    this._isOpen = false;
    this._tell("cut", { heard: clause.text.slice(0, heard), rest: clause.text.slice(heard) + purged });
    const share = heard / Math.max(1, clause.text.length);
    return { fragment: clause.raw.slice(0, Math.ceil(clause.raw.length * share)).trim(),
      milliseconds: Math.round(performance.now() - since) };
  }

  /** End at once, without a word to anybody: the line is gone. */
  stop() {
    this._clauses.length = 0;
    this._now?.speech.cut();
    this._now = null;
    this.speaking = false;
    this._isOpen = false;
  }

  _start(seconds) {
    if (this._running) return;
    this._running = true;
    setTimeout(() => this._run(), this.voice.pause(seconds));
  }

  async _run() {
    while (this._clauses.length) {
      const clause = this._clauses.shift();
      const speech = this.voice.speak(clause.text, clause.lang);
      const under = { clause, speech, since: performance.now() };
      this._now = under;
      this._speak(true);
      this._tell("clause", clause);
      const whole = await speech.done;
      if (!whole || this._now !== under) break;
      this._now = null;
      this._tell("played", { text: clause.raw });
    }
    this._running = false;
    if (this._clauses.length) this._start(BEFORE_SPEECH); // something came in behind a cut
    else this._speak(false);
  }

  _speak(on) {
    if (on !== this.speaking) {
      this.speaking = on;
      this._tell("speaking", { on });
    }
    if (!on) this._tell("idle", {});
  }

  _tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
