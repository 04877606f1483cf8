// Picture of the map: what is seen, its legend and, under it, what it shows; drawn here and handed to the page as a PNG.
(function () {
  "use strict";
  const Panj = (window.Panj = window.Panj || {});

  const RATIO = 2; // pixels of the picture for each CSS pixel, whatever the screen has
  const MARGIN = 12, LINE = 18;
  const date = (day) => new Date(day * 86400000).toISOString().slice(0, 10);

  /** Draw the picture and send it to the page, which saves it: this frame itself may not. */
  Panj.takePicture = function () {
    const { state } = Panj;
    if (!state.data) return;
    try {
      redrawn(RATIO);
      draw().toBlob((blob) => Panj.send("picture", { blob }), "image/png");
    } finally {
      redrawn(null);
    }
  };

  function redrawn(ratio) {
    Panj.state.ratio = ratio;
    for (const layer of Panj.state.layers) if (layer._map) layer._reset();
  }

  function draw() {
    const { state } = Panj, { map, theme, font } = state, container = map.getContainer(), size = map.getSize();
    const legend = state.legend.parentElement, wasOpen = legend.open;
    legend.open = true;
    legend.style.maxHeight = "none";
    Panj.legendHeight();
    const box = legend.getBoundingClientRect(), around = container.getBoundingClientRect();
    const picture = document.createElement("canvas"), context = picture.getContext("2d");
    context.font = `13px ${font}`;
    const lines = words().flatMap((text) => wrapped(context, text, size.x - 2 * MARGIN));
    // A legend that was shut has no room on the map.
    const below = wasOpen ? 0 : box.height + MARGIN;
    const height = size.y + below + lines.length * LINE + 2 * MARGIN;
    picture.width = Math.round(size.x * RATIO);
    picture.height = Math.round(height * RATIO);
    context.scale(RATIO, RATIO);
    context.fillStyle = theme.outside;
    context.fillRect(0, 0, size.x, size.y);
    for (const layer of state.layers) {
      if (!layer._canvas) continue;
      const at = layer._canvas.getBoundingClientRect();
      context.drawImage(layer._canvas, at.left - around.left, at.top - around.top, at.width, at.height);
    }
    context.fillStyle = solid("--solid");
    context.fillRect(0, size.y, size.x, height - size.y);
    const shift = wasOpen ? [-around.left, -around.top] : [MARGIN - box.left, size.y + MARGIN - box.top];
    copy(context, legend, shift);
    for (const part of container.querySelectorAll(".leaflet-control-scale-line")) copy(context, part, [-around.left, -around.top]);
    legend.open = wasOpen;
    legend.style.maxHeight = "";
    write(context, lines, size.y + below + MARGIN, font);
    return picture;
  }

  const solid = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  /** What the picture shows, and whose data it is. */
  function words() {
    const { state } = Panj, { data, days, message, incidents, map } = state, many = (n) => n.toLocaleString("en");
    const said = [message.caption || `${many(data.shown)} of ${many(data.n)} incidents`];
    if (days) said.push(`Here only ${date(days[0])} to ${date(days[1])}: ${many(data.shown)} incidents`);
    if (incidents.unmapped) said.push(`${many(incidents.unmapped)} of ${many(data.shown)} not on the map at this precision`);
    let tiles = false;
    map.eachLayer((layer) => (tiles = tiles || layer instanceof L.TileLayer));
    if (tiles) said.push("Without the online background");
    return [said.join(". ") + ".", map.attributionControl.getContainer().textContent.trim()];
  }

  function wrapped(context, text, width) {
    const lines = [""];
    for (const word of text.split(/\s+/)) {
      const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
      if (context.measureText(longer).width <= width) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  }

  function write(context, lines, top, font) {
    context.font = `13px ${font}`;
    context.fillStyle = solid("--ink");
    context.textAlign = "left";
    context.textBaseline = "top";
    lines.forEach((line, i) => context.fillText(line, MARGIN, top + i * LINE));
  }

  /** Copy an element and what is in it as it stands on the screen: its ground, its small canvases, its words. */
  function copy(context, element, [dx, dy]) {
    const style = getComputedStyle(element), at = element.getBoundingClientRect(), x = at.left + dx, y = at.top + dy;
    if (element.tagName === "CANVAS") {
      context.drawImage(element, x, y, at.width, at.height);
      return;
    }
    context.fillStyle = style.backgroundColor;
    context.fillRect(x, y, at.width, at.height);
    context.strokeStyle = style.borderBottomColor;
    context.lineWidth = 1;
    if (parseFloat(style.borderBottomWidth)) context.strokeRect(x + 0.5, y + 0.5, at.width - 1, at.height - 1);
    for (const node of element.childNodes) {
      if (node.nodeType === Node.ELEMENT_NODE) copy(context, node, [dx, dy]);
      else if (node.textContent.trim()) {
        const range = document.createRange();
        range.selectNodeContents(node);
        const room = range.getBoundingClientRect();
        context.font = `${style.fontWeight} ${style.fontSize} ${Panj.state.font}`;
        context.fillStyle = style.color;
        context.textAlign = "left";
        context.textBaseline = "middle";
        context.fillText(node.textContent.trim(), room.left + dx, room.top + dy + room.height / 2);
      }
    }
  }
})();
