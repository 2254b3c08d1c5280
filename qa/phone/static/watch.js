// Asks the server how the call stands: after each turn, and every second while it lives.

const EVERY = 1000;
const SETTLED = 250; // milliseconds after which the first turn is in the books
const AFTERWARDS = 2; // more questions once the call is over, for what is written last

/** Emits `feed` (the server's answer), `stale` {on}. */
export class Watch extends EventTarget {
  /** Turn to another call; nothing is asked until it has begun. */
  of(callSid) {
    this.stop();
    this._callSid = callSid;
    this._left = 0;
  }

  start() {
    this.stop();
    this._left = Infinity;
    this._timer = setInterval(() => this._ask(), EVERY);
    this._first = setTimeout(() => this._ask(), SETTLED);
  }

  /** The call is over: ask a little longer, then no more. */
  finish() {
    if (!this._left) return;
    this._left = AFTERWARDS;
    this._ask();
  }

  stop() {
    clearInterval(this._timer);
    clearTimeout(this._first);
  }

  refresh() {
    if (this._left) this._ask();
  }

  async _ask() {
    if (this._asking) {
      this._again = true;
      return;
    }
    this._asking = true;
    const callSid = this._callSid;
    try {
      const answer = await fetch(`/phone/calls/${callSid}`);
      const feed = answer.status === 200 ? await answer.json() : null; // 204: nothing is known yet
      if (callSid === this._callSid) {
        if (feed) this._tell("feed", feed);
        this._tell("stale", { on: answer.status >= 500 });
      }
    } catch {
      this._tell("stale", { on: true });
    }
    this._asking = false;
    if (callSid === this._callSid) this._left = Math.max(0, this._left - 1);
    if (!this._left) this.stop();
    if (this._again) {
      this._again = false;
      this._ask();
    }
  }

  _tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
