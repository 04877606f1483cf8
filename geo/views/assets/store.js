// Keeps what the page has sent once (the map's document, the incidents) in this browser window, by its token.
export default function ({ data, setStateValue }) {
  const store = (window.__panj ??= new Map());
  const bytes = data instanceof Uint8Array ? data : null;
  if (!bytes) return;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const { sort, token } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  if (!store.has(token)) {
    // One document and one set of incidents are enough: a newer one takes the older one's place.
    for (const [old, kept] of store) if (kept.sort === sort) store.delete(old);
    store.set(token, { sort, bytes });
    window.dispatchEvent(new CustomEvent("panj-stored", { detail: token }));
  }
  setStateValue("stored", token);
}
