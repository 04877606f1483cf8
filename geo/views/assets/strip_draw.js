// Where things stand on the border strip, and how its parts are drawn on a 2D canvas. The rules and the numbers come from
// geo/views/strip.py; a test holds the two together.
(function () {
  "use strict";
  const Panj = (window.Panj = window.Panj || {});

  /** The stretch of each way in which rows spread over segments, so that a row's needs one look. */
  Panj.StripRows = class {
    constructor(data, config) {
      this.data = data;
      this.points = new Uint8Array(256);
      this.wide = new Uint8Array(256);
      for (const code of config.points) this.points[code] = 1;
      for (const code of config.wide) this.wide[code] = 1;
      const { spread_start, spread_segment } = data, n = spread_start.length - 1;
      this.low = new Float64Array(n).fill(NaN);
      this.high = new Float64Array(n).fill(NaN);
      for (let pattern = 0; pattern < n; pattern++) {
        const codes = spread_segment.subarray(spread_start[pattern], spread_start[pattern + 1]);
        if (!codes.length) continue;
        this.low[pattern] = Math.min(...Array.from(codes, (code) => config.segments[code][1]));
        this.high[pattern] = Math.max(...Array.from(codes, (code) => config.segments[code][2]));
      }
    }

    atPoint(row) {
      const { precision, chainage_km } = this.data;
      return this.points[precision[row]] === 1 && chainage_km[row] === chainage_km[row];
    }

    from(row) {
      if (this.atPoint(row)) return this.data.chainage_km[row];
      return this.wide[this.data.precision[row]] ? NaN : this.low[this.data.spread[row]];
    }

    to(row) {
      if (this.atPoint(row)) return this.data.chainage_km[row];
      return this.wide[this.data.precision[row]] ? NaN : this.high[this.data.spread[row]];
    }
  };

  /** Move marks [{ x, y, radius, low, high }] sideways so that none hides another; sets `x`, as strip.stack. */
  Panj.stack = function (marks, { overlap, step }) {
    marks.forEach((mark, index) => {
      const { x, y, radius, low, high } = mark, reach = Math.max(1, Math.trunc(Math.max(x - low, high - x) / step));
      let best = x, most = -Infinity;
      for (let turn = 0; index && turn <= 2 * reach; turn++) {
        const at = x + (turn % 2 ? 1 : -1) * Math.ceil(turn / 2) * step;
        if (turn && (at < low || at > high)) continue;
        let gap = Infinity;
        for (let other = 0; other < index && gap > most; other++) {
          const placed = marks[other];
          gap = Math.min(gap, Math.hypot(at - placed.x, y - placed.y) - (1 - overlap) * (radius + placed.radius));
        }
        if (gap > most) [most, best] = [gap, at];
        if (gap >= 0) break;
      }
      mark.x = best;
    });
    return marks;
  };

  const DAY_MS = 86_400_000;
  Panj.monthOf = (day) => {
    const date = new Date(day * DAY_MS);
    return date.getUTCFullYear() * 12 + date.getUTCMonth();
  };
  Panj.monthStart = (month) => Date.UTC(Math.floor(month / 12), month % 12, 1) / DAY_MS;

  /** Rows (rising, so their days rise) of each month from `first` up to `last` (days): { start: month number, counts }. */
  Panj.perMonth = function (data, rows, first, last) {
    const start = Panj.monthOf(first), counts = new Int32Array(Panj.monthOf(last) - start + 1);
    let month = 0, end = Panj.monthStart(start + 1);
    const before = Panj.monthStart(start);
    for (const row of rows) {
      const day = data.day[row];
      if (day < before) continue;
      while (day >= end && month < counts.length) end = Panj.monthStart(start + ++month + 1);
      if (month >= counts.length) break;
      counts[month]++;
    }
    return { start, counts };
  };

  /** The `n` rows with most killed, the deadliest first. */
  Panj.deadliest = function (data, rows, n) {
    const { killed } = data, byDeaths = (one, other) => killed[other] - killed[one] || other - one;
    if (rows.length <= n) return Array.from(rows).sort(byDeaths);
    const counts = new Int32Array(257);
    for (const row of rows) counts[Math.min(255, killed[row]) + 1]++;
    let least = 256, found = 0;
    while (least > 0 && found + counts[least] <= n) found += counts[least--];
    const most = rows.filter((row) => Math.min(255, killed[row]) + 1 >= least);
    return most.sort(byDeaths).slice(0, n);
  };

  /** Widths, heights and scales (CSS pixels) of a strip of a width; what is `wide` has room for whole figures. */
  Panj.stripLayout = function (width, config, wanted) {
    const wide = width >= 600, left = 44, right = wide ? 96 : 54, line = width - left - right;
    const names = config.banks.map((bank) => {
      const fitting = bank.names.filter((one) => one.width <= line);
      return fitting.findLast((one) => !one.upright) || fitting.at(-1) || bank.names[0];
    });
    const heights = names.map(({ height }) => height);
    const region = 18, band = 7, bars = 46, axis = 20, pad = 14;
    const top = region + heights[0] + band, below = band + heights[1] + region + bars + axis;
    const plot = Math.max(wide ? 280 : 330, wanted - top - below);
    return { width, wide, left, right, line, names, heights, region, band, bars, axis, pad, top, plot, bottom: top + plot, height: top + plot + below };
  };

  /** Draw one bank's bands and names; `edge` is the side of the plot they lie on, `away` points from it (-1 is up). */
  Panj.drawBank = function (g, box, bank, names, height, { edge, away, x, theme, font, config }) {
    const outer = edge + away * box.band, far = outer + away * height;
    const cell = (from, to, start, size, fill) => {
      g.fillStyle = fill;
      g.fillRect(x(from), Math.min(start, start + away * size), Math.max(1, x(to) - x(from) - 1), size);
    };
    bank.districts.forEach(([, from, to], i) => cell(from, to, edge, box.band - 1, i % 2 ? theme.country_line : theme.region_line));
    g.font = `600 12px ${font}`;
    g.textAlign = "center";
    g.textBaseline = "middle";
    bank.regions.forEach(([name, from, to], i) => {
      cell(from, to, far, box.region - 2, theme.shades[i % 2 ? 2 : 1]);
      g.fillStyle = theme.label;
      if (g.measureText(name).width < x(to) - x(from) - 4) g.fillText(name, x((from + to) / 2), far + (away * box.region) / 2 - away);
    });
    g.font = `${config.text.size}px ${font}`;
    bank.districts.forEach(([name, from, to], i) => {
      const centre = x((from + to) / 2), at = centre + names.offsets[i];
      g.strokeStyle = theme.region_line;
      g.lineWidth = 1;
      g.beginPath();
      g.moveTo(centre, outer);
      g.fillStyle = theme.label;
      if (names.upright) {
        g.lineTo(at, outer + away * 14);
        g.stroke();
        g.save();
        g.translate(at, outer + away * 17);
        g.rotate(-Math.PI / 2);
        g.textAlign = away < 0 ? "left" : "right";
        g.fillText(name, 0, 0);
        g.restore();
      } else {
        const near = outer + away * (6 + names.rows[i] * config.text.row);
        g.lineTo(centre, near);
        g.stroke();
        g.textAlign = "left";
        g.fillText(name, at, near + (away * config.text.row) / 2);
      }
    });
  };

  /** Draw a mark: full where the place is known, open where it stands for a stretch. */
  Panj.drawStripMark = function (g, { shape, fill, outline, halo, radius, open, x, y }) {
    if (!open) {
      Panj.drawSymbol(g, { shape, fill, outline, halo, radius, hatched: false, x, y });
      return;
    }
    Panj.traceShape(g, shape, x, y, Math.max(2, radius - 1));
    g.lineJoin = "round";
    for (const [colour, width] of [[halo, 6.5], [outline, 4.6], [fill, 2.4]]) {
      g.strokeStyle = colour;
      g.lineWidth = width;
      g.stroke();
    }
    g.fillStyle = halo;
    g.fill();
  };

  /** Shade cells of a grid by how many rows may lie in each; a row is spread evenly over its stretch and its days. */
  Panj.density = function (rows, stretches, data, { columns, lines, column, line }) {
    const cells = new Float64Array((columns + 1) * lines);
    for (const row of rows) {
      const from = stretches.from(row);
      if (from !== from || data.day[row] > data.day_end[row]) continue;
      const west = column(from), east = column(stretches.to(row)), at = line((data.day[row] + data.day_end[row]) / 2);
      if (at < 0 || at >= lines || east < 0 || west >= columns) continue;
      // Where a run begins and ends: the sums from west to east are the cells. Part of it may lie outside.
      const share = 1 / (east - west + 1), a = Math.max(0, west), b = Math.min(columns - 1, east);
      cells[at * (columns + 1) + a] += share;
      cells[at * (columns + 1) + b + 1] -= share;
    }
    for (let at = 0; at < lines; at++) {
      let sum = 0;
      for (let i = at * (columns + 1); i <= at * (columns + 1) + columns; i++) cells[i] = sum = Math.abs(sum + cells[i]) < 1e-9 ? 0 : sum + cells[i];
    }
    return cells;
  };
})();
