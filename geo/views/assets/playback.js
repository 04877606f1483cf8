// Playback: a window of days moves over the shown incidents, drawn from the arrays in the browser without the page.
(function () {
  "use strict";
  const Panj = (window.Panj = window.Panj || {});

  const WINDOWS = { 30: "30 days", 90: "90 days", 365: "a year" };
  const SPEEDS = { 10: "10 days a second", 30: "30 days a second", 120: "120 days a second", 365: "a year a second" };
  // Above so many incidents in one window they are pixels all along: finished marks take too long for each frame.
  const MOST_MARKS = 1200;
  const SHADE_MS = 250;
  const STILL_MS = 1000;
  const LONGEST_FRAME_MS = 100;
  const { make } = Panj;
  const date = (day) => new Date(day * 86400000).toISOString().slice(0, 10);
  const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  let player = null;

  /** Open the player over the shown incidents, or close it and show all of them again. */
  Panj.togglePlayback = function () {
    if (player) close();
    else if (Panj.state.data) open();
  };

  /** Begin anew after the page has changed what is shown. */
  Panj.replay = function () {
    if (player) survey();
  };

  function open() {
    const box = make("div", "panj-player", document.body);
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", "Playback");
    player = { box, playing: false, window: 90, speed: 30, fade: true, at: 0, first: 0, last: 0, frames: 0, shadedAt: 0 };
    player.toggle = make("button", "panj-player-toggle", box, "Play");
    player.toggle.type = "button";
    player.toggle.addEventListener("click", toggle);
    player.slider = make("input", "panj-player-slider", box);
    Object.assign(player.slider, { type: "range", step: 1 });
    player.slider.setAttribute("aria-label", "Last day of the window");
    player.slider.addEventListener("input", () => moveTo(Number(player.slider.value)));
    player.text = make("output", "panj-player-text", box);
    choice("Window", WINDOWS, "window", survey);
    choice("Speed", SPEEDS, "speed");
    const label = make("label", "panj-player-choice", box), tick = make("input", "", label);
    Object.assign(tick, { type: "checkbox", checked: true });
    label.append("Trail fades");
    tick.addEventListener("change", () => {
      player.fade = tick.checked;
      moveTo(player.at);
    });
    const shut = make("button", "panj-player-close", box, "×");
    shut.type = "button";
    shut.title = "Close playback";
    shut.setAttribute("aria-label", "Close playback");
    shut.addEventListener("click", close);
    box.addEventListener("keydown", pressed);
    resize();
    survey();
    player.toggle.focus();
  }

  function choice(name, values, key, changed) {
    const label = make("label", "panj-player-choice", player.box), select = make("select", "", label);
    select.setAttribute("aria-label", name);
    for (const [value, text] of Object.entries(values)) {
      const option = make("option", "", select, text);
      option.value = value;
      option.selected = Number(value) === player[key];
    }
    select.addEventListener("change", () => {
      player[key] = Number(select.value);
      if (changed) changed();
    });
  }

  function close() {
    player.playing = false;
    player.box.remove();
    player = Panj.state.play = null;
    resize();
    Panj.setDays(null);
  }

  function resize() {
    document.body.classList.toggle("panj-with-player", Boolean(player));
    Panj.state.map.invalidateSize({ animate: false });
  }

  /** Space plays and pauses, arrows move by a tenth of the window (with Shift by all of it), Escape closes. */
  function pressed(event) {
    const tag = event.target.tagName, steps = { ArrowLeft: -1, ArrowRight: 1 };
    if (event.key === "Escape") close();
    else if (event.key === " " && tag !== "BUTTON" && tag !== "SELECT" && event.target.type !== "checkbox") toggle();
    else if (steps[event.key] && tag !== "SELECT") {
      moveTo(player.at + steps[event.key] * (event.shiftKey ? player.window : Math.round(player.window / 10)));
    } else return;
    event.preventDefault();
  }

  /**
   * Look through all windows of the filter's days once: what most of them hold decides on marks or pixels, and on
   * shades that mean the same in every frame.
   */
  function survey() {
    const { state } = Panj, { data, base, theme, message } = state, set = (state.filter && state.filter.day) || [null, null];
    const n = data.filter(state.filter), { rows, day, day_end, kind } = data, kinds = new Uint8Array(256);
    let first = Infinity, last = -Infinity;
    for (let i = 0; i < n; i++) {
      const row = rows[i];
      kinds[kind[row]] = 1;
      if (day[row] > day_end[row]) continue;
      if (day[row] < first) first = day[row];
      if (day_end[row] > last) last = day_end[row];
    }
    if (first > last) first = last = set[0] === null ? 0 : set[0];
    player.first = set[0] === null ? first : Math.max(set[0], first);
    player.last = set[1] === null ? last : Math.min(set[1], last);
    let most = 0, top = 0;
    for (let to = player.first + player.window - 1; to < player.last + player.window; to += player.window) {
      most = Math.max(most, data.brush(state.filter, windowAt(to)));
      if (message.shading) top = Math.max(top, ...data.perSegment(message.shading.measure, base.segments.length));
    }
    state.play = { kinds, pixels: most > MOST_MARKS, breaks: Panj.shadeBreaks([top], theme.shades.length - 1) };
    player.end = Math.max(player.last, player.first + player.window - 1);
    player.start = player.first + player.window - 1;
    Object.assign(player.slider, { min: player.start, max: player.end });
    moveTo(Math.min(Math.max(player.at, player.start), player.end));
  }

  /** The window's days, never beyond the filter's. */
  function windowAt(to) {
    return [Math.max(player.first, to - player.window + 1), Math.min(to, player.last)];
  }

  function toggle() {
    if (player.playing) return pause();
    if (player.at >= player.end) player.at = player.start;
    player.playing = true;
    player.toggle.textContent = "Pause";
    player.before = performance.now();
    player.exact = player.at;
    requestAnimationFrame(step);
  }

  function pause() {
    player.playing = false;
    player.toggle.textContent = "Play";
    moveTo(player.at);
  }

  function step(now) {
    if (!player || !player.playing) return;
    requestAnimationFrame(step);
    const passed = Math.max(0, now - player.before);
    if (still()) {
      // Who wants no motion gets one window after another, at rest in between.
      if (passed < STILL_MS) return;
      player.exact += player.window;
    } else player.exact += (Math.min(passed, LONGEST_FRAME_MS) / 1000) * player.speed;
    player.before = now;
    player.frames++;
    const at = Math.min(player.end, Math.floor(player.exact));
    if (at !== player.at) draw(at, now - player.shadedAt > SHADE_MS);
    if (at >= player.end) pause();
  }

  function moveTo(at) {
    const to = Math.min(Math.max(at, player.start), player.end);
    player.exact = to;
    draw(to, true);
  }

  /** Draw the window that ends on a day; the segments and the words beside the map need not follow every frame. */
  function draw(at, all) {
    const { state } = Panj, days = windowAt(at);
    player.at = at;
    player.slider.value = at;
    state.days = days;
    state.play.fade = player.fade && !still() ? { last: days[1], span: Math.max(1, days[1] - days[0]) } : null;
    const shown = Panj.drawDays(all);
    if (all) player.shadedAt = performance.now();
    player.text.textContent = `${date(days[0])} to ${date(days[1])} · ${shown.toLocaleString("en")} incident${shown === 1 ? "" : "s"}`;
    player.slider.setAttribute("aria-valuetext", player.text.textContent);
  }

  /** How much of a mark is seen while it fades: all on the window's last day, a quarter on its first. */
  Panj.fading = function (fade, day) {
    return fade ? Math.max(0.25, Math.min(1, 1 - (0.75 * (fade.last - day)) / fade.span)) : 1;
  };
})();
