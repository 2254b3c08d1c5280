// A whole call: dialled, carried on over one session or several, handed on or hung up.

import { Exchange } from "./exchange.js";
import { Network, NoAnswer, newSid } from "./network.js";
import { Session } from "./session.js";

const TO_ACTION = { ended: 0.6, failed: 1.2 }; // seconds until the callback
const VOICE_REFRESH = 10_000; // milliseconds; the server takes a voice without news to have stopped after 15
const REPLY_LIMIT = 4000;
const COUGH = 600;
const STEP_LIMIT = 40;
const LINE_CUT = "64105";
const UNREACHABLE = "39001";

export const State = Object.freeze({
  IDLE: "idle", RINGING: "ringing", LIVE: "live", AWAY: "away", HANDED: "handed", OVER: "over", LOST: "lost",
});

/**
 * Emits `state` {state, words, canComeBack}, `clause`, `cut`, `caller` {text, how}, `held` {text},
 * `note` {text}, `choice` {question, number, options, resolve}, `changed`, `turn`, `language` {lang}.
 */
export class Line extends EventTarget {
  constructor(voice) {
    super();
    this.voice = voice;
    this.state = State.IDLE;
    this.callSid = "";
    this.session = null;
    this._held = [];
    this._wantsTime = this._holds = false;
  }

  get canInterrupt() {
    return this.isLive && this.session.canInterrupt;
  }

  get isLive() {
    return this.state === State.LIVE;
  }

  // ---------------------------------------------------------------- the caller

  async dial({ account, from, to, verified }) {
    this.callSid = newSid("CA");
    this.session = this._lost = null;
    this._held = [];
    this._sessions = 0;
    this._identity = { callSid: this.callSid, account, from, to };
    this._network = new Network({ ...this._identity, verified });
    this._exchange = new Exchange(this.voice, this._network);
    this._pass(this._exchange, ["clause", "note", "choice"]);
    this._move(State.RINGING);
    await this._guard(async () => this._follow(await this._network.post("/incoming-call", "ringing")));
  }

  /** Say something, at once where it is heard, otherwise as soon as the agent may be spoken to. */
  say(text) {
    if (!this.isLive) return;
    if (this._held.length || !this.session.hears) {
      this._held.push(text);
      this._tell("held", { text: this._held.join(" ") });
      return;
    }
    this._say(text);
  }

  press(digit) {
    if (!this.isLive || !this.session.press(digit)) return;
    this._tell("caller", { text: digit, how: "keys" });
    this._awaitReply();
  }

  /** Cut in without a word. */
  interrupt() {
    if (!this.canInterrupt) return;
    const session = this.session;
    session.cough();
    setTimeout(() => this._holds || session.talk(false), COUGH);
  }

  /** Ask for time: while it is wanted and the caller's turn, the server hears a voice and does not ask again. */
  wantTime(wanted) {
    this._wantsTime = wanted;
    this._keepTime();
  }

  hangUp() {
    if (this.session && !this.session.isOver) {
      this.session.hangUp();
      return;
    }
    this._exchange.stop();
    if (this._lost && this.state !== State.HANDED) this._report(this._lost.action, { status: "completed" });
    this._finish("You hung up.");
  }

  /** Let the connection die. */
  drop() {
    if (this.isLive) this.session.drop();
  }

  /** After the server could not be reached: report the lost line once more. */
  async bringBack() {
    const { action, session } = this._lost;
    this._move(State.AWAY);
    await this._guard(async () => this._follow(await this._network.action(action, session)));
  }

  // ---------------------------------------------------------------- the steps of the TwiML

  async _follow(first) {
    const call = this.callSid;
    const steps = [...first];
    for (let taken = 0; taken < STEP_LIMIT && steps.length; taken += 1) {
      if (call !== this.callSid || this.state === State.OVER) return;
      const step = steps.shift();
      if (step.verb === "hangup") break;
      if (step.verb !== "relay" && this.state !== State.HANDED) this._move(State.HANDED);
      const next = step.verb === "relay" ? await this._converse(step) : await this._exchange.take(step);
      if (next) steps.splice(0, steps.length, ...next);
    }
    if (call === this.callSid) this._finish("The line was hung up.");
  }

  async _converse(relay) {
    const session = new Session(relay, this.voice, { ...this._identity, isFirst: this._sessions === 0 });
    this._sessions += 1;
    this.session = session;
    this._watch(session);
    const ended = await session.run();
    clearInterval(this._clock);
    this._hold([]);
    if (ended.code === UNREACHABLE && this._sessions === 1) {
      this._sessions = 0;
      throw new NoAnswer(0, "The line is busy: the server did not take the call.");
    }
    if (ended.status === "completed") {
      if (relay.action) this._report(relay.action, ended);
      this._finish("You hung up.");
      return undefined;
    }
    if (!relay.action) return undefined;
    this._lost = { action: relay.action, session: { ...ended, status: "failed", code: LINE_CUT, message: "" } };
    if (ended.status === "failed") this._move(State.AWAY, "The line went dead. It is being brought back.");
    await new Promise((resolve) => setTimeout(resolve, this.voice.pause(TO_ACTION[ended.status])));
    return this._network.action(relay.action, ended);
  }

  /** Tell the server of an end that it cannot change any more. */
  _report(action, ended) {
    const session = { id: this.session.id, seconds: 0, ...ended };
    this._network.action(action, session).catch(() => {}).finally(() => this._tell("turn"));
  }

  // ---------------------------------------------------------------- the session under way

  _watch(session) {
    this._pass(session.playout, ["clause", "cut"]);
    this._pass(session, ["language", "note", "turn"]);
    session.addEventListener("changed", () => {
      if (session !== this.session) return;
      if (session.isOpen && !this.isLive) this._move(State.LIVE);
      if (session.hears && this._held.length) this._say(this._hold([]).join(" "));
      this._keepTime();
      this._tell("changed");
    });
    this._clock = setInterval(() => {
      this._holds = false;
      this._keepTime();
    }, VOICE_REFRESH);
  }

  /** Keep words back for later; those that were kept before. */
  _hold(words) {
    const before = this._held;
    this._held = words;
    if (before.length !== words.length) this._tell("held", { text: words.join(" ") });
    return before;
  }

  _say(text) {
    this._holds = false;
    this.session.say(text);
    this._tell("caller", { text, how: "voice" });
    this._awaitReply();
  }

  _awaitReply() {
    this._tell("turn");
    clearTimeout(this._reply);
    this._reply = setTimeout(() => { // some words are passed over in silence
      if (this.session) this.session.awaitsReply = false;
      this._keepTime();
    }, REPLY_LIMIT);
  }

  _keepTime() {
    const session = this.session;
    if (!session?.isOpen) return;
    const due = this._wantsTime && !session.playout.busy && !session.awaitsReply;
    if (due === this._holds) return;
    session.talk(due);
    this._holds = due;
  }

  // ---------------------------------------------------------------- the end

  async _guard(work) {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      const words = error.status === 403 ? "The server takes no calls from this page." : error.message;
      this._move(State.LOST, words, { canComeBack: this._lost !== null && error.status !== 403 });
    }
  }

  _finish(words) {
    if (this.state !== State.OVER) this._move(State.OVER, words);
  }

  _move(state, words = "", more = {}) {
    this.state = state;
    this._tell("state", { state, words, ...more });
  }

  _pass(source, names) {
    for (const name of names) source.addEventListener(name, ({ detail }) => this._tell(name, detail));
  }

  _tell(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
