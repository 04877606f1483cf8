// The map's legend: the kinds that are shown, how places are known, sizes and shades.
(function () {
  "use strict";
  const Panj = (window.Panj = window.Panj || {});

  /** Make an element; text from outside only ever becomes text. */
  const make = (Panj.make = (tag, className, parent, text) => {
    const element = L.DomUtil.create(tag, className, parent);
    if (text !== undefined) element.textContent = text;
    return element;
  });

  Panj.addLegend = function (map) {
    const Legend = L.Control.extend({
      options: { position: "bottomright" },
      onAdd() {
        const box = make("details", "panj-legend");
        make("summary", "", box, "Legend");
        Panj.state.legend = make("div", "panj-legend-body", box);
        box.open = map.getSize().x >= 760 && map.getSize().y >= 420;
        L.DomEvent.disableClickPropagation(box);
        L.DomEvent.disableScrollPropagation(box);
        return box;
      },
    });
    new Legend().addTo(map);
  };

  function swatch(parent, label, draw, width = 26, height = 20) {
    const row = make("div", "panj-legend-row", parent), canvas = make("canvas", "", row), ratio = 2;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    canvas.style.width = width + "px";
    canvas.style.height = height + "px";
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    draw(context, width / 2, height / 2);
    make("span", "", row, label);
  }

  const markScale = () => Panj.markScale(Panj.state.map.getZoom());

  let legendTimer = null;

  /** The legend follows the picture, not the other way about. */
  Panj.drawLegend = function () {
    clearTimeout(legendTimer);
    legendTimer = setTimeout(drawLegendNow, 40);
  };

  function drawLegendNow() {
    const { legend, config, theme, incidents, shading, play } = Panj.state;
    if (!legend) return;
    const present = (play || incidents).kinds || [];
    const key = JSON.stringify([Array.from(present), shading && shading.breaks, theme.land, markScale()]);
    if (legend.dataset.key === key) return;
    legend.dataset.key = key;
    legend.replaceChildren();
    const { outline, halo } = theme;
    const mark = (shape, fill, radius, hatched) => (context, x, y) =>
      Panj.drawSymbol(context, { shape, fill, outline, halo, radius, hatched, x, y });
    const section = (title) => {
      const part = make("div", "panj-legend-part", legend);
      make("div", "panj-legend-title", part, title);
      return part;
    };
    const kinds = make("div", "panj-legend-kinds", section("Kind"));
    config.kinds.forEach(({ label, shape }, code) => {
      if (present[code]) swatch(kinds, label, mark(shape, theme.kinds[code], 5.5));
    });
    const places = section("Place known to");
    swatch(places, "a settlement or point", mark("circle", theme.hatch, 5.5));
    swatch(places, "its surroundings (ring: how far)", (context, x, y) => {
      mark("circle", theme.hatch, 4)(context, x, y);
      context.setLineDash([3, 2]);
      context.beginPath();
      context.arc(x, y, 8.5, 0, 2 * Math.PI);
      context.stroke();
    });
    swatch(places, "a district only (hatched)", mark("circle", theme.hatch, 5.5, true));
    const sizes = make("div", "panj-legend-sizes", section("Killed"));
    for (const killed of config.legendKilled) {
      const radius = markScale() * Panj.radiusFor(config.size, killed);
      swatch(sizes, killed ? String(killed) : "0 or ?", mark("circle", theme.halo, radius), 2 * radius + 6, 2 * radius + 6);
    }
    if (shading) drawShades(legend.lastChild, shading, theme);
  }

  function drawShades(parent, { title, breaks }, theme) {
    make("div", "panj-legend-title", parent, title);
    const row = make("div", "panj-legend-shades", parent);
    breaks.forEach((limit, i) => {
      const cell = make("div", "panj-legend-shade", row);
      cell.style.background = theme.shades[i + 1];
      const next = breaks[i + 1];
      const text = next === undefined ? `${limit}+` : i === 0 ? `< ${next}` : next - limit > 1 ? `${limit}–${next - 1}` : `${limit}`;
      make("span", "", row, text);
    });
  }

  /** Pixels that the legend takes at the map's lower edge. */
  Panj.legendHeight = function () {
    drawLegendNow();
    return Panj.state.legend.parentElement.offsetHeight;
  };
})();
