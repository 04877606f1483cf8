// Lets the maps of a page look at the same ground: tells the page when the reader has moved one of them.
//
// data: { maps: [keys], at: [lon, lat, zoom] where they look already, or null }. Sends the trigger "moved" with { map: key,
// view: [lon, lat, zoom] }. A map that followed another comes to rest where that one is; it moves none.

const SAME = [0.002, 0.002, 0.02]; // degrees, degrees, zoom levels
const APART_MS = 60;
const listeners = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const self = listeners.get(parentElement) ?? begin(parentElement);
  self.send = setTriggerValue;
  self.maps = data.maps;
  self.at = data.at ?? self.at;
  return self.end;
}

function begin(root) {
  const self = { at: null };
  const heard = ({ source, data }) => {
    if (data?.panj !== "view") return;
    const map = self.maps.find((key) => holds(document.querySelector(`.st-key-${CSS.escape(key)}`), source));
    if (!map || (self.at && data.view.every((value, i) => Math.abs(value - self.at[i]) <= SAME[i]))) return;
    self.at = data.view;
    // In one batch with what the map itself tells, only the map's part of the page would run again.
    setTimeout(() => self.send("moved", { map, view: data.view }), APART_MS);
  };
  window.addEventListener("message", heard);
  // Streamlit may also call this while the element stays.
  self.end = () => setTimeout(() => {
    if (root.isConnected) return;
    window.removeEventListener("message", heard);
    listeners.delete(root);
  });
  listeners.set(root, self);
  return self;
}

/** Whether a document is one of an element's frames, which stand in shadow trees. */
function holds(element, source) {
  if (!element) return false;
  if (element.tagName === "IFRAME") return element.contentWindow === source;
  return [...element.children, ...(element.shadowRoot?.children ?? [])].some((child) => holds(child, source));
}
