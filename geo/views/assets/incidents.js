// The incidents on one canvas: finished marks while they can be told apart, one pixel mark each when there are many.
(function () {
  "use strict";
  const Panj = (window.Panj = window.Panj || {});

  const MOST_MARKS = 4000; // more rows than this are drawn as pixels
  // More rows than this at one place are stacked behind a count, in a view of the whole border and closer by.
  const MOST_SPREAD = 19, MOST_SPREAD_NEAR = 80, NEAR_ZOOM = 8.5;
  const HIT_PX = 6;
  const MARGIN_PX = 4; // a square keeps this far from the edge of the canvas, all of it is inside
  // Where a row stands that has no pixel of the canvas; below IN_DISTRICT: in the district of that code.
  const OUTSIDE = -1, UNMAPPED = -2, IN_DISTRICT = -3;
  const EARTH_KM = 40075.017;
  const GOLDEN = Math.PI * (3 - Math.sqrt(5));

  const rgba = (colour) => {
    const [r, g, b] = [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  };

  Panj.IncidentLayer = Panj.CanvasLayer.extend({
    initialize(state, options) {
      L.setOptions(this, options);
      this.state = state;
      state.layers.push(this);
      state.incidents = this;
      this.marks = [];
      this.stacks = [];
    },

    /** Sort the shown rows into places: rows at one point, rows known to one district, rows that are not on the map. */
    arrange() {
      const { data, config, base, play } = this.state;
      this.places = [];
      this.unmapped = 0;
      this.kinds = new Uint8Array(256);
      this.districts = new Map();
      if (!data) return this;
      const { rows, shown, x, y, kind, killed, origin } = data, { kinds } = this;
      this.hatched = Uint8Array.from({ length: 256 }, (_, code) => (config.precisions[code]?.style === "hatch" ? 1 : 0));
      const many = (this.many = play ? play.pixels : shown > MOST_MARKS), points = new Map();
      const known = new Int32Array(base.districts.length), inDistrict = base.districts.map(() => []);
      const most = many ? MOST_SPREAD : MOST_MARKS, spots = this._spots();
      for (let i = 0; i < shown; i++) {
        const row = rows[i], spot = spots[row];
        if (spot === UNMAPPED) {
          this.unmapped++;
          continue;
        }
        kinds[kind[row]] = 1;
        if (spot <= IN_DISTRICT) {
          const code = IN_DISTRICT - spot;
          if (known[code]++ < most) inDistrict[code].push(row);
        } else if (!many) {
          const key = x[row] + " " + y[row], place = points.get(key);
          if (place) place.rows.push(row);
          else points.set(key, { at: [x[row] + origin[0], y[row] + origin[1]], rows: [row], area: null });
        }
      }
      this.places = [...points.values()];
      known.forEach((count, code) => count && this.districts.set(code, count));
      for (const [code, count] of this.districts) {
        const area = base.districts[code];
        const at = [(area.at[0] + base.origin[0]) / base.world, (area.at[1] + base.origin[1]) / base.world];
        this.places.push({ at, rows: count > most ? null : inDistrict[code], area, code, count });
      }
      for (const { rows: its } of this.places) {
        if (its && its.length > 1) its.sort((one, other) => killed[other] - killed[one] || other - one);
      }
      // The largest marks first, so that the small ones stay visible on top of them; counts above all.
      const first = ({ rows: its }) => (its ? killed[its[0]] : -2);
      this.places.sort((one, other) => first(other) - first(one));
      return this;
    },

    /** The shown rows that are known to a district and no closer, the deadliest first. */
    _rowsIn(code) {
      const { rows, shown, precision, district, killed } = this.state.data, found = [];
      for (let i = 0; i < shown; i++) {
        const row = rows[i];
        if (district[row] === code && this.hatched[precision[row]]) found.push(row);
      }
      return found.sort((one, other) => killed[other] - killed[one] || other - one);
    },

    paint(context, frame) {
      this.marks = [];
      this.stacks = [];
      this.top = null;
      if (!this.state.data || !this.places || !this._canvas.width || !this._canvas.height) return;
      if (this.many) this._paintPixels(context, frame);
      this._paintHatches(context, frame);
      const sprites = this._sprites(frame);
      for (const place of this.places) this._paintPlace(context, frame, place, sprites);
      this._paintSelected(context, frame);
    },

    _sprites({ ratio }) {
      const { config, theme } = this.state;
      if (!this._made || this._made.theme !== theme || this._made.ratio !== ratio) {
        this._made = new Panj.Sprites(config, theme, ratio);
      }
      return this._made;
    },

    /** Hatch the districts to which rows are known; the picture is kept while these, the frame and the theme stay. */
    _paintHatches(context, frame) {
      const { base, theme } = this.state, codes = [...this.districts.keys()].sort().join(" ");
      if (!codes) return;
      const kept = this._hatches;
      if (!kept || kept.frame !== frame || kept.theme !== theme || kept.codes !== codes) {
        const canvas = kept?.canvas ?? document.createElement("canvas");
        canvas.width = this._canvas.width;
        canvas.height = this._canvas.height;
        const inner = canvas.getContext("2d");
        inner.setTransform(frame.ratio, 0, 0, frame.ratio, 0, 0);
        this._drawHatches(inner, frame);
        this._hatches = { canvas, frame, theme, codes };
      }
      context.drawImage(this._hatches.canvas, 0, 0, frame.width, frame.height);
    },

    _drawHatches(context, frame) {
      const { base, theme } = this.state, pattern = this._hatch(context, theme), unit = frame.scale / base.world;
      const matrix = new DOMMatrix([unit, 0, 0, unit, base.origin[0] * unit - frame.left, base.origin[1] * unit - frame.top]);
      for (const code of this.districts.keys()) {
        const path = new Path2D();
        path.addPath(base.districts[code].path, matrix);
        context.globalAlpha = 0.35;
        context.fillStyle = pattern;
        context.fill(path);
        context.globalAlpha = 0.5;
        context.strokeStyle = theme.hatch;
        context.lineWidth = 1;
        context.stroke(path);
      }
    },

    _hatch(context, theme) {
      const tile = document.createElement("canvas");
      tile.width = tile.height = 8;
      const inner = tile.getContext("2d");
      inner.strokeStyle = theme.hatch;
      inner.lineWidth = 1;
      inner.beginPath();
      for (const offset of [-8, 0, 8]) {
        inner.moveTo(offset, 8);
        inner.lineTo(offset + 8, 0);
      }
      inner.stroke();
      return context.createPattern(tile, "repeat");
    },

    _paintPlace(context, frame, place, sprites) {
      const px = place.at[0] * frame.scale - frame.left, py = place.at[1] * frame.scale - frame.top;
      if (px < -200 || py < -200 || px > frame.width + 200 || py > frame.height + 200) return;
      const { data, config, theme, play } = this.state, { rows } = place, fade = play && play.fade;
      if (!rows || rows.length > (frame.zoom < NEAR_ZOOM ? MOST_SPREAD : MOST_SPREAD_NEAR)) {
        this._paintStack(context, place, px, py);
        return;
      }
      const scale = Panj.markScale(frame.zoom);
      const radii = rows.map((row) => scale * Panj.radiusFor(config.size, data.killed[row]));
      const spots = this._spread(radii, px, py);
      if (!place.area) this._paintRings(context, frame, place, px, py, theme);
      if (rows.length > 1) {
        context.strokeStyle = theme.outline;
        context.globalAlpha = 0.55;
        context.lineWidth = 1;
        context.beginPath();
        for (const [x, y] of spots) {
          context.moveTo(px, py);
          context.lineTo(x, y);
        }
        context.stroke();
        context.globalAlpha = 1;
      }
      rows.forEach((row, i) => {
        const [x, y] = spots[i], sprite = sprites.get(data.kind[row], radii[i], Boolean(place.area));
        context.globalAlpha = Panj.fading(fade, data.day_end[row]);
        context.drawImage(sprite.canvas, x - sprite.half, y - sprite.half, 2 * sprite.half, 2 * sprite.half);
        this.marks.push({ x, y, radius: radii[i], row });
      });
      context.globalAlpha = 1;
    },

    /** Lay marks of one place around it, the largest in the middle, none on another. */
    _spread(radii, px, py) {
      const spots = [];
      radii.forEach((radius, i) => {
        let x = px, y = py;
        for (let step = i ? 1 : 0; i; step += 0.25) {
          const reach = (radii[0] + radius) * 0.5 * Math.sqrt(step) + radii[0] * 0.4, angle = step * GOLDEN * 4;
          x = px + reach * Math.cos(angle);
          y = py + reach * Math.sin(angle);
          if (spots.every(([ox, oy], j) => Math.hypot(x - ox, y - oy) >= (radii[j] + radius) * 1.05 + 2)) break;
        }
        spots.push([x, y]);
      });
      return spots;
    },

    _paintRings(context, frame, place, px, py, theme) {
      const { data, config } = this.state;
      for (const row of place.rows) {
        if (config.precisions[data.precision[row]].style !== "ring") continue;
        const radius = this._kilometres(frame, place.at[1], data.uncertainty_km[row]);
        if (!(radius > Panj.radiusFor(config.size, data.killed[row]) + 3)) continue;
        context.beginPath();
        context.arc(px, py, radius, 0, 2 * Math.PI);
        context.globalAlpha = 0.08;
        context.fillStyle = theme.kinds[data.kind[row]];
        context.fill();
        context.globalAlpha = 0.8;
        context.setLineDash([5, 4]);
        context.lineWidth = 1.3;
        context.strokeStyle = theme.outline;
        context.stroke();
        context.setLineDash([]);
        context.globalAlpha = 1;
      }
    },

    /** Pixels that a length covers at a height of the unit square. */
    _kilometres: (frame, y, km) => (km / EARTH_KM) * Math.cosh(2 * Math.PI * (0.5 - y)) * frame.scale,

    _paintStack(context, place, px, py) {
      const { theme, font } = this.state;
      const text = (place.rows ? place.rows.length : place.count).toLocaleString("en"), radius = Math.min(24, 11 + 2.2 * text.length);
      context.beginPath();
      context.arc(px, py, radius, 0, 2 * Math.PI);
      context.fillStyle = theme.halo;
      context.globalAlpha = 0.92;
      context.fill();
      context.globalAlpha = 1;
      context.strokeStyle = theme.outline;
      context.lineWidth = 1.6;
      if (place.area) context.setLineDash([4, 3]);
      context.stroke();
      context.setLineDash([]);
      context.fillStyle = theme.outline;
      context.font = `600 11px ${font}`;
      context.letterSpacing = "0px";
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.fillText(text, px, py + 0.5);
      this.stacks.push({ x: px, y: py, radius, place });
    },

    /** One small square a row with a dark rim, the latest row on top; `top` keeps which row owns each pixel. */
    _paintPixels(context, frame) {
      const { data, theme, play } = this.state, { rows, shown, kind, killed, day_end } = data;
      const { ratio } = frame, { width, height } = this._canvas, spots = this._spots();
      const { top, touched, image } = this._buffers(context, width, height);
      let n = 0;
      for (let i = 0; i < shown; i++) {
        const row = rows[i], k = spots[row];
        if (k < 0) continue;
        if (!top[k]) touched[n++] = k;
        top[k] = row + 1;
      }
      const pixels = new Uint32Array(image.data.buffer);
      const fills = theme.kinds.map(rgba), rim = rgba(theme.outline), fade = play && play.fade;
      const inner = Math.round(ratio), outer = inner + 1;
      const square = (k, reach, colour) => {
        for (let line = k - reach * width, end = k + reach * width; line <= end; line += width) {
          for (let at = line - reach; at <= line + reach; at++) pixels[at] = colour;
        }
      };
      const faded = (colour, row) => ((colour & 0xffffff) | (Math.round(255 * Panj.fading(fade, day_end[row])) << 24)) >>> 0;
      for (let i = 0; i < n; i++) {
        const row = top[touched[i]] - 1;
        square(touched[i], outer + (killed[row] >= 5 ? 1 : 0), fade ? faded(rim, row) : rim);
      }
      for (let i = 0; i < n; i++) {
        const row = top[touched[i]] - 1;
        square(touched[i], inner + (killed[row] >= 5 ? 1 : 0), fade ? faded(fills[kind[row]], row) : fills[kind[row]]);
      }
      context.putImageData(image, 0, 0);
      this.top = top;
    },

    /** The pixel of the canvas that each row stands on, or why it has none; kept while data and frame stay. */
    _spots() {
      const { data } = this.state, frame = this._frame, kept = this._placed;
      if (kept && kept.data === data && kept.frame === frame) return kept.spots;
      const { n, x, y, precision, district, origin } = data, { hatched } = this;
      const spots = kept && kept.data === data ? kept.spots : new Int32Array(n);
      const { ratio } = frame, { width, height } = this._canvas, scale = frame.scale * ratio;
      const left = frame.left * ratio - origin[0] * scale, above = frame.top * ratio - origin[1] * scale;
      const right = width - MARGIN_PX, below = height - MARGIN_PX;
      for (let row = 0; row < n; row++) {
        if (x[row] !== x[row]) spots[row] = UNMAPPED;
        else if (hatched[precision[row]]) spots[row] = IN_DISTRICT - district[row];
        else {
          const px = x[row] * scale - left, py = y[row] * scale - above;
          const inside = px >= MARGIN_PX && py >= MARGIN_PX && px < right && py < below;
          spots[row] = inside ? (py | 0) * width + (px | 0) : OUTSIDE;
        }
      }
      this._placed = { data, frame, spots };
      return spots;
    },

    /** Cleared buffers for one picture; kept while its size stays, as making them takes longer than filling them. */
    _buffers(context, width, height) {
      if (!this._kept || this._kept.width !== width || this._kept.height !== height) {
        const top = new Int32Array(width * height), touched = new Int32Array(width * height);
        this._kept = { width, height, top, touched, image: context.createImageData(width, height) };
      } else {
        this._kept.top.fill(0);
        this._kept.image.data.fill(0);
      }
      return this._kept;
    },

    _paintSelected(context, frame) {
      const { selected, data, theme, base } = this.state;
      if (selected === null || selected === undefined || selected >= data.n) return;
      const at = this.placeOf(selected);
      if (!at) return;
      const mark = this.marks.find(({ row }) => row === selected);
      const x = mark ? mark.x : at[0] * frame.scale - frame.left, y = mark ? mark.y : at[1] * frame.scale - frame.top;
      const radius = (mark ? mark.radius : 8) + 6;
      for (const [colour, width] of [[theme.halo, 6], [theme.outline, 2.5]]) {
        context.beginPath();
        context.arc(x, y, radius, 0, 2 * Math.PI);
        context.strokeStyle = colour;
        context.lineWidth = width;
        context.stroke();
      }
      if (this.hatched[data.precision[selected]] && base.districts[data.district[selected]]) {
        const pixel = base.enter(context, frame);
        context.strokeStyle = theme.outline;
        context.lineWidth = 2.5 * pixel;
        context.stroke(base.districts[data.district[selected]].path);
        base.leave(context, frame);
      }
    },

    /** Where a row stands on the unit square; null when it is not on the map. */
    placeOf(row) {
      const { data, base } = this.state;
      if (data.x[row] !== data.x[row]) return null;
      const area = this.hatched && this.hatched[data.precision[row]] && base.districts[data.district[row]];
      if (area) return [(area.at[0] + base.origin[0]) / base.world, (area.at[1] + base.origin[1]) / base.world];
      return [data.x[row] + data.origin[0], data.y[row] + data.origin[1]];
    },

    /** The mark of a row as it is drawn, in pixels of the map's container; null if it has none of its own. */
    markOf(row) {
      const mark = this.marks.find((one) => one.row === row), frame = this._frame;
      if (!mark || !this._map || !frame) return null;
      const now = this._map.getPixelBounds().min;
      return { x: mark.x + frame.left - now.x, y: mark.y + frame.top - now.y, radius: mark.radius };
    },

    /** The rows under a point of the map's container, nearest first; `all` also looks behind the topmost. */
    hit(point, all) {
      const frame = this._frame, { data } = this.state;
      if (!this._map || !frame || !data || !this.places) return [];
      // While a pan lasts the canvas is where it was drawn.
      const now = this._map.getPixelBounds().min;
      const x = point.x + now.x - frame.left, y = point.y + now.y - frame.top;
      const stack = this.stacks.find((one) => Math.hypot(one.x - x, one.y - y) <= one.radius + 2);
      const found = this.marks
        .map((mark) => ({ row: mark.row, gap: Math.hypot(mark.x - x, mark.y - y) - mark.radius }))
        .filter(({ gap }) => gap <= HIT_PX - 2)
        .sort((a, b) => a.gap - b.gap)
        .map(({ row }) => row);
      if (found.length) return found;
      if (stack) return stack.place.rows || (stack.place.rows = this._rowsIn(stack.place.code));
      if (!this.top) return [];
      return all ? this._rowsNear(x, y, frame) : this._topRow(x, y, frame);
    },

    _topRow(x, y, { ratio }) {
      const width = this._canvas.width, reach = Math.round((HIT_PX - 1) * ratio);
      const cx = Math.round(x * ratio), cy = Math.round(y * ratio);
      let best = 0, nearest = Infinity;
      for (let py = cy - reach; py <= cy + reach; py++) {
        for (let px = cx - reach; px <= cx + reach; px++) {
          const row = this.top[py * width + px], gap = (px - cx) ** 2 + (py - cy) ** 2;
          if (row && gap < nearest) [best, nearest] = [row, gap];
        }
      }
      return best ? [best - 1] : [];
    },

    _rowsNear(x, y, frame) {
      const { data } = this.state, { rows, shown, origin, precision } = data, near = [];
      const wx = (x + frame.left) / frame.scale - origin[0], wy = (y + frame.top) / frame.scale - origin[1];
      const reach = HIT_PX / frame.scale;
      for (let i = 0; i < shown; i++) {
        const row = rows[i], dx = data.x[row] - wx, dy = data.y[row] - wy;
        if (dx * dx + dy * dy <= reach * reach && !this.hatched[precision[row]]) near.push([dx * dx + dy * dy, row]);
      }
      return near.sort((a, b) => a[0] - b[0]).map(([, row]) => row);
    },

    /** The bounds of the shown rows on the unit square: [left, top, right, bottom]; null without any. */
    bounds() {
      const { data } = this.state, box = [Infinity, Infinity, -Infinity, -Infinity];
      for (let i = 0; data && i < data.shown; i++) {
        const at = this.placeOf(data.rows[i]);
        if (!at) continue;
        box[0] = Math.min(box[0], at[0]);
        box[1] = Math.min(box[1], at[1]);
        box[2] = Math.max(box[2], at[0]);
        box[3] = Math.max(box[3], at[1]);
      }
      return box[0] <= box[2] ? box : null;
    },
  });
})();
