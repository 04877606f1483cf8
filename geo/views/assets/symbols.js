// The marks of incidents: shapes of equal area, drawn on a 2D canvas. Colours and sizes come from geo/views/symbology.py.
(function () {
  "use strict";
  const Panj = (window.Panj = window.Panj || {});

  const polygon = (corners, turn) =>
    Array.from({ length: corners }, (_, i) => {
      const angle = turn + (2 * Math.PI * i) / corners;
      return [Math.cos(angle), Math.sin(angle)];
    });
  const star = Array.from({ length: 10 }, (_, i) => {
    const angle = -Math.PI / 2 + (Math.PI * i) / 5, radius = i % 2 ? 0.5 : 1;
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });
  const arm = 0.36;
  const plus = [[-arm, -1], [arm, -1], [arm, -arm], [1, -arm], [1, arm], [arm, arm], [arm, 1], [-arm, 1], [-arm, arm],
    [-1, arm], [-1, -arm], [-arm, -arm]];
  const turned = (points, angle) =>
    points.map(([x, y]) => [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle)]);
  const SHAPES = {
    triangle: polygon(3, -Math.PI / 2),
    "triangle-down": polygon(3, Math.PI / 2),
    diamond: polygon(4, 0),
    square: polygon(4, Math.PI / 4),
    pentagon: polygon(5, -Math.PI / 2),
    hexagon: polygon(6, 0),
    star,
    plus,
    cross: turned(plus, Math.PI / 4),
  };
  for (const [name, points] of Object.entries(SHAPES)) {
    let doubled = 0;
    points.forEach(([x, y], i) => {
      const [nextX, nextY] = points[(i + 1) % points.length];
      doubled += x * nextY - nextX * y;
    });
    const scale = Math.sqrt((2 * Math.PI) / Math.abs(doubled));
    SHAPES[name] = points.map(([x, y]) => [x * scale, y * scale]);
  }

  /** Trace a shape whose area is that of a circle of this radius. */
  Panj.traceShape = function (context, shape, x, y, radius) {
    context.beginPath();
    const points = SHAPES[shape];
    if (!points) {
      context.arc(x, y, radius, 0, 2 * Math.PI);
      return;
    }
    points.forEach(([px, py], i) => context[i ? "lineTo" : "moveTo"](x + px * radius, y + py * radius));
    context.closePath();
  };

  /** Draw one mark: full, or hatched when it stands for an area. */
  Panj.drawSymbol = function (context, { shape, fill, outline, halo, radius, hatched, x, y }) {
    Panj.traceShape(context, shape, x, y, radius);
    context.lineJoin = "round";
    context.strokeStyle = halo;
    context.lineWidth = 3.5;
    context.stroke();
    if (hatched) {
      context.save();
      context.fillStyle = halo;
      context.fill();
      context.clip();
      context.strokeStyle = fill;
      context.lineWidth = 2.4;
      context.beginPath();
      const reach = radius * 1.7;
      for (let offset = -2 * reach; offset <= 2 * reach; offset += 4.4) {
        context.moveTo(x + offset - reach, y + reach);
        context.lineTo(x + offset + reach, y - reach);
      }
      context.stroke();
      context.restore();
      Panj.traceShape(context, shape, x, y, radius);
    } else {
      context.fillStyle = fill;
      context.fill();
    }
    context.strokeStyle = outline;
    context.lineWidth = 1.3;
    context.stroke();
  };

  /** Radius (CSS pixels) for a number killed; -1 (unknown) looks like none. */
  Panj.radiusFor = (size, killed) => Math.min(size.max, Math.sqrt(size.base ** 2 + size.perKilled * Math.max(0, killed)));

  /** Marks are smaller where the map shows more ground; their areas stay in proportion. */
  Panj.markScale = (zoom) => Math.round(10 * Math.min(1.2, Math.max(0.6, 0.7 + 0.15 * (zoom - 6.5)))) / 10;

  /** Sprites of marks, drawn once for each look and then copied. */
  Panj.Sprites = class {
    constructor(config, theme, ratio) {
      this.config = config;
      this.theme = theme;
      this.ratio = ratio;
      this.made = new Map();
    }

    get(kind, radius, hatched) {
      const key = ((Math.round(radius * 4) * 64 + kind) << 1) | (hatched ? 1 : 0);
      let sprite = this.made.get(key);
      if (!sprite) this.made.set(key, (sprite = this.draw(kind, radius, hatched)));
      return sprite;
    }

    draw(kind, radius, hatched) {
      const half = Math.ceil(radius * 1.7 + 4);
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = 2 * half * this.ratio;
      const context = canvas.getContext("2d");
      context.scale(this.ratio, this.ratio);
      const { kinds, outline, halo } = this.theme;
      const shape = this.config.kinds[kind].shape;
      Panj.drawSymbol(context, { shape, fill: kinds[kind], outline, halo, radius, hatched, x: half, y: half });
      return { canvas, half };
    }
  };
})();
