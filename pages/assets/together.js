// Lets the maps of a page look at the same ground: runs the page again when the address says that one of them was moved.
//
// data: { map: what the address said of it in the last run, or null }. Sends the trigger "moved". A map tells its own part of
// the page alone, which writes the address; the browser has no event for that, so it is looked at.

const LOOK_MS = 100;
const watching = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const self = watching.get(parentElement) ?? begin(parentElement);
  self.known = data.map;
  self.send = setTriggerValue;
  return self.end;
}

function begin(root) {
  const self = {};
  const timer = setInterval(() => {
    const now = new URLSearchParams(window.location.search).get("map");
    if (now === self.known) return;
    self.known = now;
    self.send("moved", now);
  }, LOOK_MS);
  // Streamlit may also call this while the element stays.
  self.end = () => setTimeout(() => {
    if (root.isConnected) return;
    clearInterval(timer);
    watching.delete(root);
  });
  watching.set(root, self);
  return self;
}
