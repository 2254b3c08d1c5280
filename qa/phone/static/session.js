// One ConversationRelay session, from the telephone's side of the socket: what Twilio sends and understands.

import { Playout } from "./playout.js";
import { newSid, socketAddress } from "./network.js";

const KNOWN = new Set(["text", "play", "sendDigits", "language", "config", "hints", "end"]);
const MALFORMED_LIMIT = 10;
const CLOSE_AFTER_END = 90; // milliseconds
const ENDED_BADLY = { code: "64105", message: "Websocket ended" };
const UNREACHABLE = { code: "39001", message: "Network connection to WebSocket server failed." };
const CUT = 4000; // close codes that a browser may send, and that do not mean "the caller hung up"
const TOO_MALFORMED = 4007;

/** Emits `changed`, `turn`, `language` {lang}, `note` {text}; what is spoken is told by `playout`. */
export class Session extends EventTarget {
  constructor(relay, voice, call) {
    super();
    this.relay = relay;
    this.id = newSid("VX");
    this.voice = voice;
    this.playout = new Playout(voice);
    this.lang = relay.language;
    this.isOpen = this.isOver = false;
    this.awaitsReply = false;
    this._call = call;
    this._voiceLang = relay.language;
    this._malformed = 0;
    this._began = performance.now();
    this._listen();
  }

  /** Hold the session and say how it ended, as the action callback reports it. */
  run() {
    return new Promise((resolve) => {
      this._resolve = resolve;
      this._socket = new WebSocket(socketAddress(this.relay.url));
      this._socket.addEventListener("open", () => this._opened());
      this._socket.addEventListener("message", (event) => this._receive(event.data));
      this._socket.addEventListener("close", () => this._finish(
        this._ending ?? { status: "failed", ...(this.isOpen ? ENDED_BADLY : UNREACHABLE) }));
    });
  }

  // ---------------------------------------------------------------- what the caller does

  /** Whether words said now would reach the server; otherwise they are lost on a real line. */
  get hears() {
    return this.isOpen && !this._ending
      && (!this.playout.speaking || this.playout.yieldsTo("speech") || this.relay.reportsOver("speech"));
  }

  get canInterrupt() {
    return this.isOpen && !this._ending && this.playout.yieldsTo("speech");
  }

  say(text) {
    this.awaitsReply = true;
    this._begin();
    this._info("clientSpeaking", "off");
    this._talking = false;
    this._send({ type: "prompt", voicePrompt: text, lang: this.lang, last: true });
  }

  /** Be heard without a word, which cuts in all the same; `talk(false)` ends it. */
  cough() {
    this._begin();
  }

  /** Be heard to begin or to stop, between the words: the server waits while somebody speaks. */
  talk(on) {
    if (!this.isOpen || this._ending || (!on && !this._talking)) return;
    this._talking = on;
    this._info("clientSpeaking", on ? "on" : "off");
  }

  press(digit) {
    const cuts = this.playout.yieldsTo("dtmf");
    const reported = !this.playout.speaking || cuts || this.relay.reportsOver("dtmf");
    if (!this.isOpen || this._ending || !this.relay.hasKeys || !reported) return false;
    const heard = cuts ? this.playout.cut() : null;
    this._send({ type: "dtmf", digit });
    if (heard) this._interrupted(heard);
    this.awaitsReply = true;
    return true;
  }

  hangUp() {
    this._close({ status: "completed" }, 1000, "the caller hung up");
  }

  /** Let the connection die. */
  drop() {
    this._close({ status: "failed", ...ENDED_BADLY }, CUT, "the line was cut");
  }

  // ---------------------------------------------------------------- what the server sends

