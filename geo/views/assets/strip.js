// The border strip of a page: kilometres from left to right, time upwards, with a brush on either axis.
//
// data: { data: token of the incidents, filter: see Filter.message, window: [first, last] day to show, whole: [first, last]
//         day of the data, chosen: [codes of the segments that the filter names], selected: row or null, height,
//         extract: what differs in the configuration where only a stretch is drawn, else null }
// Days are whole days since 1970-01-01. Sends the trigger "brush" with { days: [from, to] or null for all, segments:
// [first, last] code or null for all }, only what was brushed, and the trigger "open" with a row.
// The window's event "panj-hover" with { row, by } tells the strip and the map which incident the pointer is on.

const Panj = window.Panj;
const SETTLE_MS = 450; // a run of arrow keys is sent once
const MOVED_PX = 6;

const STYLE = `
:host { display: block; }
.strip { color: var(--st-text-color); font-family: var(--st-font); font-size: 13px; }
.plot { position: relative; user-select: none; touch-action: pan-y; }
canvas { position: absolute; inset: 0; width: 100%; height: 100%; }
.over { pointer-events: none; }
.days { position: absolute; right: 0; touch-action: none; cursor: ns-resize; }
.handle { position: absolute; border-radius: 3px; background: var(--st-primary-color); box-sizing: border-box;
  border: 1px solid var(--st-background-color); touch-action: none; }
.handle::after { content: ""; position: absolute; inset: -8px; }
.handle.km { width: 8px; height: 18px; margin: -9px 0 0 -4px; cursor: ew-resize; }
.handle.day { width: 14px; height: 8px; margin: -4px 0 0 -7px; cursor: ns-resize; }
.tip { position: absolute; pointer-events: none; padding: 5px 9px; border-radius: 4px; z-index: 3; max-width: 270px; visibility: hidden;
  background: var(--st-secondary-background-color); border: 1px solid var(--st-border-color); line-height: 1.35; }
.tip b { display: block; font-weight: 600; }
.foot { display: flex; flex-wrap: wrap; gap: 6px 14px; align-items: center; margin-top: 6px; }
.tools { display: flex; flex-wrap: wrap; gap: 6px; }
button { font: inherit; color: inherit; cursor: pointer; padding: 3px 10px; border-radius: 4px;
  background: var(--st-background-color); border: 1px solid var(--st-border-color); }
button:hover:enabled { border-color: var(--st-primary-color); }
button:disabled { opacity: 0.55; cursor: default; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 12px; list-style: none; margin: 0; padding: 0; }
.legend li { display: flex; align-items: center; gap: 4px; }
.legend canvas { position: static; }
.legend i { width: 14px; height: 14px; border: 1px solid var(--st-border-color); }
:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 2px; }
`;

const { element } = Panj;
const strips = new WeakMap();
const { dayText, monthText, many, km } = Panj.stripTexts;

export default function render(config, { data, parentElement, setTriggerValue }) {
  let strip = strips.get(parentElement);
  if (!strip) {
    strip = new Strip(parentElement, config);
    strips.set(parentElement, strip);
  }
  strip.send = setTriggerValue;
  strip.update(data);
  return () => setTimeout(() => {
    if (strip.root.isConnected) return;
    strip.close();
    strips.delete(parentElement);
  });
}

class Strip extends Panj.StripPainter {
  constructor(parent, config) {
    super(config);
    this.whole_line = config;
    const style = element("style");
    style.textContent = STYLE;
    this.root = element("div", "strip");
    this.plot = this.root.appendChild(element("div", "plot"));
    this.base = this.plot.appendChild(element("canvas"));
    this.base.setAttribute("role", "img");
    this.over = this.plot.appendChild(element("canvas", "over"));
    this.over.setAttribute("aria-hidden", "true");
    this.zone = this.plot.appendChild(element("div", "days"));
    this.handles = [
      this.makeHandle("km", "West end of the stretch", 0),
      this.makeHandle("km", "East end of the stretch", 1),
      this.makeHandle("day", "First day", 0),
      this.makeHandle("day", "Last day", 1),
    ];
    this.tip = this.plot.appendChild(element("div", "tip"));
    const foot = this.root.appendChild(element("div", "foot"));
    this.tools = foot.appendChild(element("div", "tools"));
    this.whole = this.makeButton("Whole border", () => this.commit({ segments: null }));
    this.always = this.makeButton("All dates", () => this.commit({ days: null }));
    this.legend = foot.appendChild(element("ul", "legend"));
    this.note = foot.appendChild(element("span"));
    this.plot.addEventListener("pointerdown", (event) => this.start(event));
    this.plot.addEventListener("pointermove", (event) => this.point(event));
    this.plot.addEventListener("pointerleave", () => this.leave());
    parent.append(style, this.root);
    this.hovered = (event) => event.detail.by !== "strip" && this.mark(event.detail.row);
    this.stored = () => this.data && !this.rows && this.update(this.data);
    window.addEventListener("panj-hover", this.hovered);
    window.addEventListener("panj-stored", this.stored);
    this.observer = new ResizeObserver(() => this.draw());
    this.observer.observe(this.plot);
  }

