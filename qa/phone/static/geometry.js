// Where the states stand and how the arrows between them run, in a row or, where that is too wide, in a column.
//
// Everything is worked out along the way of a plain booking and across it; `place` turns that into x and y.

const WAY = ["identify", "intent", "slot_filling", "confirm", "act"];
const EDGE = 6;
const ROW = { node: [0, 40], arcs: 84, drop: 74, out: [110, 38], least: 450 };
const COLUMN = { node: [34, 104], arcs: 74, drop: 56, out: [48, 92], pitch: 74 };

export class Geometry {
  constructor(width) {
    this.isRow = width >= ROW.least;
    const shape = this.isRow ? ROW : COLUMN;
    const long = this.isRow ? Math.min(112, (width - 2 * EDGE - 4 * 24) / 5) : shape.node[0];
    const pitch = this.isRow ? (width - 2 * EDGE - long) / 4 : shape.pitch;
    this._half = [long / 2, shape.node[1] / 2];
    this._outHalf = [shape.out[0] / 2, shape.out[1] / 2];
    this._along = Object.fromEntries(WAY.map((name, index) => [name, EDGE + long / 2 + index * pitch]));
    this._across = shape.arcs + shape.node[1] / 2;
    this._outAcross = this._across + shape.node[1] / 2 + shape.drop + shape.out[1] / 2;
    this._along.ended = EDGE + long / 2 + pitch;
    this._along.escalate = EDGE + long / 2 + 3 * pitch;
    const end = 2 * EDGE + long + 4 * pitch;
    const side = this._outAcross + this._outHalf[1] + EDGE;
    [this.width, this.height] = this.isRow ? [end, side] : [Math.max(width, side), end];
  }

  /** The box of a state. */
  box(name) {
    const half = this._isOut(name) ? this._outHalf : this._half;
    const [x, y] = this._place(this._along[name], this._isOut(name) ? this._outAcross : this._across);
    const [halfX, halfY] = this.isRow ? half : [half[1], half[0]];
    return { x: x - halfX, y: y - halfY, width: 2 * halfX, height: 2 * halfY };
  }

  /** The path of an arrow, and which way its labels are moved off it; `beside` another of the same ends. */
  arrow(source, destination, beside = false) {
    if (source === destination) return this._loop(source);
    if (this._isOut(source) && this._isOut(destination)) return this._between(source, destination);
    if (this._isOut(destination)) return this._out(source, destination);
    if (this._isOut(source)) return this._out(destination, source, true);
    const steps = WAY.indexOf(destination) - WAY.indexOf(source);
    return steps === 1 ? this._forward(source, destination, beside) : this._arc(source, destination, steps);
  }

  _isOut(name) {
    return !WAY.includes(name);
  }

  _place(along, across) {
    return this.isRow ? [along, across] : [across, along];
  }

  _path(start, ...rest) {
    const at = (point) => this._place(...point).map((value) => value.toFixed(1)).join(" ");
    const letter = rest.length === 1 ? "L" : "C";
    return `M ${at(start)} ${letter} ${rest.map(at).join(", ")}`;
  }

  _forward(source, destination, beside) {
    const across = this._across + (beside ? 9 : 0);
    const d = this._path([this._along[source] + this._half[0], across],
      [this._along[destination] - this._half[0], across]);
    if (!beside) return { d, away: this._place(0, -13) };
    return { d, away: this.isRow ? [0, this._half[1] + 12] : [0, 10] };
  }

  /** Back, or past a state: over the heads of those between. */
  _arc(source, destination, steps) {
    const top = this._across - this._half[1];
    const port = this._half[0] * 0.4 * Math.sign(steps);
    const [from, to] = [this._along[source] + port, this._along[destination] - port];
    const height = (this.isRow ? 16 : 4) + (this.isRow ? 26 : 22) * Math.abs(steps);
    return { d: this._path([from, top], [from, top - height], [to, top - height], [to, top]), away: [0, 0] };
  }

  _out(state, out, isBack = false) {
    const [from, to] = [this._across + this._half[1], this._outAcross - this._outHalf[1]];
    const side = out === "ended" ? -1 : 1;
    const start = this._along[state] + side * this._half[0] * 0.25;
    const step = (this._along[state] - this._along[out]) / (this._along.intent - this._along.identify);
    const end = this._along[out] + step * this._outHalf[0] * 0.28;
    const middle = (from + to) / 2;
    const points = [[start, from], [start, middle], [end, middle], [end, to]];
    return { d: this._path(...(isBack ? points.reverse() : points)), away: [0, 0] };
  }

  _between(source, destination) {
    const forward = Math.sign(this._along[destination] - this._along[source]);
    const d = this._path([this._along[source] + forward * this._outHalf[0], this._outAcross + 7 * forward],
      [this._along[destination] - forward * this._outHalf[0], this._outAcross + 7 * forward]);
    return { d, away: [0, 0] };
  }

  _loop(name) {
    const [half, across] = this._isOut(name) ? [this._outHalf, this._outAcross] : [this._half, this._across];
    const edge = across + half[1];
    const [from, to] = [this._along[name] + 13, this._along[name] - 13];
    return { d: this._path([from, edge], [from + 8, edge + 30], [to - 8, edge + 30], [to, edge]), away: [0, 0] };
  }
}
