// The queue of reports as a table, a page at a time; a row opens its report.
//
// data: { rows: [{ id, cells: [text of each column] }], columns: [{ label, sort: name or null }], sort, descending, first, total,
//         perPage, caption }
// Sends the triggers "open" (id), "sort" (name) and "page" (1-based). All text is set as text, never as HTML.

const STYLE = `
:host { display: block; }
.reports { color: var(--st-text-color); font-family: var(--st-font); font-size: 13.5px; line-height: 1.4; container-type: inline-size; }
.wrap { overflow-x: auto; border: 1px solid var(--st-border-color); border-radius: 4px; }
table { border-collapse: collapse; width: 100%; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th { text-align: left; background: var(--st-secondary-background-color); white-space: nowrap; padding: 0; font-weight: 600; }
th > * { display: inline-block; padding: 7px 10px; font-weight: 600; }
td { padding: 6px 10px; vertical-align: top; border-top: 1px solid var(--st-border-color); overflow-wrap: anywhere; }
td:first-child { min-width: 16em; }
tbody tr { cursor: pointer; }
tbody tr:hover { background: var(--st-secondary-background-color); }
button { font: inherit; color: inherit; background: none; border: 0; cursor: pointer; text-align: inherit; }
td button { padding: 0; color: var(--st-link-color); text-decoration: underline; overflow-wrap: anywhere; }
.pager { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin-top: 8px; }
.pager button { border: 1px solid var(--st-border-color); border-radius: 4px; padding: 3px 10px; }
.pager button:hover:enabled { border-color: var(--st-primary-color); }
.pager button:disabled { opacity: 0.55; cursor: default; }
:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 1px; }
@container (max-width: 640px) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, td { display: block; }
  tr { border-top: 1px solid var(--st-border-color); padding: 8px 10px; }
  td { display: grid; grid-template-columns: 6.5em 1fr; border: 0; padding: 1px 0; }
  td:first-child { min-width: 0; }
  td::before { content: attr(data-label); opacity: 0.85; }
  td:empty { display: none; }
}
`;

const lists = new WeakMap();

export default function render({ data, parentElement, setTriggerValue }) {
  let list = lists.get(parentElement);
  if (!list) {
    list = make("div", { className: "reports" });
    parentElement.append(make("style", { textContent: STYLE }), list);
    lists.set(parentElement, list);
  }
  const focused = list.getRootNode().activeElement?.dataset.focus;
  const wrap = make("div", { className: "wrap" });
  wrap.append(buildTable(data, setTriggerValue));
  list.replaceChildren(wrap, buildPager(data, setTriggerValue));
  // A redraw must not throw a keyboard user back to the top of the page.
  if (focused) focus(list, focused);
}

function buildTable(data, send) {
  const table = make("table");
  table.append(make("caption", { textContent: data.caption }));
  const head = table.createTHead().insertRow();
  for (const column of data.columns) head.append(buildHeading(column, data, send));
  const body = table.createTBody();
  for (const row of data.rows) {
    const line = body.insertRow(), open = () => send("open", row.id);
    line.addEventListener("click", () => String(getSelection()) || open());
    row.cells.forEach((text, index) => {
      const cell = line.insertCell();
      cell.dataset.label = data.columns[index].label;
      if (index) {
        cell.textContent = text;
        return;
      }
      const button = make("button", { type: "button", textContent: text });
      button.dataset.focus = `row-${row.id}`;
      button.addEventListener("click", (event) => {
        event.stopPropagation();
        open();
      });
      cell.append(button);
    });
  }
  return table;
}

function buildHeading(column, data, send) {
  const cell = make("th", { scope: "col" });
  if (!column.sort) {
    cell.append(make("span", { textContent: column.label }));
    return cell;
  }
  const on = data.sort === column.sort;
  cell.setAttribute("aria-sort", on ? (data.descending ? "descending" : "ascending") : "none");
  const button = make("button", { type: "button", textContent: `${column.label} ${on ? (data.descending ? "▼" : "▲") : ""}` });
  button.dataset.focus = `sort-${column.sort}`;
  button.addEventListener("click", () => send("sort", column.sort));
  cell.append(button);
  return cell;
}

function buildPager(data, send) {
  const pager = make("nav", { className: "pager" });
  pager.setAttribute("aria-label", "Pages of the table");
  const page = Math.floor(data.first / data.perPage) + 1, pages = Math.ceil(data.total / data.perPage);
  const turn = (label, to) => {
    const button = make("button", { type: "button", textContent: label, disabled: to < 1 || to > pages || to === page });
    button.dataset.focus = `page-${label}`;
    button.addEventListener("click", () => send("page", to));
    return button;
  };
  const [first, last, total] = [data.first + 1, Math.min(data.first + data.perPage, data.total), data.total];
  const shown = make("span", { textContent: `${first.toLocaleString("en")} to ${last.toLocaleString("en")} of ${total.toLocaleString("en")}` });
  shown.setAttribute("role", "status");
  if (pages > 1) pager.append(turn("First", 1), turn("Previous", page - 1), shown, turn("Next", page + 1), turn("Last", pages));
  else pager.append(shown);
  return pager;
}

/** Put the focus back where it was; a button that is of no use on this page gives it to its neighbour. */
function focus(list, name) {
  const found = list.querySelector(`[data-focus="${CSS.escape(name)}"]`);
  const target = found?.disabled ? list.querySelector(".pager button:enabled") : found;
  target?.focus({ preventScroll: true });
}

function make(tag, values = {}) {
  return Object.assign(document.createElement(tag), values);
}