  close() {
    this.observer.disconnect();
    clearTimeout(this.timer);
    window.removeEventListener("panj-hover", this.hovered);
    window.removeEventListener("panj-stored", this.stored);
  }

  makeHandle(sort, label, side) {
    const handle = this.plot.appendChild(element("div", `handle ${sort}`));
    handle.tabIndex = 0;
    handle.setAttribute("role", "slider");
    handle.setAttribute("aria-label", label);
    handle.setAttribute("aria-orientation", sort === "km" ? "horizontal" : "vertical");
    handle.addEventListener("keydown", (event) => this.key(event, sort, side));
    return handle;
  }

  makeButton(label, act) {
    const button = this.tools.appendChild(element("button"));
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", act);
    return button;
  }

  // ---------------------------------------------------------------- what is shown

  update(data) {
    this.data = data;
    this.config = { ...this.whole_line, ...data.extract };
    const kept = window.__panj?.get(data.data), started = performance.now();
    if (!kept) return;
    if (this.token !== data.data) {
      this.token = data.data;
      this.incidents = new Panj.Incidents(kept.bytes.slice().buffer);
      this.stretches = new Panj.StripRows(this.incidents, this.config);
    }
    const { incidents, stretches } = this, all = (message) => incidents.rows.slice(0, incidents.filter(message));
    const { day, segment, ...rest } = data.filter;
    this.around = all({ ...rest, day: data.window });
    this.rows = all(data.filter);
    this.selected = data.selected;
    this.segments = data.chosen.length ? [Math.min(...data.chosen), Math.max(...data.chosen)] : null;
    this.days = day ? [day[0] ?? data.whole[0], day[1] ?? data.whole[1]] : null;
    this.dated = [];
    this.nowhere = this.undated = 0;
    for (const row of this.rows) {
      const from = stretches.from(row);
      if (from !== from) this.nowhere++;
      else if (incidents.day[row] > incidents.day_end[row]) this.undated++;
      else this.dated.push(row);
    }
    this.perSegment = incidents.perSegment("incidents", this.config.segments.length);
    this.perMonth = Panj.perMonth(incidents, this.rows, ...data.window);
    this.whole.disabled = !this.segments;
    // An extract has no brush along the line: its stretch is given.
    for (const part of [this.whole, this.handles[0], this.handles[1]]) part.hidden = Boolean(data.extract);
    this.always.disabled = !this.days;
    this.draw();
    window.dispatchEvent(new CustomEvent("panj-strip-drawn", { detail: { rows: this.rows.length, took: performance.now() - started } }));
  }

  // ---------------------------------------------------------------- the brush, and what the pointer is on

  drawOver() {
    const { box } = this, g = this.canvas(this.over), end = this.config.segments.length - 1;
    const [west, east] = this.segments ?? [0, end], [first, last] = this.days ?? this.data.window;
    const a = this.x(this.within(this.config.segments[west][1])), b = this.x(this.within(this.config.segments[east][2]));
    const above = last < this.data.window[1] ? this.y(last + 1) : box.top;
    const below = first > this.data.window[0] ? this.y(first) : box.bottom;
    g.fillStyle = this.ground;
    g.globalAlpha = 0.55;
    g.fillRect(box.left, box.top, a - box.left, box.plot);
    g.fillRect(b, box.top, box.left + box.line - b, box.plot);
    g.fillRect(a, box.top, b - a, above - box.top);
    g.fillRect(a, below, b - a, box.bottom - below);
    g.globalAlpha = 1;
    if (this.segments || this.days) {
      g.strokeStyle = this.accent;
      g.lineWidth = 2;
      g.strokeRect(a, above, b - a, below - above);
    }
    for (const row of [this.selected, this.pointed]) if (row !== null && row !== undefined) this.ring(g, row);
    this.place(a, b, above, below, west, east, first, last);
  }

