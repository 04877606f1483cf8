// The incidents that the map shows, as a table a page long: the map's equivalent for keyboards and screen readers.
//
// data: { rows: [{ row, cells: [text of each column but the last], links: [[outlet, url]] }], sort, descending, first, total,
//         perPage, selected, caption }
// Sends the triggers "select" (row or null), "sort" (column id), "page" (1-based). All text is set as text, never as HTML.

const COLUMNS = [
  { id: "date", label: "Date", sortable: true },
  { id: "kind", label: "Kind", sortable: true },
  { id: "place", label: "Place" },
  { id: "precision", label: "Known to", sortable: true },
  { id: "killed", label: "Killed", sortable: true, number: true },
  { id: "wounded", label: "Wounded", sortable: true, number: true },
  { id: "summary", label: "Summary" },
  { id: "sources", label: "Sources" },
];

const STYLE = `
:host { display: block; }
.list { color: var(--st-text-color); font-family: var(--st-font); font-size: 13.5px; line-height: 1.4; }
.wrap { overflow-x: auto; border: 1px solid var(--st-border-color); border-radius: 4px; }
table { border-collapse: collapse; width: 100%; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th { text-align: left; background: var(--st-secondary-background-color); white-space: nowrap; padding: 0; font-weight: 600; }
th > span { display: inline-block; padding: 7px 10px; }
td { padding: 6px 10px; vertical-align: top; border-top: 1px solid var(--st-border-color); overflow-wrap: anywhere; }
td.number, th.number { text-align: right; white-space: nowrap; }
td.date { white-space: nowrap; }
td.kind, td.precision { overflow-wrap: normal; }
td.place { min-width: 9em; overflow-wrap: normal; }
td.summary { min-width: 22em; max-width: 60em; }
td.sources { min-width: 7em; max-width: 13em; }
tbody tr { cursor: pointer; }
tbody tr:hover { background: var(--st-secondary-background-color); }
tbody tr[aria-selected=true] { background: color-mix(in srgb, var(--st-primary-color) 16%, var(--st-background-color));
  box-shadow: inset 4px 0 0 var(--st-primary-color); }
button { font: inherit; color: inherit; background: none; border: 0; cursor: pointer; padding: 7px 10px; text-align: inherit; }
td.date button { padding: 0; color: var(--st-link-color); text-decoration: underline; }
.pager { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin-top: 8px; }
.pager button { border: 1px solid var(--st-border-color); border-radius: 4px; padding: 3px 10px; }
.pager button:hover:enabled { border-color: var(--st-primary-color); }
.pager button:disabled { opacity: 0.55; cursor: default; }
a { color: var(--st-link-color); display: block; }
:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: -2px; }
@container (max-width: 640px) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, td { display: block; }
  tr { border-top: 1px solid var(--st-border-color); padding: 8px 10px; }
  tr:first-child { border-top: 0; }
  td, td.number { display: grid; grid-template-columns: 6.5em 1fr; border: 0; padding: 1px 0; text-align: left; white-space: normal; }
  td.place, td.summary, td.sources { min-width: 0; max-width: none; }
  td::before { content: attr(data-label); opacity: 0.85; }
  td > * { grid-column: 2; justify-self: start; }
  td:empty { display: none; }
}
.list { container-type: inline-size; }
`;

const lists = new WeakMap();

export default function render({ data, parentElement, setTriggerValue }) {
  let list = lists.get(parentElement);
  if (!list) {
    list = document.createElement("div");
    list.className = "list";
    const style = document.createElement("style");
    style.textContent = STYLE;
    parentElement.append(style, list);
    lists.set(parentElement, list);
    list.addEventListener("keydown", ({ key }) => key === "Escape" && list.close());
  }
  list.close = () => data.selected !== null && setTriggerValue("select", null);
  const focused = list.getRootNode().activeElement?.dataset.focus;
  const wrap = make("div", { className: "wrap" });
  wrap.append(buildTable(data, setTriggerValue));
  list.replaceChildren(wrap, buildPager(data, setTriggerValue));
  // A redraw must not throw a keyboard user back to the top of the page.
  if (focused) list.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

function buildTable(data, send) {
  const table = make("table");
  table.append(make("caption", { textContent: data.caption }));
  const head = table.createTHead().insertRow();
  for (const column of COLUMNS) {
    const cell = make("th", { className: column.number ? "number" : "" });
    cell.scope = "col";
    if (column.sortable) {
      const on = data.sort === column.id;
      cell.setAttribute("aria-sort", on ? (data.descending ? "descending" : "ascending") : "none");
      const button = make("button", { type: "button", textContent: `${column.label} ${on ? (data.descending ? "▼" : "▲") : ""}` });
      button.dataset.focus = `sort-${column.id}`;
      button.addEventListener("click", () => send("sort", column.id));
      cell.append(button);
    } else {
      cell.append(make("span", { textContent: column.label }));
    }
    head.append(cell);
  }
  const body = table.createTBody();
  for (const row of data.rows) body.append(buildRow(row, data, send));
  return table;
}

function buildRow(row, data, send) {
  const line = make("tr");
  const chosen = row.row === data.selected;
  line.setAttribute("aria-selected", chosen);
  const choose = () => send("select", chosen ? null : row.row);
  line.addEventListener("click", (event) => {
    if (!event.target.closest("a, button") && !String(getSelection())) choose();
  });
  COLUMNS.forEach((column, index) => {
    const cell = line.insertCell();
    cell.className = `${column.id} ${column.number ? "number" : ""}`;
    cell.dataset.label = column.label;
    if (column.id === "sources") row.links.forEach((link) => cell.append(buildLink(link)));
    else if (column.id === "date") {
      const button = make("button", { type: "button", textContent: row.cells[index], title: "Show on the map" });
      button.dataset.focus = `row-${row.row}`;
      button.setAttribute("aria-pressed", chosen);
      button.addEventListener("click", choose);
      cell.append(button);
    } else cell.textContent = row.cells[index];
  });
  return line;
}

function buildLink([outlet, url]) {
  if (!/^https?:\/\//i.test(url ?? "")) return make("span", { textContent: outlet });
  return make("a", { textContent: outlet, href: url, target: "_blank", rel: "noopener noreferrer nofollow" });
}

function buildPager(data, send) {
  const pager = make("nav", { className: "pager" });
  pager.setAttribute("aria-label", "Pages of the table");
  const page = Math.floor(data.first / data.perPage) + 1;
  const pages = Math.max(1, Math.ceil(data.total / data.perPage));
  const last = Math.min(data.total, data.first + data.perPage);
  const buttons = [["First", 1, page > 1], ["Previous", page - 1, page > 1], ["Next", page + 1, page < pages], ["Last", pages, page < pages]];
  const made = buttons.map(([label, target, enabled]) => {
    const button = make("button", { type: "button", textContent: label, disabled: !enabled });
    button.dataset.focus = `page-${label}`;
    button.addEventListener("click", () => send("page", target));
    return button;
  });
  const where = make("span", { textContent: data.total ? `${(data.first + 1).toLocaleString("en")} to ${last.toLocaleString("en")} of ${data.total.toLocaleString("en")}` : "No incidents" });
  where.setAttribute("role", "status");
  if (pages > 1) pager.append(made[0], made[1], where, made[2], made[3]);
  else pager.append(where);
  return pager;
}

function make(name, properties = {}) {
  return Object.assign(document.createElement(name), properties);
}
