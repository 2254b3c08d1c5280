// Reads TwiML into the steps that a telephone network would take, one after the other.

const relayOf = (connect) => connect.querySelector(":scope > ConversationRelay");

const permits = (who, how) => who === "any" || who === "true" || who === how;

class Relay {
  constructor(connect) {
    const relay = relayOf(connect);
    const given = (name, otherwise = "") => relay.getAttribute(name) ?? otherwise;
    this.verb = "relay";
    this.url = given("url");
    this.action = connect.getAttribute("action");
    this.greeting = given("welcomeGreeting");
    this.greetingYieldsTo = given("welcomeGreetingInterruptible", "any");
    this.yieldsTo = given("interruptible", "any");
    this.reports = given("reportInputDuringAgentSpeech", "none");
    this.hasKeys = given("dtmfDetection") === "true";
    this.events = given("events").split(/\s+/);
    this.language = given("language", "en-US");
    this.parameters = Object.fromEntries(
      [...relay.querySelectorAll(":scope > Parameter")].map((parameter) => [
        parameter.getAttribute("name"), parameter.getAttribute("value") ?? "",
      ]),
    );
  }

  /** Whether the server wants to hear of an event. */
  tells(name) {
    return this.events.includes(name === "tokensPlayed" ? "tokens-played" : "speaker-events");
  }

  /** Whether what the caller does (`speech`, `dtmf`) is reported while the agent speaks on. */
  reportsOver(how) {
    return permits(this.reports, how);
  }
}

function step(verb) {
  const words = verb.textContent.trim().replace(/\s+/g, " ");
  const action = verb.getAttribute("action");
  switch (verb.tagName) {
    case "Connect":
      return relayOf(verb) ? new Relay(verb) : { verb: "unknown", name: "Connect" };
    case "Say":
      return { verb: "say", text: words, lang: verb.getAttribute("language") ?? "en-US" };
    case "Dial":
      return { verb: "dial", number: words, action };
    case "Record":
      return { verb: "record", action };
    case "Redirect":
      return { verb: "redirect", action: words };
    case "Hangup":
    case "Reject":
      return { verb: "hangup" };
    case "Pause":
    case "Start":
    case "Stop":
      return { verb: "pause" };
    default:
      return { verb: "unknown", name: verb.tagName };
  }
}

/** The steps of a TwiML answer; throws when it is none. */
export function read(text) {
  const document = new DOMParser().parseFromString(text, "text/xml");
  const response = document.documentElement;
  if (response.tagName !== "Response") throw new Error("the answer is not TwiML");
  return [...response.children].map(step);
}

export { permits };
