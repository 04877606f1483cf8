// Incidents over time, with a brush that sets the dates.
//
// data: { start: first day, widths: [days of each bin], series: [{ label, color, striped, values }], unit, noun, note,
//         from, to, whole: [first, last] }. The values of the n bins are one text: base 36, commas between, nothing for 0.
// Days are whole days since 1970-01-01; `from` and `to` are inclusive, null when that side is open. The color "ink" is the
// text's, which is dark on the light theme and light on the dark one; stripes tell series of one color apart.
// Sends the trigger "brush" with [from, to], or [null, null] for all dates. While the brush is dragged, the window hears
// the event "panj-days" with [from, to] at each step, and with null when it was let go of without a choice.

const DAY_MS = 86_400_000;
const MARGIN = { left: 40, right: 10, top: 8, bottom: 22 };
const HEIGHT = 150;
const SETTLE_MS = 450; // a run of arrow keys is sent once

const STYLE = `
:host { display: block; }
.hist { color: var(--st-text-color); font-family: var(--st-font); font-size: 13px; }
.plot { position: relative; height: ${HEIGHT}px; touch-action: pan-y; cursor: crosshair; user-select: none; }
canvas { position: absolute; inset: 0; width: 100%; height: 100%; }
.shade { position: absolute; top: ${MARGIN.top}px; bottom: ${MARGIN.bottom}px; pointer-events: none;
  background: var(--st-background-color); opacity: 0.68; }
.pick { position: absolute; top: ${MARGIN.top}px; bottom: ${MARGIN.bottom}px; cursor: grab;
  border-top: 3px solid var(--st-primary-color); box-sizing: border-box; }
.handle { position: absolute; top: ${MARGIN.top}px; bottom: ${MARGIN.bottom}px; width: 13px; margin-left: -6px; cursor: ew-resize; }
.handle::before { content: ""; position: absolute; left: 5px; top: 0; bottom: 0; width: 3px; background: var(--st-primary-color); }
.handle::after { content: ""; position: absolute; left: 1px; top: 50%; height: 24px; width: 11px; margin-top: -12px;
  border-radius: 3px; background: var(--st-primary-color); }
.tip { position: absolute; top: 0; pointer-events: none; white-space: pre-line; padding: 4px 8px; border-radius: 4px; z-index: 3;
  background: var(--st-secondary-background-color); border: 1px solid var(--st-border-color); visibility: hidden; max-width: 240px; }
.foot { display: flex; flex-wrap: wrap; gap: 6px 14px; align-items: center; margin-top: 4px; }
.tools { display: flex; flex-wrap: wrap; gap: 6px; }
button { font: inherit; color: inherit; cursor: pointer; padding: 3px 10px; border-radius: 4px;
  background: var(--st-background-color); border: 1px solid var(--st-border-color); }
button:hover:enabled { border-color: var(--st-primary-color); }
button:disabled { opacity: 0.55; cursor: default; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 12px; list-style: none; margin: 0; padding: 0; }
.legend i { display: inline-block; width: 11px; height: 11px; margin-right: 5px; border-radius: 2px; vertical-align: -1px;
  border: 1px solid color-mix(in srgb, var(--st-text-color) 45%, transparent); box-sizing: border-box; }
:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 2px; }
`;

const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const MONTH = new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric", timeZone: "UTC" });
const DAY_MONTH = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const date = (day) => new Date(day * DAY_MS);
const charts = new WeakMap();

export default function render({ data, parentElement, setTriggerValue }) {
  let chart = charts.get(parentElement);
  if (!chart) {
    chart = new Histogram(parentElement);
    charts.set(parentElement, chart);
  }
  chart.send = (from, to) => setTriggerValue("brush", [from, to]);
  chart.update(data);
  return () => chart.close();
}

