// Leaflet layers that draw on one canvas each: the base map from the document's own polygons, and the incidents.
(function () {
  "use strict";
  const Panj = (window.Panj = window.Panj || {});

  /** A canvas a little larger than the map, which follows pans and zooms and is redrawn when they end. */
  const CanvasLayer = L.Layer.extend({
    options: { padding: 0.15 },

    onAdd(map) {
      this._canvas = L.DomUtil.create("canvas", "panj-canvas leaflet-zoom-animated");
      this.getPane().appendChild(this._canvas);
      this._context = this._canvas.getContext("2d");
      this._reset();
    },

    onRemove() {
      this._canvas.remove();
      this._canvas = this._context = null;
    },

    getEvents() {
      return { moveend: this._reset, resize: this._reset, viewreset: this._reset, zoom: this._follow, zoomanim: this._zoomTo };
    },

    redraw() {
      if (this._map && this._context) this._paint();
      return this;
    },

    _zoomTo(event) {
      this._transform(event.center, event.zoom);
    },

    _follow() {
      this._transform(this._map.getCenter(), this._map.getZoom());
    },

    // As L.Renderer does it: where the canvas drawn at one view lies in another.
    _transform(center, zoom) {
      if (!this._frame) return;
      const map = this._map, scale = map.getZoomScale(zoom, this._frame.zoom);
      const half = map.getSize().multiplyBy(0.5 + this.options.padding);
      const offset = half.multiplyBy(-scale).add(map.project(this._frame.center, zoom)).subtract(map._getNewPixelOrigin(center, zoom));
      L.DomUtil.setTransform(this._canvas, offset, scale);
    },

    _reset() {
      const map = this._map;
      if (!map || !this._canvas) return;
      const size = map.getSize(), pad = size.multiplyBy(this.options.padding).round();
      const topLeft = map.containerPointToLayerPoint(pad.multiplyBy(-1));
      const origin = map.getPixelBounds().min.subtract(pad);
      const ratio = this.state.ratio || Math.min(2, window.devicePixelRatio || 1);
      this._frame = {
        zoom: map.getZoom(), center: map.getCenter(), scale: 256 * Math.pow(2, map.getZoom()), ratio,
        left: origin.x, top: origin.y, width: size.x + 2 * pad.x, height: size.y + 2 * pad.y, padX: pad.x, padY: pad.y,
      };
      const { width, height } = this._frame;
      if (this._canvas.width !== width * ratio || this._canvas.height !== height * ratio) {
        this._canvas.width = width * ratio;
        this._canvas.height = height * ratio;
        this._canvas.style.width = width + "px";
        this._canvas.style.height = height + "px";
      }
      L.DomUtil.setTransform(this._canvas, topLeft, 1);
      this._paint();
    },

    _paint() {
      const context = this._context, { width, height, ratio } = this._frame;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      this.paint(context, this._frame);
    },
  });
  Panj.CanvasLayer = CanvasLayer;

  // ---------------------------------------------------------------- base map

  /** The document's polygons as paths in units of 1 / `base.world` of the world, ready to be scaled and stroked. */
  Panj.Base = class {
    constructor(base) {
      Object.assign(this, base);
      for (const name of ["countries", "regions", "districts", "segments"]) {
        this[name].forEach((area) => (area.path = this.path(area.rings, true)));
      }
      this.line = this.path([base.line], false);
    }

    path(rings, closed) {
      const path = new Path2D();
      for (const ring of rings) {
        let x = 0, y = 0;
        for (let i = 0; i < ring.length; i += 2) {
          x += ring[i];
          y += ring[i + 1];
          path[i ? "lineTo" : "moveTo"](x, y);
        }
        if (closed) path.closePath();
      }
      return path;
    }

    /** Put the context into the base's units and return how many of them a CSS pixel is. */
    enter(context, frame) {
      const unit = frame.scale / this.world, { ratio } = frame;
      const left = frame.left - this.origin[0] * unit, top = frame.top - this.origin[1] * unit;
      context.setTransform(unit * ratio, 0, 0, unit * ratio, -left * ratio, -top * ratio);
      context.lineJoin = context.lineCap = "round";
      return 1 / unit;
    }

    leave(context, { ratio }) {
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
    }

    screen(point, frame) {
      const unit = frame.scale / this.world;
      return [(point[0] + this.origin[0]) * unit - frame.left, (point[1] + this.origin[1]) * unit - frame.top];
    }
  };

  const BaseLayer = CanvasLayer.extend({
    initialize(state, options) {
      L.setOptions(this, options);
      this.state = state;
      state.layers.push(this);
    },
  });

  Panj.Land = BaseLayer.extend({
    paint(context, frame) {
      const { base, theme } = this.state;
      base.enter(context, frame);
      context.fillStyle = theme.land;
      base.countries.forEach((area) => context.fill(area.path));
      base.leave(context, frame);
    },
  });

  Panj.Shading = BaseLayer.extend({
    paint(context, frame) {
      const { base, theme, shading } = this.state;
      if (!shading) return;
      const pixel = base.enter(context, frame);
      base.segments.forEach((area, i) => {
        const step = Panj.shadeOf(shading.breaks, shading.values[i]);
        if (!step) return;
        context.globalAlpha = 0.8;
        context.fillStyle = theme.shades[step];
        context.fill(area.path);
        context.globalAlpha = 1;
        context.strokeStyle = theme.land;
        context.lineWidth = 1.2 * pixel;
        context.stroke(area.path);
      });
      base.leave(context, frame);
    },
  });

  Panj.shadeOf = (breaks, value) => breaks.filter((limit) => value >= limit - 1e-9).length || (value > 0 ? 1 : 0);

  Panj.Boundaries = BaseLayer.extend({
    paint(context, frame) {
      const { base, theme } = this.state;
      const pixel = base.enter(context, frame), near = frame.zoom >= 8;
      const strokes = [
        [base.districts, theme.district_line, near ? 1 : 0.7],
        [base.regions, theme.region_line, near ? 1.6 : 1.2],
        [base.countries, theme.country_line, near ? 2 : 1.5],
      ];
      for (const [areas, colour, width] of strokes) {
        context.strokeStyle = colour;
        context.lineWidth = width * pixel;
        areas.forEach((area) => context.stroke(area.path));
      }
      for (const [colour, width] of [[theme.border_casing, near ? 6 : 5], [theme.border_line, near ? 3.2 : 2.6]]) {
        context.strokeStyle = colour;
        context.lineWidth = width * pixel;
        context.stroke(base.line);
      }
      base.leave(context, frame);
    },
  });

  // Fonts (CSS pixels) and the zoom from which each sort of label shows.
  const LABELS = {
    country: { size: 15, weight: 600, spacing: "0.22em", from: 0, upper: true, to: 10 },
    neighbour: { size: 12, weight: 400, spacing: "0.22em", from: 6, upper: true, faint: true, to: 11 },
    region: { size: 13, weight: 500, spacing: "0.08em", from: 6.5, faint: true, italic: true, to: 10.5 },
    district: { size: 11.5, weight: 500, from: 7.5 },
    town: { size: 11.5, weight: 400, from: 7, dot: true },
  };

  Panj.PlaceNames = BaseLayer.extend({
    paint(context, frame) {
      const { base, theme } = this.state, taken = [];
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.lineJoin = "round";
      for (const label of base.labels) {
        const look = LABELS[label.sort];
        if (frame.zoom < Math.max(look.from, label.from || 0) || (look.to && frame.zoom > look.to)) continue;
        const [x, y] = base.screen(label.at, frame);
        if (x < 0 || y < 0 || x > frame.width || y > frame.height) continue;
        this._write(context, theme, look, label, x, y, taken);
      }
    },

    _write(context, theme, look, label, x, y, taken) {
      context.font = `${look.italic ? "italic " : ""}${look.weight} ${look.size}px ${this.state.font}`;
      context.letterSpacing = look.spacing || "0px";
      const text = look.upper ? label.text.toUpperCase() : label.text;
      const width = context.measureText(text).width, half = look.size * 0.7;
      const tries = look.dot ? [[width / 2 + 7, 0], [-width / 2 - 7, 0], [0, -12], [0, 12]] : [[0, 0], [0, -16], [0, 16]];
      for (const [dx, dy] of tries) {
        const box = [x + dx - width / 2 - 3, y + dy - half, x + dx + width / 2 + 3, y + dy + half];
        if (look.dot) box[0] = Math.min(box[0], x - 4);
        if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) continue;
        taken.push(box);
        const colour = look.faint ? theme.label_faint : theme.label;
        if (look.dot) {
          context.beginPath();
          context.arc(x, y, 2.2, 0, 2 * Math.PI);
          context.fillStyle = colour;
          context.fill();
        }
        context.strokeStyle = theme.label_halo;
        context.lineWidth = 3;
        context.strokeText(text, x + dx, y + dy);
        context.fillStyle = colour;
        context.fillText(text, x + dx, y + dy);
        return;
      }
    },
  });
})();
