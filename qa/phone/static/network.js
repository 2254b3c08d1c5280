// The telephone network's side of the webhooks: a form out, TwiML in, always to this page's own server.

import { read } from "./twiml.js";

const BLANK = ["ToCity", "ToState", "ToZip", "FromCity", "FromState", "FromZip", "CallerCity", "CallerState"];
export const WITHHELD = "+266696687"; // spells ANONYMOUS; sent in place of a number that is withheld

/** The server could not be reached, or would not answer; `status` is 0 when it could not be reached. */
export class NoAnswer extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export const newSid = (prefix) =>
  prefix + [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

/** An address that the server gave out, on this page's own host: behind the name it goes by, it is the same. */
export function here(address, scheme = location.protocol) {
  const named = new URL(address, location.href);
  return `${scheme}//${location.host}${named.pathname}${named.search}`;
}

export const socketAddress = (address) => here(address, location.protocol === "https:" ? "wss:" : "ws:");

export class Network {
  constructor({ callSid, account, from, to, verified }) {
    Object.assign(this, { callSid, account, from, to, verified });
  }

  /** Post a webhook of this call and read the steps it answers with. */
  async post(path, status, more = {}) {
    const form = new URLSearchParams(BLANK.map((name) => [name, ""]));
    const values = {
      CallSid: this.callSid, AccountSid: this.account, ApiVersion: "2010-04-01", Direction: "inbound",
      From: this.from, Caller: this.from, To: this.to, Called: this.to, CallStatus: status, ...more,
    };
    if (status === "ringing" && this.verified) values.StirVerstat = "TN-Validation-Passed-A";
    for (const [name, value] of Object.entries(values)) form.set(name, value);
    let answer;
    try {
      answer = await fetch(here(path), { method: "POST", body: form });
    } catch {
      throw new NoAnswer(0, "The server cannot be reached.");
    }
    if (!answer.ok) throw new NoAnswer(answer.status, `The server answered ${answer.status}.`);
    try {
      return read(await answer.text());
    } catch {
      throw new NoAnswer(answer.status, "The server answered something that is not TwiML.");
    }
  }

  /** Post how a session ended. */
  action(path, session) {
    return this.post(path, session.status === "completed" ? "completed" : "in-progress", {
      SessionId: session.id, SessionStatus: session.status, SessionDuration: String(session.seconds),
      ...(session.handoff === undefined ? {} : { HandoffData: session.handoff }),
      ...(session.status === "failed" ? { ErrorCode: session.code, ErrorMessage: session.message } : {}),
    });
  }
}
