// Incidents as typed arrays, and the filter over them. The form of the bytes is described in geo/views/layer_data.py;
// the filter gives the same rows as Filter.mask in geo/incidents/filters.py, and a test holds the two together.
(function () {
  "use strict";
  const Panj = (window.Panj = window.Panj || {});
  const TYPES = { Float32Array, Int32Array, Uint32Array, Uint16Array, Uint8Array };

  /** Read an envelope: {sort, token, ..., parts: {name: typed array or string}}. */
  Panj.readEnvelope = function (buffer) {
    const length = new DataView(buffer).getUint32(0, true);
    const utf8 = new TextDecoder();
    const header = JSON.parse(utf8.decode(new Uint8Array(buffer, 4, length)));
    const parts = {};
    for (const [name, part] of Object.entries(header.parts)) {
      const start = 4 + length + part.offset;
      parts[name] = part.type === "utf8"
        ? utf8.decode(new Uint8Array(buffer, start, part.length))
        : new TYPES[part.type](buffer, start, part.length);
    }
    return { ...header, parts };
  };

  const lines = (text) => text.split("\n").slice(0, -1);

  /** First position whose value is not less than `value`, in a rising array. */
  function lowerBound(values, value, end) {
    let low = 0, high = end === undefined ? values.length : end;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (values[middle] < value) low = middle + 1; else high = middle;
    }
    return low;
  }

  class Incidents {
    constructor(buffer) {
      const { n, origin, token, parts } = Panj.readEnvelope(buffer);
      Object.assign(this, parts, { n, origin, token });
      this.titles = lines(parts.titles);
      this.texts = lines(parts.texts);
      this.rows = new Int32Array(n);
      this.shown = 0;
      this._hits = { terms: null, found: null };
    }

    /** Which distinct texts hold every term; remembered, since dates change more often than words. */
    textHits(terms) {
      const key = terms.join(" ");
      if (key !== this._hits.key) {
        const found = Uint8Array.from(this.texts, (line) => (terms.every((term) => line.includes(term)) ? 1 : 0));
        this._hits = { key, found };
      }
      return this._hits.found;
    }

    /**
     * Fill `rows` with the rows that a filter's message (see Filter.message) selects, in order; return their number.
     */
    filter(message) {
      const { n, day, day_end, kind, precision, bank, status, region, district, rows } = this;
      const { segment_low, segment_high, party_mask, killed, killed_low, text } = this;
      const f = message || {};
      const range = f.day || null;
      const from = range && range[0] !== null ? range[0] : range ? -2147483647 : null;
      const last = range ? lowerBound(day, (range[1] === null ? 2147483645 : range[1]) + 1) : n;
      const districts = f.district ? new Uint8Array(65536) : null;
      if (districts) for (const code of f.district) districts[code] = 1;
      const hits = f.text ? this.textHits(f.text) : null;
      const [low, high] = f.segment || [0, 0];
      const { kind: kinds, precision: precisions, bank: banks, status: statuses, region: regions } = f;
      const { party: parties, min_killed: least } = f;
      let count = 0;
      for (let row = 0; row < last; row++) {
        if (from !== null && day_end[row] < from) continue;
        if (kinds !== undefined && !((kinds >>> kind[row]) & 1)) continue;
        if (precisions !== undefined && !((precisions >>> precision[row]) & 1)) continue;
        if (banks !== undefined && !((banks >>> bank[row]) & 1)) continue;
        if (statuses !== undefined && !((statuses >>> status[row]) & 1)) continue;
        if (regions !== undefined && !((regions >>> region[row]) & 1)) continue;
        if (districts && !districts[district[row]]) continue;
        if (f.segment && !((segment_low[row] & low) | (segment_high[row] & high))) continue;
        if (parties !== undefined && !(party_mask[row] & parties)) continue;
        if (least !== undefined && killed[row] < least && killed_low[row] < least) continue;
        if (hits && !hits[text[row]]) continue;
        rows[count++] = row;
      }
      return (this.shown = count);
    }

    /** As `filter`, for days that change many times a second: what does not depend on them is kept between calls. */
    brush(message, days) {
      const { day, day_end, rows } = this;
      if (!this._brushed || this._brushed.message !== message) {
        const count = this.filter({ ...message, day: [null, null] });
        const kept = rows.slice(0, count), starts = new Int32Array(count), ends = new Int32Array(count);
        // `ends` holds the latest end so far: no row before the first end in the days reaches into them.
        for (let i = 0, end = -2147483648; i < count; i++) {
          starts[i] = day[kept[i]];
          ends[i] = end = Math.max(end, day_end[kept[i]]);
        }
        this._brushed = { message, rows: kept, starts, ends };
      }
      const { rows: kept, starts, ends } = this._brushed, last = lowerBound(starts, days[1] + 1);
      let count = 0;
      for (let i = lowerBound(ends, days[0], last); i < last; i++) if (day_end[kept[i]] >= days[0]) rows[count++] = kept[i];
      return (this.shown = count);
    }

    /** Incidents or killed of the shown rows by segment, each row spread by its shares, as summary.per_segment. */
    perSegment(measure, n) {
      const { rows, shown, spread, spread_start, spread_share, spread_segment, killed, killed_low } = this;
      const weights = new Float64Array(spread_start.length - 1), values = new Float64Array(n);
      if (measure === "killed") {
        for (let i = 0; i < shown; i++) weights[spread[rows[i]]] += Math.max(killed[rows[i]], killed_low[rows[i]], 0);
      } else {
        for (let i = 0; i < shown; i++) weights[spread[rows[i]]]++;
      }
      weights.forEach((weight, pattern) => {
        for (let i = spread_start[pattern]; i < spread_start[pattern + 1]; i++) {
          values[spread_segment[i]] += weight * spread_share[i];
        }
      });
      return values;
    }
  }

  /** Lower limits of the shades above none, as symbology.shade_breaks. */
  Panj.shadeBreaks = function (values, nShades) {
    const top = Math.max(0, ...values);
    return Array.from({ length: nShades }, (_, step) => Math.max(1, step + 1, Math.ceil(top * (step / nShades) ** 2)));
  };

  const date = (day) => new Date(day * 86400000).toISOString().slice(0, 10);
  /** Say which days an incident may be of. */
  Panj.dateText = (first, last) => (first > last ? "Date not known" : first === last ? date(first) : `${date(first)} to ${date(last)}`);
  /** Say how many were killed; -1 stands for not known. */
  Panj.killedText = function (low, best, high) {
    const known = [low, best, high].filter((value) => value >= 0);
    if (!known.length) return "Killed: not known";
    const least = Math.min(...known), most = Math.max(...known);
    return least === most ? `Killed: ${least}` : `Killed: ${best >= 0 ? best : "?"} (${least} to ${most})`;
  };

  Panj.Incidents = Incidents;
  Panj.lowerBound = lowerBound;
})();
