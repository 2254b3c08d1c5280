// The phone page: puts the line, what is said on it, and what is watched beside it together.

import { Composer } from "./composer.js";
import { Diagram } from "./diagram.js";
import { element, find } from "./element.js";
import { Keypad } from "./keypad.js";
import { Line, State } from "./line.js";
import { Log } from "./log.js";
import { People } from "./people.js";
import { Settings } from "./settings.js";
import { Slots, showBooks } from "./slots.js";
import { Transcript } from "./transcript.js";
import { Voice } from "./voice.js";
import { Watch } from "./watch.js";
import { minutes, phone, plain, sentence } from "./wording.js";

const STATUS = {
  [State.IDLE]: "Ready", [State.RINGING]: "Ringing…", [State.LIVE]: "On the line", [State.AWAY]: "Reconnecting…",
  [State.HANDED]: "Handed over", [State.OVER]: "Call ended", [State.LOST]: "No connection",
};
const LANGUAGES = { en: "English", es: "Spanish" };

const voice = new Voice();
const line = new Line(voice);
const transcript = new Transcript();
const composer = new Composer(line);
const settings = new Settings(voice);
const watch = new Watch();
const slots = new Slots();
const log = new Log();
new Keypad((digit) => line.press(digit));
const typing = { words: false, over: false };
let lang = "en-US";
let people = null;
let clinic = null;
let diagram = null;
let began = 0;

function keepTime() {
  line.wantTime((typing.words || settings.waits) && !typing.over);
}

// ------------------------------------------------------------------ the call

function call() {
  transcript.clear();
  slots.clear();
  log.clear();
  showBooks({ patient: "", visits: [], texts: [] });
  diagram.show();
  lang = "en-US";
  composer.switchTo(lang);
  typing.over = false;
  began = performance.now();
  find("clock").textContent = minutes(0);
  find("beside").hidden = true;
  find("caller").textContent = people.numberShown;
  const { from, verified } = people.number;
  line.dial({ account: clinic.account_sid, from, to: clinic.number, verified });
  watch.of(line.callSid);
  find("stale").hidden = true;
}

async function again() {
  composer.clear();
  show({ state: State.IDLE });
  diagram.show();
  find("call").focus();
  const answer = await fetch("/phone/start").catch(() => null);
  if (answer?.ok) people.show((await answer.json()).people);
}

function ask(question, buttons) {
  find("choice").replaceChildren(element("p", {}, ...question), element("div", { class: "buttons" }, ...buttons));
  find("choice").hidden = false;
  find("choice").querySelector("button")?.focus({ preventScroll: true });
}

const button = (label, onclick, kind = "") => element("button", { type: "button", class: kind, onclick }, label);

function show({ state, words = "", canComeBack = false }) {
  document.body.dataset.state = state;
  find("status").textContent = STATUS[state];
  const isIdle = state === State.IDLE;
  const isDone = state === State.OVER || state === State.LOST;
  find("before").hidden = !isIdle;
  find("transcript").hidden = isIdle;
  find("controls").hidden = isIdle || isDone;
  find("clock").hidden = isIdle;
  find("caller").hidden = isIdle;
  if (isIdle) find("beside").hidden = true;
  find("meanings-card").hidden = !find("beside").hidden;
  find("choice").hidden = true;
  composer.show(state === State.LIVE);
  if (isIdle || isDone) find("keypad").hidden = true;
  for (const id of ["keys", "cut"]) find(id).disabled = state !== State.LIVE;
  if (state === State.LIVE) watch.start();
  if (words && !isDone) transcript.note(words);
  if (isDone) {
    if (state === State.OVER) watch.finish();
    else watch.stop();
    const back = canComeBack ? [button("Bring the call back", () => line.bringBack(), "primary")] : [];
    const help = state === State.LOST ? [element("small", {}, "Is it running? Start it with “make run”.")] : [];
    ask([words, ...help], [...back, button("New call", again, canComeBack ? "" : "primary")]);
  }
  update();
}

function update() {
  find("interrupt").disabled = !line.canInterrupt;
  const isSpeaking = Boolean(line.session?.playout.speaking);
  document.body.classList.toggle("speaking", isSpeaking);
  composer.closeEar(isSpeaking && voice.aloud);
}

line.addEventListener("state", ({ detail }) => show(detail));
line.addEventListener("changed", update);
line.addEventListener("clause", ({ detail }) => transcript.agent(detail));
line.addEventListener("cut", ({ detail }) => transcript.cut(detail));
line.addEventListener("caller", ({ detail }) => transcript.caller(detail.text, detail.how, lang));
line.addEventListener("note", ({ detail }) => transcript.note(detail.text));
line.addEventListener("turn", () => watch.refresh());
line.addEventListener("language", ({ detail }) => {
  lang = detail.lang;
  composer.switchTo(lang);
  transcript.note(`The line speaks ${LANGUAGES[lang.slice(0, 2)] ?? lang} now.`);
});
line.addEventListener("choice", ({ detail }) => {
  const number = detail.number ? [" ", element("strong", {}, phone(detail.number)), "."] : [];
  ask([detail.question, ...number], detail.options.map(({ label, value }, index) => button(label, () => {
    find("choice").hidden = true;
    detail.resolve(value);
  }, index ? "" : "primary")));
});

// ------------------------------------------------------------------ what is watched

watch.addEventListener("feed", ({ detail }) => {
  find("beside").hidden = false;
  find("meanings-card").hidden = true;
  diagram.show(detail.state, detail.moves);
  slots.show(detail.slots);
  log.show(detail);
  showBooks(detail);
  typing.over = detail.over;
  keepTime();
});
watch.addEventListener("stale", ({ detail }) => { find("stale").hidden = !detail.on; });

// ------------------------------------------------------------------ the page

find("call").addEventListener("click", call);
find("interrupt").addEventListener("click", () => {
  line.interrupt();
  find("words").focus();
});
find("cut").addEventListener("click", () => line.drop());
find("hang-up").addEventListener("click", () => line.hangUp());
composer.onTyping((on) => {
  typing.words = on;
  keepTime();
});
settings.onChange(keepTime);
setInterval(() => {
  const isCounting = ![State.IDLE, State.OVER, State.LOST].includes(line.state);
  if (isCounting) find("clock").textContent = minutes((performance.now() - began) / 1000);
}, 250);

function suggest(text) {
  if (line.state === State.IDLE || line.state === State.OVER) call();
  composer.suggest(text);
}

async function start() {
  try {
    const answer = await fetch("/phone/start");
    if (!answer.ok) throw new Error(String(answer.status));
    clinic = await answer.json();
  } catch {
    find("intro").textContent = "The server is not answering. Start it with “make run”, then reload this page.";
    find("call").disabled = true;
    return;
  }
  find("clinic").textContent = clinic.clinic;
  people = new People(clinic, suggest);
  diagram = new Diagram(clinic.machine);
  find("meanings").replaceChildren(...clinic.machine.nodes.map(({ name, meaning }) => element("div", {},
    element("dt", {}, sentence(plain(name))), element("dd", {}, meaning))));
  show({ state: State.IDLE });
  diagram.show();
  find("call").disabled = false;
}

start();
