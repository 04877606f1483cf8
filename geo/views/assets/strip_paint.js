// Paints the border strip: the plot, the bands and names of both banks, the marks, the margins, the legend.
(function () {
  "use strict";
  const Panj = (window.Panj = window.Panj || {});
  const MOST_MARKS = 1500; // more rows than this are shaded, with the deadliest as marks
  const DEADLIEST = 60;
  const CELL = 5;
  const MARK_SCALE = 0.8;
  const STEPS_KM = [1, 2, 5, 10, 20, 50, 100, 200, 400];
  Panj.STRIP_CELL = CELL;

  const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  const MONTH = new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric", timeZone: "UTC" });
  const dayText = (day) => DATE.format(new Date(day * 86_400_000));
  const many = (n) => n.toLocaleString("en");
  const km = (value) => many(Math.round(value));
  const monthText = (month) => MONTH.format(new Date(Panj.monthStart(month) * 86_400_000));
  Panj.stripTexts = { dayText, monthText, many, km };

  const element = (Panj.element = (tag, name) => {
    const made = document.createElement(tag);
    if (name) made.className = name;
    return made;
  });

  /** What is painted of `rows` and around them; the page's element says which those are. */
  Panj.StripPainter = class {
    constructor(config) {
      this.config = config;
    }

    look() {
      const style = getComputedStyle(this.root), probe = this.over.getContext("2d");
      probe.fillStyle = style.getPropertyValue("--st-background-color").trim() || "#ffffff";
      const [r, g, b] = [1, 3, 5].map((start) => parseInt(probe.fillStyle.slice(start, start + 2), 16));
      this.theme = this.config.themes[0.299 * r + 0.587 * g + 0.114 * b < 128 ? "dark" : "light"];
      this.font = style.fontFamily;
      this.accent = style.getPropertyValue("--st-primary-color").trim() || this.theme.outline;
      this.ground = style.getPropertyValue("--st-background-color").trim() || "#ffffff";
    }

    x(value) {
      return this.box.left + ((value - this.config.start) / this.config.length) * this.box.line;
    }

    /** The kilometre itself, or the end of what is drawn if it lies beyond. */
    within(value) {
      const { start, length } = this.config;
      return Math.min(start + length, Math.max(start, value));
    }

    kmAt(x) {
      return this.config.start + Math.min(1, Math.max(0, (x - this.box.left) / this.box.line)) * this.config.length;
    }

    // Later days are higher up; a day begins at y(day) and ends at y(day + 1).
    y(day) {
      const [first, last] = this.data.window, { bottom, plot, pad } = this.box;
      return bottom - pad - ((day - first) / (last + 1 - first)) * (plot - 2 * pad);
    }

    dayAt(y) {
      const [first, last] = this.data.window, { bottom, plot, pad } = this.box;
      return first + Math.min(1, Math.max(0, (bottom - pad - y) / (plot - 2 * pad))) * (last + 1 - first);
    }

    draw() {
      const width = this.plot.clientWidth;
      if (!this.rows || width < 200) return;
      this.look();
      this.box = Panj.stripLayout(width, this.config, this.data.height);
      this.plot.style.height = `${this.box.height}px`;
      const g = this.canvas(this.base);
      this.drawGround(g);
      this.many = this.dated.length > MOST_MARKS;
      this.drawAround(g);
      if (this.many) this.drawDensity(g);
      this.drawMarks(g);
      this.drawEdges(g);
      this.drawMargins(g);
      this.drawLegend();
      Object.assign(this.zone.style, { top: `${this.box.top}px`, height: `${this.box.plot}px`, width: `${this.box.right}px` });
      this.describe();
      this.drawOver();
    }

    canvas(canvas) {
      const ratio = window.devicePixelRatio || 1, { width, height } = this.box;
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      const g = canvas.getContext("2d");
      g.scale(ratio, ratio);
      return g;
    }

    drawGround(g) {
      const { left, line, top, plot, bottom } = this.box, { theme } = this;
      g.fillStyle = theme.land;
      g.fillRect(left, top, line, plot);
      g.lineWidth = 1;
      g.textAlign = "right";
      g.textBaseline = "middle";
      g.font = `12px ${this.font}`;
      for (const { day, text } of this.ticks()) {
        const y = Math.round(this.y(day)) + 0.5;
        g.strokeStyle = theme.district_line;
        g.beginPath();
        g.moveTo(left, y);
        g.lineTo(left + line, y);
        g.stroke();
        g.fillStyle = theme.label;
        if (text && y > top + 5) g.fillText(text, left - 6, Math.min(bottom - 6, y));
      }
      this.config.banks.forEach((bank, i) => {
        g.strokeStyle = theme.district_line;
        for (const [, from] of bank.districts.slice(1)) {
          const x = Math.round(this.x(from)) + 0.5;
          g.beginPath();
          g.moveTo(x, i ? top + plot / 2 : top);
          g.lineTo(x, i ? bottom : top + plot / 2);
          g.stroke();
        }
      });
    }

    /** Round days of the time axis, as close as can be read. */
    ticks() {
      const [first, last] = this.data.window, { plot } = this.box, days = last + 1 - first;
      const step = [1, 2, 3, 6, 12, 24, 60, 120].find((months) => (months * 30.4 * plot) / days >= 22) || 240;
      const found = [];
      for (let month = Panj.monthOf(first); month <= Panj.monthOf(last); month++) {
        const day = Panj.monthStart(month);
        if (month % step || day < first) continue;
        const year = Math.floor(month / 12);
        found.push({ day, text: step >= 12 ? String(year) : month % 12 ? monthText(month).slice(0, 3) : String(year) });
      }
      if (days <= 45) {
        const every = Math.ceil((22 * days) / plot);
        found.length = 0;
        for (let day = first; day <= last; day += every) found.push({ day, text: dayText(day).split(" ").slice(0, 2).join(" ") });
      }
      return found;
    }

    /** What the dates or the stretch have left out, as small dots. */
    drawAround(g) {
      const left = this.around.length - this.rows.length;
      if (left <= 0 || left > MOST_MARKS) return;
      const known = new Set(this.rows);
      g.fillStyle = this.theme.label_faint;
      g.globalAlpha = 0.55;
      for (const row of this.around) {
        const from = this.stretches.from(row), to = this.stretches.to(row), at = this.middle(row);
        if (known.has(row) || from !== from || at === null || to < this.within(from) || from > this.within(to)) continue;
        g.beginPath();
        g.arc(this.x((this.within(from) + this.within(to)) / 2), this.y(at), 2, 0, 2 * Math.PI);
        g.fill();
      }
      g.globalAlpha = 1;
    }

    /** The middle of the days that a row may be of, inside what is shown; null without a date. */
    middle(row) {
      const { day, day_end } = this.incidents, [first, last] = this.data.window;
      if (day[row] > day_end[row]) return null;
      return (Math.max(first, day[row]) + Math.min(last, day_end[row]) + 1) / 2;
    }

    drawDensity(g) {
      const { left, line, top, plot } = this.box, { theme } = this;
      const columns = Math.ceil(line / CELL), lines = Math.ceil(plot / CELL);
      const end = this.config.start + this.config.length;
      const column = (value) => (value === end ? columns - 1 : Math.floor((this.x(value) - left) / CELL));
      const at = (day) => Math.floor((this.y(day + 0.5) - top) / CELL);
      this.cells = Panj.density(this.dated, this.stretches, this.incidents, { columns, lines, column, line: at });
      this.columns = columns;
      let most = 0;
      for (const value of this.cells) most = Math.max(most, value);
      this.breaks = Panj.shadeBreaks([most], theme.shades.length - 1);
      for (let line = 0; line < lines; line++) {
        for (let i = 0; i < columns; i++) {
          const value = this.cells[line * (columns + 1) + i];
          if (value < 0.05) continue;
          let shade = 1;
          while (shade < this.breaks.length && value >= this.breaks[shade]) shade++;
          g.fillStyle = theme.shades[shade];
          g.fillRect(left + i * CELL, top + line * CELL, CELL, Math.min(CELL, plot - line * CELL));
        }
      }
    }

    drawMarks(g) {
      const { killed } = this.incidents, { config, theme, stretches } = this;
      const rows = Panj.deadliest(this.incidents, this.dated, this.many ? DEADLIEST : this.dated.length);
      const scale = MARK_SCALE * (this.many ? 0.65 : this.box.wide ? 1 : 0.8);
      this.marks = rows.map((row) => {
        const radius = scale * Panj.radiusFor(config.size, killed[row]);
        const a = this.x(this.within(stretches.from(row))), b = this.x(this.within(stretches.to(row))), open = !stretches.atPoint(row), at = (a + b) / 2;
        const reach = open ? Math.max(0, (b - a) / 2 - radius) : config.stack.reach;
        return { row, radius, a, b, open, at, x: at, y: this.y(this.middle(row)), low: at - reach, high: at + reach };
      });
      Panj.stack(this.marks, config.stack);
      g.save();
      g.beginPath();
      g.rect(this.box.left, this.box.top - 4, this.box.line, this.box.plot + 8);
      g.clip();
      for (const mark of this.marks) this.drawStretch(g, mark);
      g.restore();
      for (const { row, x, y, radius, open } of this.marks) {
        const kind = this.incidents.kind[row];
        Panj.drawStripMark(g, { shape: config.kinds[kind].shape, fill: theme.kinds[kind], outline: theme.outline, halo: theme.halo, radius, open, x, y });
      }
    }

    /** Where and when it may have been, and the way from a known place to the mark that had to make room. */
    drawStretch(g, { row, a, b, open, at, x, y }) {
      const { day, day_end, kind } = this.incidents, colour = this.theme.kinds[kind[row]];
      const above = this.y(day_end[row] + 1), below = this.y(day[row]), tall = below - above;
      g.fillStyle = colour;
      g.strokeStyle = colour;
      if (open && !this.many) {
        const narrow = this.incidents.district[row] !== 65535;
        g.globalAlpha = 0.13;
        if (tall > 6) g.fillRect(a, above, b - a, tall);
        g.globalAlpha = narrow ? 0.9 : 0.65;
        g.fillRect(a, y - (narrow ? 1.25 : 0.5), b - a, narrow ? 2.5 : 1);
        g.globalAlpha = 1;
      } else if (!open) {
        g.globalAlpha = 0.8;
        if (tall > 6) g.fillRect(at - 1, above, 2, tall);
        g.strokeStyle = this.theme.outline;
        g.lineWidth = 1;
        if (Math.abs(x - at) > 3) {
          g.beginPath();
          g.arc(at, y, 1.5, 0, 2 * Math.PI);
          g.moveTo(at, y);
          g.lineTo(x, y);
          g.stroke();
        }
        g.globalAlpha = 1;
      }
    }

    drawEdges(g) {
      const { box, theme, font, config } = this, x = (value) => this.x(value);
      const shared = { x, theme, font, config };
      Panj.drawBank(g, box, config.banks[0], box.names[0], box.heights[0], { ...shared, edge: box.top, away: -1 });
      Panj.drawBank(g, box, config.banks[1], box.names[1], box.heights[1], { ...shared, edge: box.bottom, away: 1 });
      g.fillStyle = theme.label;
      g.font = `12px ${font}`;
      g.textBaseline = "alphabetic";
      const least = ((box.wide ? 100 : 60) / box.line) * config.length, step = STEPS_KM.find((one) => one >= least) || 1000;
      const start = Math.round(config.start), end = Math.round(config.start + config.length), marks = [start];
      for (let value = (Math.floor(start / step) + 1) * step; value < end - least / 2; value += step) {
        if (value > start + least / 2) marks.push(value);
      }
      for (const value of [...marks, end]) {
        g.textAlign = value === start ? "left" : value === end ? "right" : "center";
        g.fillText(value === start || value === end ? `${km(value)} km` : km(value), x(value), box.height - 4);
      }
    }

    drawMargins(g) {
      const { box, theme, perSegment, perMonth, config } = this;
      g.font = `11px ${this.font}`;
      const base = box.height - box.axis, most = Math.max(1, ...perSegment), tallest = box.bars - 18;
      g.fillStyle = theme.region_line;
      g.fillRect(box.left, base, box.line, 1);
      config.segments.forEach(([, from, to], i) => {
        if (to <= this.within(from) || from >= this.within(to)) return;
        const a = this.x(this.within(from)), wide = Math.max(1, this.x(this.within(to)) - a - 1), tall = (perSegment[i] / most) * tallest;
        g.fillStyle = this.accent;
        g.fillRect(a, base - tall, wide, tall);
        const text = perSegment[i] >= 10 ? km(perSegment[i]) : perSegment[i].toFixed(1).replace(".0", "");
        g.fillStyle = theme.label;
        g.textAlign = "center";
        g.textBaseline = "alphabetic";
        if (perSegment[i] >= 0.05 && g.measureText(text).width < wide) g.fillText(text, a + wide / 2, base - tall - 3);
      });
      const { start, counts } = perMonth, fullest = Math.max(1, ...counts), room = box.right - (box.wide ? 40 : 24);
      const left = box.left + box.line + 18;
      counts.forEach((count, i) => {
        if (!count) return;
        const above = Math.max(box.top, this.y(Panj.monthStart(start + i + 1))), below = Math.min(box.bottom, this.y(Panj.monthStart(start + i)));
        const wide = Math.max(1.5, (count / fullest) * room);
        g.fillStyle = this.accent;
        g.fillRect(left, above + 0.25, wide, Math.max(1.25, below - above - (below - above > 3 ? 1 : 0)));
        g.fillStyle = theme.label;
        g.textAlign = "left";
        g.textBaseline = "middle";
        if (below - above >= 11) g.fillText(many(count), left + wide + 3, (above + below) / 2);
      });
      g.fillStyle = theme.label;
      g.textBaseline = "alphabetic";
      g.textAlign = "left";
      // A phone's margin is narrower than the words.
      const write = (text, y) => g.fillText(text, Math.min(left, box.width - g.measureText(text).width), y);
      write("a month", box.top - 6);
      write("a stretch", base - 2);
      if (counts.length) g.fillText(box.wide ? `most: ${many(fullest)}` : many(fullest), left, box.top - 19);
    }

    drawLegend() {
      const { config, theme } = this, present = new Set();
      for (const row of this.dated) present.add(this.incidents.kind[row]);
      const item = (label, open, shape, fill, radius = 5.5) => {
        const row = element("li"), canvas = row.appendChild(element("canvas")), ratio = window.devicePixelRatio || 1, size = 2 * radius + 9;
        canvas.width = canvas.height = size * ratio;
        canvas.style.width = canvas.style.height = `${size}px`;
        const g = canvas.getContext("2d");
        g.scale(ratio, ratio);
        Panj.drawStripMark(g, { shape, fill, outline: theme.outline, halo: theme.halo, radius, open, x: size / 2, y: size / 2 });
        row.append(label);
        return row;
      };
      const kinds = [...present].sort((a, b) => a - b).map((code) => item(config.kinds[code].label, false, config.kinds[code].shape, theme.kinds[code]));
      const vague = this.marks.some(({ open }) => open);
      if (vague) kinds.push(item("Open: somewhere along its line", true, "circle", theme.hatch));
      for (const killed of config.legendKilled.slice(1)) {
        kinds.push(item(`${killed} killed`, false, "circle", theme.halo, MARK_SCALE * Panj.radiusFor(config.size, killed)));
      }
      if (this.many) kinds.push(...this.shades());
      this.legend.replaceChildren(...kinds);
    }

    /** What the shades of the cells stand for. */
    shades() {
      return this.breaks.map((least, i) => {
        const item = element("li"), swatch = item.appendChild(element("i")), next = this.breaks[i + 1];
        swatch.style.background = this.theme.shades[i + 1];
        const span = next === undefined ? `${many(least)} or more` : i === 0 ? `under ${many(next)}` : next - least > 1 ? `${many(least)}–${many(next - 1)}` : many(least);
        item.append(i === 0 ? `Incidents about a point: ${span}` : span);
        return item;
      });
    }

    describe() {
      const { rows, dated, config, perSegment } = this, top = perSegment.indexOf(Math.max(...perSegment));
      const [first, last] = this.data.window, parts = [`${many(dated.length)} of ${many(rows.length)} on the strip`];
      if (this.nowhere) parts.push(`${many(this.nowhere)} known no closer than the border`);
      if (this.undated) parts.push(`${many(this.undated)} undated`);
      if (this.many) parts.push(`shaded by number, the ${DEADLIEST} deadliest as marks`);
      this.note.textContent = parts.join(" · ");
      const busiest = dated.length ? ` Most on the stretch ${config.segments[top][0]}.` : "";
      this.base.setAttribute("aria-label",
        `Border strip: ${many(dated.length)} incidents by kilometre, west to east, and by day, ${dayText(first)} to ${dayText(last)}.${busiest} The tables below hold the same figures.`);
    }

    ring(g, row) {
      const from = this.stretches.from(row), at = this.middle(row);
      if (from !== from || at === null || from > this.within(from) || this.stretches.to(row) < this.config.start) return;
      const mark = this.marks.find((one) => one.row === row), a = this.x(this.within(from)), b = this.x(this.within(this.stretches.to(row)));
      const x = mark ? mark.x : (a + b) / 2, y = mark ? mark.y : this.y(at);
      for (const [colour, width] of [[this.theme.halo, 6], [this.theme.outline, 2.5]]) {
        g.strokeStyle = colour;
        g.lineWidth = width;
        g.beginPath();
        if (b - a > 1) g.rect(a, y - 4, b - a, 8);
        g.moveTo(x + (mark ? mark.radius : 5) + 6, y);
        g.arc(x, y, (mark ? mark.radius : 5) + 6, 0, 2 * Math.PI);
        g.stroke();
      }
    }
  };
})();
