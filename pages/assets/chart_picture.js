// A button that saves a chart of the page as a PNG: what is seen of it, its words, and under it what it shows.
//
// data: { of: key of the chart's container, label, caption, name of the file }.

const RATIO = 2; // pixels of the picture for each CSS pixel, whatever the screen has
const MARGIN = 14, LINE = 18;
const STYLE = `
:host { display: block; }
button { font-family: var(--st-font); font-size: 14px; color: var(--st-text-color); cursor: pointer; padding: 5px 12px;
  border-radius: 4px; background: var(--st-background-color); border: 1px solid var(--st-border-color); }
button:hover { border-color: var(--st-primary-color); }
button:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 2px; }
`;

export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button") ?? make(parentElement);
  button.textContent = data.label;
  button.onclick = () => take(button, data);
}

function make(parent) {
  const style = document.createElement("style"), button = document.createElement("button");
  style.textContent = STYLE;
  button.type = "button";
  parent.append(style, button);
  return button;
}

async function take(button, { of, caption, name }) {
  const style = getComputedStyle(button), chart = document.querySelector(`.st-key-${CSS.escape(of)}`);
  const look = { font: style.fontFamily, ink: style.color, ground: style.backgroundColor };
  const picture = await draw(chart, look, caption);
  picture.toBlob((blob) => {
    const link = document.createElement("a"), url = URL.createObjectURL(blob);
    link.href = url;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }, "image/png");
}

async function draw(chart, { font, ink, ground }, caption) {
  const box = chart.getBoundingClientRect(), picture = document.createElement("canvas"), g = picture.getContext("2d");
  g.font = `13px ${font}`;
  const lines = wrapped(g, caption, box.width), parts = [...visible(chart)];
  picture.width = Math.round((box.width + 2 * MARGIN) * RATIO);
  picture.height = Math.round((box.height + lines.length * LINE + 3 * MARGIN) * RATIO);
  g.scale(RATIO, RATIO);
  g.fillStyle = ground;
  g.fillRect(0, 0, picture.width, picture.height);
  g.translate(MARGIN, MARGIN);
  for (const part of parts) await copy(g, part, box, { font, ink });
  g.fillStyle = ink;
  g.font = `13px ${font}`;
  g.textBaseline = "alphabetic";
  g.textAlign = "left";
  lines.forEach((line, i) => g.fillText(line, 0, box.height + MARGIN + (i + 0.75) * LINE));
  return picture;
}

/** Pictures and words of a part of the page, into shadow trees too; not what is there to be pressed or pointed at. */
function* visible(node) {
  for (const child of (node.shadowRoot ?? node).childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      if (child.data.trim()) yield child;
    } else if (child.nodeType === Node.ELEMENT_NODE) {
      const { display, visibility } = getComputedStyle(child);
      if (display === "none" || visibility === "hidden" || child.matches("style, script, button, .handle, .tip")) continue;
      if (child.matches("canvas, i")) yield child;
      else if (child.matches("svg")) {
        yield child;
        yield* [...child.querySelectorAll("text")].flatMap((text) => [...text.childNodes]);
      }
      else yield* visible(child);
    }
  }
}

async function copy(g, part, box, { font, ink }) {
  if (part.nodeType === Node.TEXT_NODE) {
    const range = document.createRange();
    range.selectNodeContents(part);
    const at = range.getBoundingClientRect(), { fontSize, fontWeight, fill } = getComputedStyle(part.parentElement);
    g.fillStyle = part.parentElement.tagName === "text" ? fill : ink;
    g.font = `${fontWeight} ${fontSize} ${font}`;
    g.textBaseline = "middle";
    g.textAlign = "left";
    g.fillText(part.data.trim(), at.left - box.left, (at.top + at.bottom) / 2 - box.top);
    return;
  }
  const at = part.getBoundingClientRect(), place = [at.left - box.left, at.top - box.top, at.width, at.height];
  if (part.tagName === "CANVAS") g.drawImage(part, ...place);
  else if (part.tagName === "I") {
    g.fillStyle = getComputedStyle(part).backgroundColor;
    g.fillRect(...place);
  } else g.drawImage(await image(part), ...place);
}

/** Read the drawing as a picture: without its words, as a picture knows none of the page's fonts. */
function image(svg) {
  const copied = svg.cloneNode(true);
  for (const words of copied.querySelectorAll("text")) words.remove();
  // Its parts refer to each other by the page's address, which is not the picture's.
  for (const part of copied.querySelectorAll("[fill^='url(']")) {
    part.setAttribute("fill", part.getAttribute("fill").replace(/^url\(.*#/, "url(#"));
  }
  const text = new XMLSerializer().serializeToString(copied);
  return new Promise((done, failed) => {
    const picture = new Image();
    picture.onload = () => done(picture);
    picture.onerror = () => failed(new Error("The chart cannot be read as a picture."));
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  });
}

function wrapped(g, text, width) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (lines.at(-1) && g.measureText(longer).width > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