  _opened() {
    this.isOpen = true;
    const { callSid, account, from, to, isFirst } = this._call;
    this._send({
      type: "setup", sessionId: this.id, callSid, parentCallSid: "", from, to, forwardedFrom: to,
      callerName: "", direction: "inbound", callType: "PSTN",
      callStatus: isFirst ? "RINGING" : "IN_PROGRESS", accountSid: account,
      customParameters: this.relay.parameters,
    });
    if (this.relay.greeting) {
      this.playout.greet(this.relay.greeting, this.relay.greetingYieldsTo, this._voiceLang);
    }
    this._tell("changed");
  }

  _receive(data) {
    if (this._ending) return;
    let frame = null;
    try {
      frame = JSON.parse(data);
    } catch { /* answered below, as a frame of no known type is */ }
    if (!KNOWN.has(frame?.type) || (frame.type === "text" && typeof frame.token !== "string")) {
      this._refuse(data);
      return;
    }
    this._malformed = 0;
    if (frame.type === "text") this._speak(frame);
    if (frame.type === "language") this._switchTo(frame);
    if (frame.type === "end") this._end(frame);
  }

  _speak(frame) {
    const yieldsTo = "interruptible" in frame ? (frame.interruptible ? "any" : "none") : this.relay.yieldsTo;
    this.awaitsReply = false;
    this.playout.add(frame.token, Boolean(frame.last), yieldsTo, frame.lang ?? this._voiceLang);
    if (frame.last) this._tell("turn");
  }

  _switchTo(frame) {
    this._voiceLang = frame.ttsLanguage ?? this._voiceLang;
    this.lang = frame.transcriptionLanguage ?? this.lang;
    this._tell("language", { lang: this.lang });
  }

  _end(frame) {
    this.playout.stop();
    this._tell("turn");
    const session = { status: "ended", ...("handoffData" in frame ? { handoff: frame.handoffData } : {}) };
    this._ending = session;
    setTimeout(() => this._close(session, 1000, "ended"), CLOSE_AFTER_END);
  }

  _refuse(data) {
    this._tell("note", { text: "The server sent something that a telephone does not understand." });
    this._send({ type: "error", description: `Invalid message received, code: 64107, ${data}` });
    this._malformed += 1;
    if (this._malformed === MALFORMED_LIMIT) {
      this._close({ status: "failed", ...ENDED_BADLY }, TOO_MALFORMED, "too many malformed messages");
    }
  }

  // ---------------------------------------------------------------- the wire

  _listen() {
    this.playout.addEventListener("speaking", ({ detail }) => {
      this._info("agentSpeaking", detail.on ? "on" : "off");
      this._tell("changed");
    });
    this.playout.addEventListener("played", ({ detail }) => this._info("tokensPlayed", detail.text));
    for (const name of ["clause", "idle"]) this.playout.addEventListener(name, () => this._tell("changed"));
  }

  /** The caller's voice is heard, and cuts the agent off where it may. */
  _begin() {
    if (!this._talking) this._info("clientSpeaking", "on");
    this._talking = true;
    if (this.playout.yieldsTo("speech")) this._interrupted(this.playout.cut());
  }

  _interrupted({ fragment, milliseconds }) {
    if (fragment) this._info("tokensPlayed", fragment);
    this._send({ type: "interrupt", utteranceUntilInterrupt: fragment, durationUntilInterruptMs: milliseconds });
    this._info("agentSpeaking", "off");
    this._tell("changed");
  }

  _info(name, value) {
    if (this.relay.tells(name)) this._send({ type: "info", name, value });
  }

  _send(frame) {
    if (this._socket.readyState === WebSocket.OPEN) this._socket.send(JSON.stringify(frame));
  }

  _close(ending, code, reason) {
    this._ending = ending;
    this.playout.stop();
    this._socket.close(code, reason);
    this._finish(ending); // a server that is gone does not answer the close; nobody waits for it
  }

  _finish(ending) {
    this.isOpen = false;
    this.isOver = true;
    this.playout.stop();
    const seconds = Math.round((performance.now() - this._began) / 1000);
    this._resolve({ ...ending, id: this.id, seconds });
    this._tell("changed");
  }

  _tell(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
