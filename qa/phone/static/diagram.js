// The state machine drawn from its table: where the call stands, the way it came, and what was refused.

import { drawing, find } from "./element.js";
import { Geometry } from "./geometry.js";
import { plain } from "./wording.js";

const KINDS = ["possible", "walked", "latest", "refused"];

function marker(kind) {
  return drawing("marker", {
    id: `head-${kind}`, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 7, markerHeight: 7,
    orient: "auto-start-reverse", markerUnits: "userSpaceOnUse",
  }, drawing("path", { d: "M0 0 L8 4 L0 8 z", class: `head ${kind}` }));
}

/** What the moves of a call come to, arrow by arrow. */
function summary(moves) {
  const arrows = new Map();
  const at = (move) => {
    const key = `${move.source}>${move.destination}`;
    if (!arrows.has(key)) arrows.set(key, { source: move.source, destination: move.destination, steps: [], refused: null });
    return arrows.get(key);
  };
  let step = 0;
  for (const move of moves) {
    if (!move.taken) at(move).refused = move;
    else if (move.source !== move.destination) at(move).steps.push(step += 1);
  }
  return { arrows: [...arrows.values()], last: step };
}

const refusedBy = (move) => move.guards.find((guard) => !guard.answer)?.guard ?? "";

/** What happened last, in a sentence. */
function tale({ turn, trigger, source, destination, taken, guards }) {
  if (taken && trigger === "ask") return `Turn ${turn}: the agent asks, and the call stays in ${plain(source)}`;
  const way = source === destination ? `stays in ${plain(source)}` : `${plain(source)} → ${plain(destination)}`;
  if (taken) return `Turn ${turn}: ${plain(trigger)}, ${way}`;
  return `Turn ${turn}: ${plain(trigger)}, ${way}, refused by “${plain(refusedBy({ guards }))}”`;
}

export class Diagram {
  constructor(machine) {
    this._machine = machine;
    this._host = find("diagram");
    this._state = null;
    this._moves = [];
    new ResizeObserver(() => this._draw()).observe(this._host);
  }

  /** Show a call; without one, the machine alone. */
  show(state = null, moves = []) {
    const isSame = state === this._state && moves.length === this._moves.length;
    this._state = state;
    this._moves = moves;
    if (isSame && this._host.firstChild) return;
    this._draw();
    this._tell();
  }

  _draw() {
    const width = this._host.clientWidth;
    if (!width) return;
    const geometry = new Geometry(width);
    const { arrows, last } = summary(this._moves);
    const drawn = new Set(arrows.filter(({ steps }) => steps.length).map((a) => `${a.source}>${a.destination}`));
    const possible = this._machine.arrows.filter(({ source, destination, rare }) =>
      !rare && source !== destination && !drawn.has(`${source}>${destination}`));
    const svg = drawing("svg", {
      viewBox: `0 0 ${geometry.width} ${geometry.height}`, width: geometry.width, height: geometry.height,
      role: "img", "aria-label": this._inWords(), class: geometry.width < 560 ? "small" : "",
    }, drawing("defs", {}, ...KINDS.map(marker)));
    this._host.replaceChildren(svg);
    for (const arrow of possible) this._line(svg, geometry, arrow, "possible", arrow.triggers.map(plain).join(", "));
    for (const arrow of arrows) this._walked(svg, geometry, arrow, last);
    for (const node of this._machine.nodes) this._node(svg, geometry, node);
    for (const mark of this._marks.splice(0)) svg.append(mark);
  }

  _marks = [];

  _line(svg, geometry, { source, destination }, kind, title) {
    const { d, away } = geometry.arrow(source, destination, kind === "refused");
    const path = drawing("path", { d, class: `arrow ${kind}`, "marker-end": `url(#head-${kind})` },
      drawing("title", {}, title));
    svg.append(path);
    const middle = path.getPointAtLength(path.getTotalLength() / 2);
    return { x: middle.x + away[0], y: middle.y + away[1] };
  }

  _walked(svg, geometry, arrow, last) {
    if (arrow.steps.length) {
      const kind = arrow.steps.at(-1) === last ? "latest" : "walked";
      const at = this._line(svg, geometry, arrow, kind, `Step ${arrow.steps.join(" and ")}`);
      this._badge(at, arrow.steps.slice(-3).join("·"), kind);
    }
    if (arrow.refused) {
      const name = plain(refusedBy(arrow.refused));
      const at = this._line(svg, geometry, arrow, "refused", `${plain(arrow.refused.trigger)} refused: ${name}`);
      if (arrow.refused.turn === this._lastRefused) this._label(geometry, at, name);
    }
  }

  get _lastRefused() {
    return this._moves.findLast((move) => !move.taken)?.turn;
  }

  _badge({ x, y }, text, kind) {
    const width = 11 + 7 * text.length;
    this._marks.push(drawing("g", { class: `badge ${kind}` },
      drawing("rect", { x: x - width / 2, y: y - 9, width, height: 18, rx: 9 }),
      drawing("text", { x, y: y + 4 }, text)));
  }

  _label(geometry, { x, y }, name) {
    const room = 3.4 * name.length;
    const inside = Math.min(Math.max(x, room), geometry.width - room);
    this._marks.push(drawing("text", { class: "refusal", x: inside, y: y - 6 }, `✗ ${name}`));
  }

  _node(svg, geometry, { name, meaning }) {
    const { x, y, width, height } = geometry.box(name);
    const isVisited = this._moves.some((move) => move.taken && (move.source === name || move.destination === name));
    const kind = name === this._state ? "current" : isVisited ? "visited" : "";
    svg.append(drawing("g", { class: `node ${name} ${kind}` },
      drawing("title", {}, meaning),
      drawing("rect", { x, y, width, height, rx: 10 }),
      drawing("text", { x: x + width / 2, y: y + height / 2 + 4.5 }, plain(name))));
  }

  /** The last thing that happened, in a line under the picture. */
  _tell() {
    const moved = this._moves.filter((move) => move.trigger !== "ask" || !move.taken);
    const last = moved.at(-1) ?? this._moves.at(-1);
    find("latest").textContent = last ? tale(last) : "";
  }

  _inWords() {
    if (!this._state) return "The states of a call and the ways between them.";
    const path = this._moves.filter((move) => move.taken && move.source !== move.destination);
    const names = path.length ? [path[0].source, ...path.map((move) => move.destination)] : [this._state];
    return `The call is in ${plain(this._state)}. Its way: ${names.map(plain).join(", ")}.`;
  }
}
