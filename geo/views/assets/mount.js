// Mounts the map's document in a sandboxed frame and carries messages between it and the page's Python.
const frames = new WeakMap();

function begin(root) {
  const host = document.createElement("div");
  host.style.cssText = "width:100%";
  root.appendChild(host);
  const self = { host, frame: null, port: null, seq: 0, online: null, sent: null, look: null };
  const heard = ({ source, data, ports }) => {
    if (!self.frame || source !== self.frame.contentWindow || data?.panj !== "ready") return;
    self.port = ports[0];
    self.port.onmessage = (event) => receive(self, event.data);
    update(self);
  };
  const stored = () => update(self);
  // Which incident the pointer is on, here or in another part of the page.
  const hovered = ({ detail }) => {
    if (detail.by !== "map") self.port?.postMessage({ panj: "hover", row: detail.row });
  };
  // Where the reader moves a map beside this one.
  const moving = ({ detail }) => {
    if (detail.by === self || !self.message?.together) return;
    self.view = detail.view;
    self.port?.postMessage({ panj: "follow", view: detail.view });
  };
  window.addEventListener("message", heard);
  window.addEventListener("panj-stored", stored);
  window.addEventListener("panj-hover", hovered);
  window.addEventListener("panj-moving", moving);
  // Streamlit may also call this while the map stays, when newer data overtake older ones.
  self.end = () => setTimeout(() => {
    if (host.isConnected) return;
    window.removeEventListener("message", heard);
    window.removeEventListener("panj-stored", stored);
    window.removeEventListener("panj-hover", hovered);
    window.removeEventListener("panj-moving", moving);
    frames.delete(root);
  });
  return self;
}

function load(self, doc) {
  const length = new DataView(doc.buffer, doc.byteOffset).getUint32(0, true), utf8 = new TextDecoder();
  const { policies, parts } = JSON.parse(utf8.decode(doc.subarray(4, 4 + length)));
  const html = utf8.decode(doc.subarray(4 + length, 4 + length + parts.html.length));
  const frame = document.createElement("iframe");
  frame.title = "Map of incidents";
  frame.setAttribute("sandbox", "allow-scripts allow-popups allow-popups-to-escape-sandbox");
  frame.allow = "fullscreen";
  // Unseen until it has the page's own theme: a new document is white.
  frame.style.cssText = "display:block;width:100%;height:100%;border:0;border-radius:8px;opacity:0";
  frame.srcdoc = html.replace(policies.mark, self.online ? policies.online : policies.offline);
  self.port = null;
  self.sent = self.look = null;
  self.frame?.remove();
  self.frame = frame;
  self.host.appendChild(frame);
}

function receive(self, { panj, ...values }) {
  if (panj === "view") {
    self.view = values.view;
    self.set("view", values.view);
  } else if (panj === "moving") window.dispatchEvent(new CustomEvent("panj-moving", { detail: { ...values, by: self } }));
  else if (panj === "opened") self.set("opened", values.row);
  else if (panj === "hover") window.dispatchEvent(new CustomEvent("panj-hover", { detail: { row: values.row, by: "map" } }));
  else if (panj === "days") self.trigger("days", values.days);
  else if (panj === "picked") self.trigger("picked", values.at);
  else if (panj === "online" && !self.online) {
    // An online layer was picked: only a document with the wider policy may load its tiles.
    self.online = values.name;
    load(self, window.__panj.get(self.message.document).bytes);
  } else if (panj === "picture") save(values.blob);
  else if (panj === "themed") self.frame.style.opacity = 1;
  else if (panj === "drawn") window.dispatchEvent(new CustomEvent("panj-drawn", { detail: values }));
}

/** Save a picture of the map: the frame is not allowed to. */
function save(blob) {
  if (!(blob instanceof Blob) || blob.type !== "image/png") return;
  const link = document.createElement("a"), url = URL.createObjectURL(blob);
  link.href = url;
  link.download = `panj-watch-map-${new Date().toISOString().slice(0, 10)}.png`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}

function theme(self) {
  const style = getComputedStyle(self.host), read = (name) => style.getPropertyValue(name).trim();
  const probe = document.createElement("canvas").getContext("2d");
  probe.fillStyle = read("--st-background-color") || "#ffffff";
  const [r, g, b] = [1, 3, 5].map((start) => parseInt(probe.fillStyle.slice(start, start + 2), 16));
  return { panj: "theme", name: 0.299 * r + 0.587 * g + 0.114 * b < 128 ? "dark" : "light", font: read("--st-font") };
}

function update(self) {
  const store = (window.__panj ??= new Map()), { message } = self;
  if (!message) return;
  const doc = store.get(message.document);
  if (doc && !self.frame) load(self, doc.bytes);
  if (!self.port) return;
  const post = (value, transfer = []) => self.port.postMessage(value, transfer);
  const look = theme(self), { name, font } = look;
  if (self.look !== name + font) post(look);
  self.look = name + font;
  const data = store.get(message.data);
  if (data && self.sent !== message.data) {
    const copy = data.bytes.slice().buffer;
    post({ panj: "data", buffer: copy }, [copy]);
    self.sent = message.data;
  }
  const again = self.online && self.view ? { view: self.view } : {};
  post({ panj: "show", seq: ++self.seq, message: { ...message, ...again, online: self.online } });
}

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  if (!frames.has(parentElement)) frames.set(parentElement, begin(parentElement));
  const self = frames.get(parentElement), store = (window.__panj ??= new Map());
  self.set = setStateValue;
  self.trigger = setTriggerValue;
  self.message = data;
  self.host.style.height = typeof data.height === "number" ? data.height + "px" : data.height;
  // The page believes that this window holds them; after a reload of the window alone it may not.
  const lost = [data.document, data.data].filter((token) => !store.has(token));
  if (lost.length && !data.sending) setTriggerValue("lost", lost);
  update(self);
  return self.end;
}