  place(a, b, above, below, west, east, first, last) {
    const { segments } = this.config, [start, end] = this.data.window, right = this.box.left + this.box.line;
    const set = (handle, left, top, now, least, most, text) => {
      Object.assign(handle.style, { left: `${left}px`, top: `${top}px` });
      handle.setAttribute("aria-valuemin", least);
      handle.setAttribute("aria-valuemax", most);
      handle.setAttribute("aria-valuenow", now);
      handle.setAttribute("aria-valuetext", text);
    };
    const length = Math.round(this.config.length);
    set(this.handles[0], a, this.box.bottom + 3, Math.round(segments[west][1]), 0, length, `km ${km(segments[west][1])}, ${segments[west][0]}`);
    set(this.handles[1], b, this.box.bottom + 3, Math.round(segments[east][2]), 0, length, `km ${km(segments[east][2])}, ${segments[east][0]}`);
    set(this.handles[2], right + 9, below, first, start, end, dayText(first));
    set(this.handles[3], right + 9, above, last, start, end, dayText(last));
  }

  at(event) {
    const box = this.plot.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  start(event) {
    if (event.button || !this.box) return;
    event.preventDefault();
    const [x0, y0] = this.at(event), { box } = this, grip = this.handles.indexOf(event.target);
    const before = { segments: this.segments, days: this.days };
    const inLine = x0 >= box.left && x0 <= box.left + box.line, inPlot = y0 >= box.top && y0 <= box.bottom;
    const axes = grip >= 0 ? [grip < 2, grip > 1] : [inLine && !this.data.extract, inPlot];
    let moved = false;
    this.plot.setPointerCapture(event.pointerId);
    const move = (next) => {
      const [x, y] = this.at(next);
      moved ||= Math.hypot(x - x0, y - y0) > MOVED_PX;
      if (!moved) return;
      this.hideTip();
      // A drag along one axis brushes that axis alone.
      const wide = axes[0] && (grip >= 0 || Math.abs(x - x0) > MOVED_PX), tall = axes[1] && (grip >= 0 || Math.abs(y - y0) > MOVED_PX);
      this.segments = wide ? this.stretch(grip, before.segments, x0, x) : before.segments;
      this.days = tall ? this.span(grip, before.days, y0, y) : before.days;
      this.drawOver();
    };
    const stop = (next) => {
      for (const [name, listener] of listeners) this.plot.removeEventListener(name, listener);
      this.dragging = false;
      const { segments, days } = this;
      if (next.type === "pointercancel" || !moved) Object.assign(this, before);
      if (next.type === "pointercancel") this.drawOver();
      else if (!moved) this.click(x0, y0);
      else this.commit({ ...(segments !== before.segments && { segments }), ...(days !== before.days && { days }) });
    };
    const listeners = [["pointermove", move], ["pointerup", stop], ["pointercancel", stop]];
    for (const [name, listener] of listeners) this.plot.addEventListener(name, listener);
    this.dragging = true;
  }

  /** The segments between two points, or with one end moved. */
  stretch(grip, before, x0, x) {
    const { segments } = this.config, all = [0, segments.length - 1];
    const find = (at) => Math.max(0, segments.findIndex(([, , to]) => this.kmAt(at) <= to));
    if (grip >= 0) {
      const range = [...(before ?? all)];
      range[grip] = grip ? Math.max(range[0], find(x)) : Math.min(range[1], find(x));
      return range;
    }
    return [find(Math.min(x0, x)), find(Math.max(x0, x))];
  }

  /** The days between two points, or with one end moved: whole months where a day is too small to point at. */
  span(grip, before, y0, y) {
    const [first, last] = this.data.window;
    if (grip >= 0) {
      const range = [...(before ?? this.data.window)], found = this.whole_days(this.dayAt(y));
      if (grip === 2) range[0] = Math.min(range[1], found[0]);
      else range[1] = Math.max(range[0], found[1]);
      return range;
    }
    const from = this.whole_days(this.dayAt(Math.max(y0, y))), to = this.whole_days(this.dayAt(Math.min(y0, y)));
    return [Math.max(first, from[0]), Math.min(last, to[1])];
  }

  /** First and last day of the day or month that holds a moment. */
  whole_days(moment) {
    const [first, last] = this.data.window, day = Math.min(last, Math.floor(moment));
    if (this.box.plot / (last + 1 - first) >= 2) return [day, day];
    const month = Panj.monthOf(day);
    return [Panj.monthStart(month), Panj.monthStart(month + 1) - 1];
  }

  click(x, y) {
    const { box, config } = this, inLine = x >= box.left && x <= box.left + box.line;
    const row = this.rowAt(x, y);
    if (row !== null) {
      this.send("open", row);
    } else if (inLine && !this.data.extract && (y < box.top || y > box.bottom)) {
      const at = this.kmAt(x), bank = config.banks[y < box.top ? 0 : 1];
      const [, from, to] = y > box.height - box.axis - box.bars ? config.segments.find((one) => at <= one[2])
        : bank.districts.find((one) => at <= one[2]) ?? bank.districts.at(-1);
      const inside = config.segments.map((one, i) => [one, i]).filter(([one]) => one[1] > from - 0.5 && one[2] < to + 0.5);
      this.commit({ segments: [inside[0][1], inside.at(-1)[1]] });
    } else if (!inLine && y >= box.top && y <= box.bottom) {
      this.commit({ days: this.whole_days(this.dayAt(y)) });
    }
  }

  commit(change) {
    clearTimeout(this.timer);
    const end = this.config.segments.length - 1, [first, last] = this.data.whole, sent = { ...change };
    if (sent.segments && sent.segments[0] === 0 && sent.segments[1] === end) sent.segments = null;
    if (sent.days && sent.days[0] <= first && sent.days[1] >= last) sent.days = null;
    if (Object.keys(sent).length) this.send("brush", sent);
  }

  key(event, sort, side) {
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -6, PageUp: 6 };
    if (!(event.key in steps)) return;
    event.preventDefault();
    const step = steps[event.key];
    if (sort === "km") {
      const end = this.config.segments.length - 1, range = [...(this.segments ?? [0, end])];
      range[side] = Math.min(end, Math.max(0, range[side] + step));
      if (range[0] > range[1]) return;
      this.segments = range;
      this.later({ segments: range });
    } else {
      const [first, last] = this.data.window, range = [...(this.days ?? this.data.window)], now = this.whole_days(range[side]);
      const next = this.whole_days(Math.min(last, Math.max(first, step > 0 ? now[1] + step : now[0] + step)));
      range[side] = next[side];
      if (range[0] > range[1]) return;
      this.days = range;
      this.later({ days: range });
    }
    this.drawOver();
  }