class Histogram {
  constructor(parent) {
    this.root = document.createElement("div");
    this.root.className = "hist";
    const style = document.createElement("style");
    style.textContent = STYLE;
    this.plot = this.root.appendChild(element("div", "plot"));
    this.canvas = this.plot.appendChild(element("canvas"));
    this.canvas.setAttribute("role", "img");
    this.shades = [this.plot.appendChild(element("div", "shade")), this.plot.appendChild(element("div", "shade"))];
    this.pick = this.plot.appendChild(element("div", "pick"));
    this.handles = ["First day", "Last day"].map((label, side) => this.makeHandle(label, side));
    this.tip = this.plot.appendChild(element("div", "tip"));
    const foot = this.root.appendChild(element("div", "foot"));
    this.tools = foot.appendChild(element("div", "tools"));
    this.buttons = [
      this.makeButton("Earlier", () => this.shift(-1)),
      this.makeButton("Later", () => this.shift(1)),
      this.makeButton("Wider", () => this.widen()),
      this.makeButton("All dates", () => this.send(null, null)),
    ];
    this.legend = foot.appendChild(element("ul", "legend"));
    this.note = foot.appendChild(element("span"));
    this.plot.addEventListener("pointerdown", (event) => this.start(event));
    this.plot.addEventListener("pointermove", (event) => this.hover(event));
    this.plot.addEventListener("pointerleave", () => this.hideTip());
    parent.append(style, this.root);
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.plot);
  }

  close() {
    this.observer.disconnect();
    clearTimeout(this.timer);
  }

  makeHandle(label, side) {
    const handle = this.plot.appendChild(element("div", "handle"));
    handle.tabIndex = 0;
    handle.setAttribute("role", "slider");
    handle.setAttribute("aria-label", label);
    handle.addEventListener("keydown", (event) => this.key(event, side));
    return handle;
  }

  makeButton(label, act) {
    const button = this.tools.appendChild(element("button"));
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", act);
    return button;
  }

  update(sent) {
    const data = { ...sent, edges: [sent.start], series: sent.series.map((one) => ({ ...one, values: numbers(one.values) })) };
    for (const width of sent.widths) data.edges.push(data.edges.at(-1) + width);
    this.data = data;
    this.first = data.edges[0];
    this.end = data.edges[data.edges.length - 1];
    this.total = data.series.reduce((sum, one) => sum + one.values.reduce((a, b) => a + b, 0), 0);
    this.range = this.chosen();
    const open = data.from === null && data.to === null;
    this.buttons[0].disabled = open || data.from === null || data.from <= data.whole[0];
    this.buttons[1].disabled = open || data.to === null || data.to >= data.whole[1];
    this.buttons[2].disabled = open;
    this.buttons[3].disabled = open;
    this.legend.replaceChildren(...data.series.map((one) => {
      const item = element("li");
      const swatch = item.appendChild(element("i"));
      const color = one.color === "ink" ? "currentColor" : one.color;
      swatch.style.background = one.striped ? `repeating-linear-gradient(45deg, ${color} 0 2px, transparent 2px 4px)` : color;
      item.append(one.label);
      return item;
    }));
    this.note.textContent = data.note;
    this.canvas.setAttribute("aria-label",
      `Bar chart: ${this.total} ${data.noun} by ${data.unit}, ${DATE.format(date(this.first))} to ${DATE.format(date(this.end - 1))}`);
    this.draw();
  }

  // The chosen days as [first, one past the last], inside what the chart shows.
  chosen() {
    const { from, to } = this.data;
    return [Math.max(this.first, from ?? this.first), Math.min(this.end, to === null ? this.end : to + 1)];
  }

  x(day) {
    return MARGIN.left + ((day - this.first) / (this.end - this.first)) * (this.plot.clientWidth - MARGIN.left - MARGIN.right);
  }

  dayAt(x) {
    const share = (x - MARGIN.left) / (this.plot.clientWidth - MARGIN.left - MARGIN.right);
    return this.first + Math.min(1, Math.max(0, share)) * (this.end - this.first);
  }

  nearestEdge(day) {
    return this.data.edges.reduce((best, edge) => (Math.abs(edge - day) < Math.abs(best - day) ? edge : best));
  }

  binAt(day) {
    const bin = this.data.edges.findIndex((edge) => edge > day) - 1;
    return bin < 0 ? this.data.edges.length - 2 : bin;
  }

  draw() {
    const width = this.plot.clientWidth;
    if (!this.data || !width) return;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(HEIGHT * ratio);
    const g = this.canvas.getContext("2d");
    g.scale(ratio, ratio);
    const style = getComputedStyle(this.root);
    this.ink = style.color;
    this.line = style.getPropertyValue("--st-border-color");
    g.font = `12px ${style.fontFamily}`;
    this.drawBars(g, width);
    this.drawDates(g, width);
    this.placeBrush();
  }

  drawBars(g, width) {
    const { edges, series } = this.data;
    const sums = edges.slice(1).map((_, bin) => series.reduce((sum, one) => sum + one.values[bin], 0));
    const top = niceTop(Math.max(1, ...sums));
    const base = HEIGHT - MARGIN.bottom;
    const scale = (base - MARGIN.top) / top;
    g.textAlign = "right";
    g.textBaseline = "middle";
    for (const value of top > 1 ? [0, top / 2, top] : [0, 1]) {
      const y = Math.round(base - value * scale) + 0.5;
      g.strokeStyle = this.line;
      g.beginPath();
      g.moveTo(MARGIN.left, y);
      g.lineTo(width - MARGIN.right, y);
      g.stroke();
      g.fillStyle = this.ink;
      g.fillText(value.toLocaleString("en"), MARGIN.left - 6, y);
    }
    const fills = series.map((one) => fillOf(g, one.color === "ink" ? this.ink : one.color, one.striped));
    for (let bin = 0; bin < sums.length; bin++) {
      const left = this.x(edges[bin]);
      const wide = Math.max(1, this.x(edges[bin + 1]) - left - (width / sums.length > 5 ? 1 : 0));
      let y = base;
      series.forEach((one, index) => {
        const high = one.values[bin] * scale;
        g.fillStyle = fills[index];
        g.fillRect(left, y - high, wide, high);
        y -= high;
      });
    }
  }

  drawDates(g, width) {
    const { edges, unit } = this.data;
    const yearly = unit === "year" || this.end - this.first > 3 * 366;
    const format = (day) => (yearly ? String(date(day).getUTCFullYear()) : unit === "month" ? MONTH.format(date(day)) : DAY_MONTH.format(date(day)));
    const ticks = edges.slice(0, -1).filter((day) => !yearly || date(day).getUTCMonth() === 0 || unit === "year");
    const room = Math.max(2, Math.floor((width - MARGIN.left) / (yearly ? 48 : 78)));
    const step = Math.ceil(ticks.length / room);
    g.fillStyle = this.ink;
    g.textAlign = "left";
    g.textBaseline = "alphabetic";
    ticks.filter((_, index) => index % step === 0).forEach((day) => {
      const label = format(day);
      const x = this.x(day);
      if (x + g.measureText(label).width > width) return;
      g.fillRect(Math.round(x), HEIGHT - MARGIN.bottom, 1, 4);
      g.fillText(label, x + 3, HEIGHT - 7);
    });
  }

  placeBrush() {
    const [a, b] = this.range.map((day) => this.x(day));
    const right = this.plot.clientWidth - MARGIN.right;
    Object.assign(this.shades[0].style, { left: `${MARGIN.left}px`, width: `${Math.max(0, a - MARGIN.left)}px` });
    Object.assign(this.shades[1].style, { left: `${b}px`, width: `${Math.max(0, right - b)}px` });
    Object.assign(this.pick.style, { left: `${a}px`, width: `${Math.max(0, b - a)}px` });
    this.handles.forEach((handle, side) => {
      handle.style.left = `${side ? b : a}px`;
      const day = this.range[side] - side;
      handle.setAttribute("aria-valuemin", this.first);
      handle.setAttribute("aria-valuemax", this.end - 1);
      handle.setAttribute("aria-valuenow", day);
      handle.setAttribute("aria-valuetext", DATE.format(date(day)));
    });
  }

  start(event) {
    if (event.button) return;
    event.preventDefault();
    const origin = event.clientX - this.plot.getBoundingClientRect().left;
    const side = this.handles.indexOf(event.target);
    const before = [...this.range];
    const mode = side >= 0 ? "side" : event.target === this.pick && this.isPart(before) ? "move" : "new";
    let moved = false;
    this.plot.setPointerCapture(event.pointerId);
    const move = (next) => {
      const x = next.clientX - this.plot.getBoundingClientRect().left;
      moved ||= Math.abs(x - origin) > 4;
      if (moved) this.drag(mode, side, before, origin, x);
    };
    const stop = (next) => {
      for (const [name, listener] of listeners) this.plot.removeEventListener(name, listener);
      this.dragging = false;
      this.hideTip();
      if (next.type === "pointercancel") {
        this.range = before;
        preview(null);
      } else if (moved) this.commit();
      else if (mode !== "side") this.pickBin(origin);
      this.placeBrush();
    };
    const listeners = [["pointermove", move], ["pointerup", stop], ["pointercancel", stop]];
    for (const [name, listener] of listeners) this.plot.addEventListener(name, listener);
    this.dragging = true;
  }

  drag(mode, side, before, origin, x) {
    if (mode === "move") {
      const length = before[1] - before[0];
      const from = this.nearestEdge(before[0] + this.dayAt(x) - this.dayAt(origin));
      this.range = [from, Math.min(this.end, from + length)];
    } else {
      const fixed = mode === "side" ? before[1 - side] : this.dayAt(origin);
      const ends = [fixed, this.dayAt(x)].sort((a, b) => a - b).map((day) => this.nearestEdge(day));
      if (ends[0] === ends[1]) ends[1] = this.data.edges[Math.min(this.data.edges.length - 1, this.binAt(ends[0]) + 1)];
      if (ends[0] < ends[1]) this.range = ends;
    }
    this.placeBrush();
    this.showTip(x, this.rangeText());
    preview([this.range[0], this.range[1] - 1]);
  }

  pickBin(x) {
    const bin = this.binAt(this.dayAt(x));
    this.range = [this.data.edges[bin], this.data.edges[bin + 1]];
    this.commit();
  }

  isPart([from, to]) {
    return from > this.first || to < this.end;
  }

  commit() {
    clearTimeout(this.timer);
    const [from, to] = this.range;
    if (from <= this.data.whole[0] && to > this.data.whole[1]) this.send(null, null);
    else this.send(from, to - 1);
  }

  key(event, side) {
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -6, PageUp: 6 };
    if (!(event.key in steps)) return;
    event.preventDefault();
    const { edges } = this.data;
    const at = edges.indexOf(this.nearestEdge(this.range[side]));
    const next = edges[Math.min(edges.length - 1, Math.max(0, at + steps[event.key]))];
    if (side ? next <= this.range[0] : next >= this.range[1]) return;
    this.range[side] = next;
    this.placeBrush();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.commit(), SETTLE_MS);
  }

  shift(sign) {
    const { from, to, whole } = this.data;
    const a = from ?? whole[0];
    const b = to ?? whole[1];
    const length = b - a + 1;
    this.send(a + sign * length, b + sign * length);
  }

  widen() {
    const { from, to, whole } = this.data;
    const a = from ?? whole[0];
    const b = to ?? whole[1];
    const more = Math.ceil((b - a + 1) / 2);
    const wider = [Math.max(whole[0], a - more), Math.min(whole[1], b + more)];
    if (wider[0] <= whole[0] && wider[1] >= whole[1]) this.send(null, null);
    else this.send(wider[0], wider[1]);
  }

  rangeText() {
    const [from, to] = this.range;
    const sum = this.data.series.reduce((all, one) => all + one.values.reduce(
      (part, value, bin) => part + (this.data.edges[bin] >= from && this.data.edges[bin + 1] <= to ? value : 0), 0), 0);
    return `${DATE.format(date(from))} to ${DATE.format(date(to - 1))}\n${sum.toLocaleString("en")} ${this.data.noun}`;
  }

  hover(event) {
    if (this.dragging || !this.data) return;
    const x = event.clientX - this.plot.getBoundingClientRect().left;
    const bin = this.binAt(this.dayAt(x));
    const { edges, series } = this.data;
    const last = edges[bin + 1] - 1;
    const when = edges[bin] === last ? DATE.format(date(last)) : `${DATE.format(date(edges[bin]))} to ${DATE.format(date(last))}`;
    const lines = series.filter((one) => one.values[bin]).map((one) => `${one.label}: ${one.values[bin].toLocaleString("en")}`);
    this.showTip(x, [when, ...(lines.length ? lines : [`no ${this.data.noun}`])].join("\n"));
  }

  showTip(x, text) {
    this.tip.textContent = text;
    this.tip.style.visibility = "visible";
    const room = this.plot.clientWidth - this.tip.offsetWidth;
    this.tip.style.left = `${Math.max(0, Math.min(room, x > room / 2 ? x - this.tip.offsetWidth - 14 : x + 14))}px`;
  }

  hideTip() {
    this.tip.style.visibility = "hidden";
  }
}

function element(name, className) {
  const made = document.createElement(name);
  if (className) made.className = className;
  return made;
}

function preview(days) {
  window.dispatchEvent(new CustomEvent("panj-days", { detail: days }));
}

function numbers(text) {
  return text.split(",").map((value) => (value ? parseInt(value, 36) : 0));
}

function fillOf(g, color, striped) {
  if (!striped) return color;
  const tile = element("canvas");
  tile.width = tile.height = 4;
  const t = tile.getContext("2d");
  t.fillStyle = color;
  for (let at = 0; at < 4; at++) t.fillRect(at, 3 - at, 1, 1), t.fillRect((at + 1) % 4, 3 - at, 1, 1);
  return g.createPattern(tile, "repeat");
}

// The smallest of 1, 2, 4, 6, 10, 20 ... that is not under the value: halves are whole numbers from 2 on.
function niceTop(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 6, 10].map((step) => step * power).find((top) => top >= value);
}
