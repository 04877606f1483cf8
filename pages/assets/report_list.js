// The queue of reports as a table, a page at a time; a row opens its report.
//
// data: { rows: [{ id, cells: [text of each column] }], columns: [label], first, total, perPage, caption }
// Sends the triggers "open" (id) and "page" (1-based). All text is set as text, never as HTML.

const STYLE = `
:host { display: block; }
.reports { color: var(--st-text-color); font-family: var(--st-font); font-size: 13.5px; line-height: 1.4; container-type: inline-size; }
.wrap { overflow-x: auto; border: 1px solid var(--st-border-color); border-radius: 4px; }
table { border-collapse: collapse; width: 100%; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th { text-align: left; background: var(--st-secondary-background-color); white-space: nowrap; padding: 7px 10px; font-weight: 600; }
td { padding: 6px 10px; vertical-align: top; border-top: 1px solid var(--st-border-color); overflow-wrap: anywhere; }
td:first-child { min-width: 16em; }
tbody tr { cursor: pointer; }
tbody tr:hover { background: var(--st-secondary-background-color); }
button { font: inherit; color: inherit; background: none; border: 0; cursor: pointer; text-align: inherit; padding: 0; }
td button { color: var(--st-link-color); text-decoration: underline; overflow-wrap: anywhere; }
.pager { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin-top: 8px; }
.pager button { border: 1px solid var(--st-border-color); border-radius: 4px; padding: 3px 10px; }
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
  const wrap = make("div", { className: "wrap" });
  wrap.append(buildTable(data, setTriggerValue));
  list.replaceChildren(wrap, ...(data.total > data.perPage ? [buildPager(data, setTriggerValue)] : []));
}

function buildTable(data, send) {
  const table = make("table");
  table.append(make("caption", { textContent: data.caption }));
  const head = table.createTHead().insertRow();
  for (const label of data.columns) head.append(make("th", { textContent: label, scope: "col" }));
  const body = table.createTBody();
  for (const row of data.rows) {
    const line = body.insertRow(), open = () => send("open", row.id);
    line.addEventListener("click", () => String(getSelection()) || open());
    row.cells.forEach((text, index) => {
      const cell = line.insertCell();
      cell.dataset.label = data.columns[index];
      if (index) {
        cell.textContent = text;
        return;
      }
      const button = make("button", { type: "button", textContent: text });
      button.addEventListener("click", (event) => {
        event.stopPropagation();
        open();
      });
      cell.append(button);
    });
  }
  return table;
}

function buildPager(data, send) {
  const pager = make("div", { className: "pager" }), page = Math.floor(data.first / data.perPage) + 1;
  const last = Math.ceil(data.total / data.perPage);
  const turn = (text, to) => {
    const button = make("button", { type: "button", textContent: text, disabled: to < 1 || to > last });
    button.addEventListener("click", () => send("page", to));
    return button;
  };
  const shown = make("span", { textContent: `${data.first + 1} to ${Math.min(data.first + data.perPage, data.total)} of ${data.total}` });
  pager.append(turn("Previous", page - 1), turn("Next", page + 1), shown);
  return pager;
}

function make(tag, values = {}) {
  return Object.assign(document.createElement(tag), values);
}
