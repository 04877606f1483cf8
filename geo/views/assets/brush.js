// The time brush: a histogram of the shown incidents under the map, whose two ends narrow the days without the page.
(function () {
  "use strict";
  const Panj = (window.Panj = window.Panj || {});
  const BINS = 120;
  let brush = null;

  const day = (value) => new Date(value * 86400000).toISOString().slice(0, 10);

  /** Show the brush over these days ([first, last]); null hides it. */
  Panj.showBrush = function (days) {
    document.body.classList.toggle("panj-with-brush", Boolean(days));
    if (brush) brush.box.remove();
    brush = days ? build(days) : null;
    if (Panj.state.map) Panj.state.map.invalidateSize({ animate: false });
    Panj.drawBrush();
  };

  function build([first, last]) {
    const box = document.createElement("div");
    box.className = "panj-brush";
    const canvas = box.appendChild(document.createElement("canvas"));
    const text = box.appendChild(document.createElement("output"));
    const ends = ["First day", "Last day"].map((label, i) => {
      const input = box.appendChild(document.createElement("input"));
      Object.assign(input, { type: "range", min: first, max: last, step: 1, value: i ? last : first });
      input.setAttribute("aria-label", label);
      input.addEventListener("input", () => moved(i));
      input.addEventListener("change", released);
      return input;
    });
    document.body.appendChild(box);
    return { box, canvas, text, ends, first, last, waiting: false };
  }

  const range = () => brush.ends.map((input) => Number(input.value));

  function moved(which) {
    const [from, to] = range();
    if (from > to) brush.ends[which].value = which ? from : to;
    if (brush.waiting) return;
    brush.waiting = true;
    requestAnimationFrame(() => {
      brush.waiting = false;
      Panj.setDays(range());
      paint();
    });
  }

  function released() {
    Panj.send("days", { days: range() });
  }

  /** Count the incidents of the filter over all days again, and put the ends where the filter has them. */
  Panj.drawBrush = function () {
    const { state } = Panj;
    if (!brush || !state.data) return;
    const { first, last } = brush, set = (state.filter && state.filter.day) || [null, null];
    brush.ends[0].value = set[0] === null ? first : set[0];
    brush.ends[1].value = set[1] === null ? last : set[1];
    const { data } = state, span = (last - first + 1) / BINS;
    brush.counts = new Float64Array(BINS);
    const everyDay = { ...state.filter, day: [first, last] };
    const n = data.filter(everyDay);
    for (let i = 0; i < n; i++) {
      const bin = Math.floor((data.day[data.rows[i]] - first) / span);
      if (bin >= 0 && bin < BINS) brush.counts[bin]++;
    }
    if (state.days) data.brush(state.filter, state.days);
    else data.filter(state.filter);
    paint();
  };

  function paint() {
    const { canvas, counts, text, first, last } = brush, { theme } = Panj.state, ratio = window.devicePixelRatio || 1;
    const width = canvas.clientWidth, height = canvas.clientHeight, [from, to] = range();
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const context = canvas.getContext("2d"), most = Math.max(1, ...counts), step = width / BINS;
    context.scale(ratio, ratio);
    counts.forEach((count, bin) => {
      const start = first + ((last - first + 1) / BINS) * bin, inside = start + (last - first + 1) / BINS > from && start <= to;
      context.fillStyle = inside ? theme.border_line : theme.region_line;
      const tall = count ? Math.max(1.5, (count / most) * (height - 2)) : 0;
      context.fillRect(bin * step, height - tall, Math.max(1, step - 1), tall);
    });
    text.textContent = `${day(from)} to ${day(to)}`;
  }
})();
