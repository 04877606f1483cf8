// The map's document: its state, controls, tooltip and popup, and the talk with the page that holds it.
(function () {
  "use strict";
  const Panj = (window.Panj = window.Panj || {});
  const VIEW_DELAY_MS = 500;
  const MOST_LISTED = 50;
  const LEAST_PX = 80;
  const SHADE_MS = 120;
  const CLICK_MS = 100;
  let shadedAt = 0, resting = null;

  const { make } = Panj;
  // The talk has a channel of its own: what comes to the page's window, Streamlit's own script examines too, at length.
  const channel = new MessageChannel();
  const send = (Panj.send = (panj, values) => channel.port1.postMessage({ panj, ...values }));

  /** Make the state that the layers share; called by the document's first script, before any layer. */
  Panj.setup = function (map, config) {
    const base = new Panj.Base(JSON.parse(document.getElementById("panj-base").textContent));
    const state = (Panj.state = {
      map, config, base, layers: [], theme: config.themes.light, font: "sans-serif",
      data: null, filter: null, days: null, play: null, shading: null, selected: null, message: {}, popup: null,
    });
    const panes = { land: 210, shading: 310, boundaries: 320, names: 330, incidents: 450 };
    for (const [name, order] of Object.entries(panes)) {
      const pane = map.createPane("panj-" + name);
      pane.style.zIndex = order;
      pane.style.pointerEvents = "none";
    }
    return state;
  };

  /** Add the controls and begin to listen; called by the document's last script. */
  Panj.start = function () {
    const { map } = Panj.state;
    addButtons(map);
    L.control.scale({ position: "bottomleft", imperial: false, maxWidth: 120 }).addTo(map);
    addStatus(map);
    Panj.addLegend(map);
    addPointer(map);
    map.attributionControl.setPrefix('<a href="https://leafletjs.com" target="_blank" rel="noopener">Leaflet</a>');
    map.on("baselayerchange", ({ layer, name }) => {
      // The page then takes this document away: not before the click that picked the layer is over.
      if (layer instanceof L.TileLayer) setTimeout(send, CLICK_MS, "online", { name });
    });
    map.on("zoomend", Panj.drawLegend);
    map.on("resize", keepInside);
    let timer = null;
    map.on("move", tellOthers);
    map.on("moveend", () => {
      // A move that the reader did not make is not told, though a hand may be on the map by the time it would be.
      if (Panj.state.following || !Panj.state.moved) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        const [lon, lat, zoom] = here();
        send("view", { view: [+lon.toFixed(4), +lat.toFixed(4), +zoom.toFixed(2)] });
      }, VIEW_DELAY_MS);
    });
    // A frame may get its size after these scripts have run, and not tell so by an event of the window.
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
    map.whenReady(() => (Panj.state.moved = false));
    map.getContainer().setAttribute("role", "region");
    map.getContainer().setAttribute("aria-label", "Map: arrow keys move it, plus and minus zoom");
    // Leaflet itself hears Escape only while the map, and nothing in it, has the focus.
    document.addEventListener("keydown", ({ key }) => key === "Escape" && map.closePopup());
    for (const type of ["mousedown", "wheel", "keydown", "touchstart"]) {
      map.getContainer().addEventListener(type, () => (Panj.state.moved = true), { capture: true, passive: true });
    }
    channel.port1.onmessage = ({ data }) => RECEIVE[data.panj]?.(data);
    window.parent.postMessage({ panj: "ready" }, "*", [channel.port2]);
  };

  /** Where the map looks: longitude, latitude, zoom. */
  function here() {
    const { map } = Panj.state, { lat, lng } = map.getCenter();
    return [lng, lat, map.getZoom()];
  }

  /** Tell the maps beside this one where the reader moves it, once a frame. */
  function tellOthers() {
    const { state } = Panj;
    if (!state.message.together || !state.moved || state.following || state.telling) return;
    state.telling = true;
    requestAnimationFrame(() => {
      state.telling = false;
      send("moving", { view: here() });
    });
  }

  // ---------------------------------------------------------------- what the page says

  const RECEIVE = {
    theme({ name, font }) {
      const { state } = Panj;
      state.theme = state.config.themes[name] || state.config.themes.light;
      state.font = font || "sans-serif";
      document.documentElement.dataset.theme = name;
      document.documentElement.style.setProperty("--font", state.font);
      document.documentElement.style.setProperty("--outside", state.theme.outside);
      state.layers.forEach((layer) => layer.redraw());
      Panj.drawLegend();
      requestAnimationFrame(() => send("themed", {}));
    },

    hover({ row }) {
      Panj.ring(row);
    },

    follow({ view: [lon, lat, zoom] }) {
      const { state } = Panj;
      state.following = true;
      state.map.setView([lat, lon], zoom, { animate: false });
      state.following = false;
    },

    data({ buffer }) {
      const { state } = Panj;
      state.data = new Panj.Incidents(buffer);
      state.message = {};
      if (state.waiting) RECEIVE.show(state.waiting);
    },

    show(event) {
      const { state } = Panj, { message, seq } = event;
      if (!state.data || state.data.token !== message.data) {
        state.waiting = event;
        return;
      }
      state.waiting = null;
      showOnline(message.online);
      document.body.classList.toggle("panj-clean", Boolean(message.clean));
      state.map.getContainer().classList.toggle("panj-pick", Boolean(message.pick));
      const before = state.message;
      state.message = message;
      const changed = (key) => JSON.stringify(before[key]) !== JSON.stringify(message[key]);
      const filtered = changed("filter") || changed("data");
      if (changed("shading") && !filtered) shade();
      if (filtered) {
        state.filter = message.filter;
        state.days = null;
        refresh(seq);
      }
      const first = before.data === undefined;
      if (changed("brush")) Panj.showBrush(message.brush);
      else if (filtered) Panj.drawBrush();
      if (filtered || changed("shading")) Panj.replay();
      if (changed("selected")) select(message.selected);
      if (message.popup && changed("popup")) fillPopup(message.popup);
      if (message.view && changed("view")) {
        const [lon, lat, zoom] = message.view;
        state.map.setView([lat, lon], zoom, { animate: false });
      } else if (first && !state.moved) showBorder();
      else if (message.fit !== undefined && changed("fit")) fitShown();
    },
  };

  /** Filter, redraw, and report it once the picture is handed to the screen. */
  function refresh(seq) {
    const { state } = Panj, started = performance.now();
    const shown = state.days ? state.data.brush(state.filter, state.days) : state.data.filter(state.filter);
    state.incidents.arrange().redraw();
    shade();
    const took = performance.now() - started;
    drawStatus();
    requestAnimationFrame(() => send("drawn", { seq, shown, took, at: performance.timeOrigin + performance.now() }));
  }

  /** Show the online layer for whose sake the page has loaded this document with the wider policy. */
  function showOnline(name) {
    if (!name || Panj.state.online === name) return;
    Panj.state.online = name;
    const choices = [...document.querySelectorAll(".leaflet-control-layers-base label")];
    choices.find((label) => label.textContent.trim() === name).querySelector("input").click();
  }

  /** Shade the segments by what is shown. */
  function shade() {
    const { state } = Panj, { shading } = state.message;
    state.shading = null;
    if (shading) {
      const values = state.data.perSegment(shading.measure, state.base.segments.length);
      const breaks = state.play ? state.play.breaks : Panj.shadeBreaks(values, state.theme.shades.length - 1);
      state.shading = { ...shading, values, breaks };
    }
    state.layers.filter((layer) => layer instanceof Panj.Shading).forEach((layer) => layer.redraw());
    Panj.drawLegend();
  }

  /**
   * Show only these days (first and last, inclusive; null: as the filter says) without asking the page. They may change
   * with every frame: the segments and the words follow a few times a second, and when the days rest.
   */
  Panj.setDays = function (days) {
    const now = performance.now(), all = now - shadedAt >= SHADE_MS;
    Panj.state.days = days;
    clearTimeout(resting);
    if (!days) return refresh();
    Panj.drawDays(all);
    if (all) shadedAt = now;
    else resting = setTimeout(() => Panj.drawDays(true), SHADE_MS);
  };

  /** Draw `state.days` while they move, many times a second; `all` also the shades and the words. Returns how many. */
  Panj.drawDays = function (all) {
    const { state } = Panj, shown = state.data.brush(state.filter, state.days);
    state.incidents.arrange().redraw();
    if (all) {
      shade();
      drawStatus();
    }
    return shown;
  };

  // ---------------------------------------------------------------- controls

  const ICONS = {
    home: "M3 11 12 3l9 8M6 9v11h12V9",
    fit: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5M9 12h6M12 9v6",
    play: "M7 4v16l13-8z",
    picture: "M4 8h4l2-3h4l2 3h4v11H4zM12 10a3.2 3.2 0 1 0 .01 0",
    full: "M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5",
  };

  function addButtons(map) {
    const Buttons = L.Control.extend({
      options: { position: "topleft" },
      onAdd() {
        const bar = make("div", "leaflet-bar panj-buttons");
        button(bar, "home", "Show the whole border", showBorder);
        button(bar, "fit", "Show all matching incidents", fitShown);
        button(bar, "play", "Play through time", Panj.togglePlayback);
        button(bar, "picture", "Picture of this map", Panj.takePicture);
        if (document.fullscreenEnabled) button(bar, "full", "Full screen", toggleFull);
        L.DomEvent.disableClickPropagation(bar);
        return bar;
      },
    });
    new Buttons().addTo(map);
  }

  function button(parent, icon, label, act) {
    const element = make("button", "panj-button", parent);
    element.type = "button";
    element.title = label;
    element.setAttribute("aria-label", label);
    element.innerHTML = `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ICONS[icon]}"/></svg>`;
    element.addEventListener("click", () => {
      Panj.state.moved = true;
      act();
    });
  }

  function toggleFull() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  }

  const latLng = (at) => L.CRS.EPSG3857.pointToLatLng(L.point(at[0] * 256, at[1] * 256), 0);

  /** Leave room for what lies over the map's edges. */
  const room = () => ({
    paddingTopLeft: [12, 12],
    paddingBottomRight: [12, Math.min(Panj.legendHeight() + 20, Panj.state.map.getSize().y / 3)],
  });

  /** Run once the frame has a size: before that no bounds fit into it. */
  function whenSized(act) {
    const { map } = Panj.state, { x, y } = map.getSize();
    if (Math.min(x, y) > LEAST_PX) act();
    else map.once("resize", () => whenSized(act));
  }

  function showBorder() {
    whenSized(() => Panj.state.map.fitBounds(Panj.state.config.bounds, room()));
  }

  function fitShown() {
    whenSized(fitShownNow);
  }

  function fitShownNow() {
    const { map, incidents } = Panj.state, box = incidents.bounds();
    if (!box) return;
    map.fitBounds([latLng([box[0], box[3]]), latLng([box[2], box[1]])], { ...room(), maxZoom: 11 });
  }

  function addStatus(map) {
    const box = make("div", "panj-status", map.getContainer(), "Loading incidents…");
    box.setAttribute("role", "status");
    Panj.state.statusBox = box;
  }

  function drawStatus() {
    const { statusBox, data, incidents } = Panj.state, many = (n) => n.toLocaleString("en");
    const parts = [];
    if (!data.shown) parts.push("No incident matches the filter");
    else if (incidents.unmapped) {
      parts.push(`${many(incidents.unmapped)} of ${many(data.shown)} not on the map: known only to a region or the border`);
    }
    statusBox.textContent = parts.join(" · ");
    statusBox.hidden = !parts.length;
  }

  // ---------------------------------------------------------------- tooltip and popup

  /** Tell the page which incident the pointer is on (null: none), for what else it shows of it. */
  function tell(row) {
    if (Panj.state.pointed === row) return;
    Panj.state.pointed = row;
    send("hover", { row });
  }

  /** Ring the incident that the pointer is on elsewhere in the page; null takes the ring away. */
  Panj.ring = function (row) {
    const { map, incidents, data, ringBox } = Panj.state, at = row === null || !data ? null : incidents.placeOf(row);
    ringBox.hidden = !at;
    if (!at) return;
    const mark = incidents.markOf(row), { x, y } = mark || map.latLngToContainerPoint(latLng(at));
    const radius = (mark ? mark.radius : 8) + 6;
    Object.assign(ringBox.style, { left: `${x - radius}px`, top: `${y - radius}px`, width: `${2 * radius}px`, height: `${2 * radius}px` });
  };

  function addPointer(map) {
    const tip = make("div", "panj-tip", map.getContainer());
    tip.hidden = true;
    Panj.state.pointed = null;
    Panj.state.ringBox = make("div", "panj-ring", map.getContainer());
    Panj.state.ringBox.hidden = true;
    let waiting = false;
    map.on("mousemove", ({ containerPoint }) => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        const rows = Panj.state.incidents.hit(containerPoint, false);
        map.getContainer().classList.toggle("panj-over", rows.length > 0);
        if (rows.length) showTip(tip, containerPoint, rows, map.getSize());
        else tip.hidden = true;
        tell(rows.length ? rows[0] : null);
      });
    });
    map.on("mouseout movestart zoomstart", () => {
      tip.hidden = true;
      Panj.ring(null);
      tell(null);
    });
    map.on("click", ({ containerPoint, latlng }) => {
      if (Panj.state.message.pick) {
        send("picked", { at: [+latlng.lng.toFixed(5), +latlng.lat.toFixed(5)] });
        return;
      }
      const rows = Panj.state.incidents.hit(containerPoint, true);
      tip.hidden = true;
      if (rows.length) openPopup(rows, latlng);
    });
    map.on("popupclose", ({ popup }) => {
      if (popup !== Panj.state.popup) return;
      Panj.state.popup = null;
      Panj.state.selected = null;
      Panj.state.incidents.redraw();
      send("opened", { row: null });
    });
  }

  function facts(parent, row) {
    const { data, config } = Panj.state;
    make("div", "panj-tip-title", parent, data.titles[data.title[row]]);
    const when = Panj.dateText(data.day[row], data.day_end[row]);
    make("div", "", parent, `${when} · ${config.kinds[data.kind[row]].label}`);
    make("div", "", parent, Panj.killedText(data.killed_low[row], data.killed[row], data.killed_high[row]));
    if (config.precisions[data.precision[row]].style === "hatch") make("div", "panj-faint", parent, "Place known to the district only");
  }

  function showTip(tip, point, rows, size) {
    tip.replaceChildren();
    facts(tip, rows[0]);
    if (rows.length > 1) make("div", "panj-faint", tip, `and ${(rows.length - 1).toLocaleString("en")} more here: click`);
    tip.hidden = false;
    const left = Math.min(point.x + 14, size.x - tip.offsetWidth - 6);
    const below = point.y + 16 + tip.offsetHeight < size.y;
    tip.style.left = Math.max(6, left) + "px";
    tip.style.top = (below ? point.y + 16 : point.y - tip.offsetHeight - 12) + "px";
  }

  function openPopup(rows, latlng) {
    const { state } = Panj, box = make("div", "panj-popup"), listed = rows.slice(0, MOST_LISTED);
    state.popupPage = { box, rows: listed, total: rows.length, at: 0 };
    const size = state.map.getSize();
    // A popup and an open legend do not both fit on a small map.
    if (size.y - Panj.legendHeight() < 380) state.legend.parentElement.open = false;
    const popup = L.popup({
      maxWidth: Math.min(360, size.x - 60), minWidth: Math.min(260, size.x - 80), maxHeight: Math.max(160, size.y - Panj.legendHeight() - 110),
      autoPanPaddingTopLeft: [54, 46], autoPanPaddingBottomRight: [54, Panj.legendHeight() + 24],
    });
    popup.setLatLng(latlng).setContent(box);
    state.popup = null;
    popup.openOn(state.map);
    state.popup = popup;
    showPage(0);
  }

  function showPage(at) {
    const { state } = Panj, page = state.popupPage, { box, rows, total } = page;
    page.at = at;
    box.replaceChildren();
    if (rows.length > 1) {
      const bar = make("div", "panj-pager", box);
      const step = (label, text, to) => {
        const arrow = make("button", "panj-pager-step", bar, text);
        arrow.type = "button";
        arrow.setAttribute("aria-label", label);
        arrow.disabled = to < 0 || to >= rows.length;
        arrow.addEventListener("click", () => showPage(to));
      };
      step("Previous incident here", "‹", at - 1);
      const shown = total > rows.length ? `${rows.length} of ${total.toLocaleString("en")}` : String(total);
      make("span", "", bar, `${at + 1} of ${shown} here`);
      step("Next incident here", "›", at + 1);
    }
    page.body = make("div", "panj-popup-body", box);
    facts(page.body, rows[at]);
    make("div", "panj-faint", page.body, "Loading details…");
    state.popup.update();
    state.selected = rows[at];
    state.incidents.redraw();
    send("opened", { row: rows[at] });
    if (state.message.popup) fillPopup(state.message.popup);
  }

  /** Put the page's details into the open popup; they are escaped there, and the document's policy runs no script. */
  function fillPopup({ row, html }) {
    const { state } = Panj, page = state.popupPage;
    if (!state.popup || !page || page.rows[page.at] !== row) return;
    page.body.innerHTML = html;
    state.popup.update();
    for (const wait of [0, 300, 900]) setTimeout(keepInside, wait);  // the map may still be on its way
  }

  /** Bring all of the open popup into the map; Leaflet pans only once, for the shorter text that came first. */
  function keepInside() {
    const { map, popup } = Panj.state, element = popup?.getElement();
    if (!element) return;
    map.stop();
    const box = element.getBoundingClientRect(), frame = map.getContainer().getBoundingClientRect();
    const x = Math.min(0, box.left - frame.left - 54) + Math.max(0, box.right - frame.right + 54);
    const y = Math.min(0, box.top - frame.top - 46) + Math.max(0, box.bottom - frame.bottom + Panj.legendHeight() + 24);
    if (x || y) map.panBy([x, y], { animate: false });
  }

  /** Show the row that was chosen outside the map. */
  function select(row) {
    const { state } = Panj;
    if (row === null || row === undefined || row >= state.data.n) {
      if (state.popup) state.map.closePopup(state.popup);
      return;
    }
    const page = state.popupPage, at = state.incidents.placeOf(row);
    if (!at || (state.popup && page.rows[page.at] === row)) return;
    const target = latLng(at);
    if (!state.map.getBounds().pad(-0.1).contains(target)) state.map.setView(target, Math.max(state.map.getZoom(), 9), { animate: false });
    openPopup([row], target);
  }
})();
