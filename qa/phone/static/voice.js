// Speaks one clause and takes as long as speech does: aloud where the browser can, else at reading speed.

export const CHARACTERS_A_SECOND = [15, 30, 60, Infinity];
export const PACES = ["natural", "brisk", "fast", "instant"];
const RATES = [1, 1.3, 1.7, 2];
const NEVER_STARTED = 2000; // milliseconds after which a voice that stays silent is given up

const synthesis = window.speechSynthesis;

export class Voice {
  constructor() {
    this.pace = 0;
    this.aloud = false;
  }

  static get canSpeak() {
    return Boolean(synthesis);
  }

  get isInstant() {
    return CHARACTERS_A_SECOND[this.pace] === Infinity && !this.aloud;
  }

  /** Milliseconds of a pause that lasts so many seconds on a real line. */
  pause(seconds) {
    return this.isInstant ? 0 : (seconds * 1000 * CHARACTERS_A_SECOND[0]) / Math.min(60, CHARACTERS_A_SECOND[this.pace]);
  }

  /** Begin to speak `text`; `done` becomes true at its end, false when it was cut. */
  speak(text, lang) {
    return this.aloud && synthesis ? new Aloud(text, lang, this.pace) : new Silent(text, this.pace);
  }
}

class Silent {
  constructor(text, pace) {
    this._text = text;
    this._speed = CHARACTERS_A_SECOND[pace];
    this._since = performance.now();
    this.done = new Promise((resolve) => {
      this._resolve = resolve;
      const wait = this._speed === Infinity ? 0 : (text.length / this._speed) * 1000;
      this._timer = setTimeout(() => resolve(true), wait);
    });
  }

  /** Stop, and tell how many characters had begun to be heard, in whole words. */
  cut() {
    clearTimeout(this._timer);
    this._resolve(false);
    const heard = ((performance.now() - this._since) / 1000) * this._speed;
    return wordsIn(this._text, Math.min(heard, this._text.length));
  }
}

class Aloud {
  constructor(text, lang, pace) {
    this._text = text;
    this._at = 0;
    this._since = performance.now();
    const utterance = new SpeechSynthesisUtterance(text.replace(/(\d)-(?=\d)/g, "$1 "));
    Object.assign(utterance, { lang, rate: RATES[pace] });
    this.done = new Promise((resolve) => {
      this._resolve = resolve;
      utterance.onend = () => resolve(true);
      utterance.onerror = () => this._giveUp(pace);
    });
    utterance.onboundary = (event) => { this._at = event.charIndex + 1; };
    utterance.onstart = () => { clearTimeout(this._timer); this._since = performance.now(); };
    this._timer = setTimeout(() => { synthesis.cancel(); this._giveUp(pace); }, NEVER_STARTED);
    this.done.then(() => clearTimeout(this._timer));
    synthesis.speak(utterance);
    this._utterance = utterance; // some browsers drop an utterance that nobody holds, and its events with it
  }

  /** There is no voice: let the words be read. */
  _giveUp(pace) {
    if (this._silent || this._isCut) return;
    this._silent = new Silent(this._text, pace);
    this._silent.done.then(this._resolve);
  }

  cut() {
    this._isCut = true;
    if (this._silent) return this._silent.cut();
    this._resolve(false);
    synthesis.cancel();
    const guessed = ((performance.now() - this._since) / 1000) * CHARACTERS_A_SECOND[0];
    return wordsIn(this._text, this._at || Math.min(guessed, this._text.length));
  }
}

/** How long the words are that have begun after `count` characters: the word under way counts as heard. */
function wordsIn(text, count) {
  if (count <= 0) return 0;
  const end = text.slice(Math.floor(count)).search(/\s/);
  return end < 0 ? text.length : Math.floor(count) + end;
}