  later(change) {
    this.pending = { ...this.pending, ...change };
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.commit(this.pending);
      this.pending = null;
    }, SETTLE_MS);
  }

  hit(x, y) {
    let best = null, nearest = 4;
    for (const mark of this.marks) {
      const gap = Math.hypot(mark.x - x, mark.y - y) - mark.radius;
      if (gap <= nearest) [nearest, best] = [gap, mark];
    }
    return best;
  }

  /** The incident of the mark at a point, or where too many are shaded to be marks the one that lies nearest; or null. */
  rowAt(x, y) {
    const hit = this.hit(x, y), { box } = this;
    if (hit) return hit.row;
    const inside = x >= box.left && x <= box.left + box.line && y >= box.top && y <= box.bottom;
    return this.many && inside ? this.nearest(x, y) : null;
  }

  /** The row that is drawn within a cell of a point, those known most closely first. */
  nearest(x, y) {
    const { box, incidents, stretches, dated } = this, [first, last] = this.data.window;
    const days = (last + 1 - first) / (box.plot - 2 * box.pad), kms = this.config.length / box.line; // in a pixel
    const at = this.kmAt(x), moment = this.dayAt(y);
    let best = null, least = Infinity;
    for (const row of dated) {
      const late = Math.abs(this.middle(row) - moment) / days;
      if (late > Panj.STRIP_CELL) continue;
      const from = stretches.from(row), to = stretches.to(row), far = Math.max(0, from - at, at - to) / kms;
      const gap = far + late + (to - from) / kms;
      if (far <= Panj.STRIP_CELL && gap < least) [least, best] = [gap, row];
    }
    return best;
  }

  point(event) {
    if (this.dragging || !this.box) return;
    const [x, y] = this.at(event), row = this.rowAt(x, y);
    this.plot.style.cursor = row === null ? "crosshair" : "pointer";
    if (row !== (this.pointed ?? null)) {
      this.mark(row);
      window.dispatchEvent(new CustomEvent("panj-hover", { detail: { row, by: "strip" } }));
    }
    const about = this.figures(x, y), text = row === null ? about : [...this.facts(row), ...(about ?? []).slice(1)];
    if (text) this.showTip(x, y, text);
    else this.hideTip();
  }

  leave() {
    if (this.dragging) return;
    this.hideTip();
    if (this.pointed === null || this.pointed === undefined) return;
    this.mark(null);
    window.dispatchEvent(new CustomEvent("panj-hover", { detail: { row: null, by: "strip" } }));
  }

  /** Ring the incident that the pointer is on, here or on the map. */
  mark(row) {
    this.pointed = row;
    this.plot.dataset.hover = row ?? "";
    if (this.box) this.drawOver();
  }

  facts(row) {
    const { incidents, config, stretches } = this, { titles, title, day, day_end, kind, killed_low, killed, killed_high, precision } = incidents;
    const from = stretches.from(row), to = stretches.to(row), known = config.precisions[precision[row]].label.toLowerCase();
    const where = from === to ? `km ${km(from)}` : `km ${km(from)} to ${km(to)}, known to: ${known}`;
    return [titles[title[row]], `${Panj.dateText(day[row], day_end[row])} · ${config.kinds[kind[row]].label}`,
      Panj.killedText(killed_low[row], killed[row], killed_high[row]), where];
  }

  /** What the figures beside the plot and the shades on it say. */
  figures(x, y) {
    const { box, config } = this, inLine = x >= box.left && x <= box.left + box.line, inPlot = y >= box.top && y <= box.bottom;
    if (inLine && y > box.height - box.axis - box.bars) {
      const i = Math.max(0, config.segments.findIndex((one) => this.kmAt(x) <= one[2])), [name, from, to] = config.segments[i];
      return [name, `km ${km(from)} to ${km(to)}`, `${+this.perSegment[i].toFixed(1)} incidents, spread by shares`];
    }
    if (inLine && !inPlot) {
      const bank = config.banks[y < box.top ? 0 : 1], at = this.kmAt(x), [name, from, to] = bank.districts.find((one) => at <= one[2]) ?? bank.districts.at(-1);
      return [name, bank.country, `km ${km(from)} to ${km(to)}`];
    }
    if (x > box.left + box.line && inPlot) {
      const month = Panj.monthOf(Math.min(this.data.window[1], Math.floor(this.dayAt(y)))), count = this.perMonth.counts[month - this.perMonth.start] ?? 0;
      return [monthText(month), `${many(count)} ${count === 1 ? "incident" : "incidents"}`];
    }
    if (!this.many || !inLine || !inPlot) return null;
    const value = this.cells[Math.floor((y - box.top) / Panj.STRIP_CELL) * (this.columns + 1) + Math.floor((x - box.left) / Panj.STRIP_CELL)];
    return value >= 0.05 ? [`km ${km(this.kmAt(x))}, ${dayText(Math.floor(this.dayAt(y)))}`, `${+value.toFixed(1)} incidents about here`] : null;
  }

  showTip(x, y, [title, ...lines]) {
    const head = element("b");
    head.textContent = title;
    this.tip.replaceChildren(head, ...lines.map((line) => {
      const part = element("div");
      part.textContent = line;
      return part;
    }));
    const { width, height } = this.box, { offsetWidth, offsetHeight } = this.tip;
    this.tip.style.left = `${Math.max(0, Math.min(x + 14, width - offsetWidth))}px`;
    this.tip.style.top = `${y + 16 + offsetHeight < height ? y + 16 : Math.max(0, y - offsetHeight - 12)}px`;
    this.tip.style.visibility = "visible";
  }

  hideTip() {
    this.tip.style.visibility = "hidden";
  }
}
