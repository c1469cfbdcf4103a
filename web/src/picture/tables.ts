/** The twin of the map: everything on it as tables that work by keyboard.
 *
 * Rows are kept and changed in place, so that the focus stays where it is while the picture moves. */
import { number, say } from "../words";

/** One column: its name in words, what a row shows there, and what it is sorted by. */
export interface Column<T> {
  name: string;
  text: (row: T) => string;
  order: (row: T) => number | string;
  digits?: boolean;
}

/** Rows shown at first, and more each time somebody asks. */
const ROWS = 60;

/** One table; the first column is a button that chooses the row. */
export class Table<T> {
  private readonly body: HTMLTableSectionElement;
  private readonly empty: HTMLParagraphElement;
  private readonly more: HTMLButtonElement;
  private readonly filter: HTMLInputElement;
  private readonly rows = new Map<string, HTMLTableRowElement>();
  private held: T[] = [];
  private sorted: number | null = null;
  private down = false;
  private most = ROWS;

  constructor(
    private readonly sheet: HTMLElement,
    caption: string,
    private readonly columns: Column<T>[],
    private readonly keyOf: (row: T) => string,
    private readonly choose: (row: T) => void,
    emptyText: string,
  ) {
    const label = document.createElement("label");
    label.className = "small";
    label.textContent = `${say("filter")} `;
    this.filter = document.createElement("input");
    this.filter.type = "search";
    this.filter.addEventListener("input", () => this.draw());
    label.append(this.filter);
    const table = document.createElement("table");
    const title = table.createCaption();
    title.className = "hidden";
    title.textContent = caption;
    const head = table.createTHead().insertRow();
    columns.forEach((column, i) => head.append(this.header(column, i)));
    this.body = table.createTBody();
    this.empty = document.createElement("p");
    this.empty.className = "empty";
    this.empty.textContent = emptyText;
    this.more = document.createElement("button");
    this.more.type = "button";
    this.more.addEventListener("click", () => {
      this.most += 4 * ROWS;
      this.draw();
    });
    sheet.append(label, table, this.empty, this.more);
  }

  /** Show these rows; drawn only while the table can be seen. */
  set(rows: T[]): void {
    this.held = rows;
    if (!this.sheet.hidden) this.draw();
  }

  /** Mark the chosen row. */
  mark(key: string | null): void {
    for (const [each, row] of this.rows) row.classList.toggle("chosen-row", each === key);
  }

  /** Draw what is held. */
  draw(): void {
    const wanted = this.filter.value.trim().toLocaleLowerCase();
    let rows = this.held;
    if (wanted) rows = rows.filter((row) => this.columns.some((column) => column.text(row).toLocaleLowerCase().includes(wanted)));
    const by = this.sorted === null ? undefined : this.columns[this.sorted];
    if (by) rows = [...rows].sort((a, b) => (compare(by.order(a), by.order(b))) * (this.down ? -1 : 1));
    const focused = this.body.contains(document.activeElement) ? (document.activeElement as HTMLElement) : null;
    const shown = rows.slice(0, this.most);
    const keys = new Set(shown.map(this.keyOf));
    for (const [key, row] of this.rows) {
      if (keys.has(key)) continue;
      row.remove();
      this.rows.delete(key);
    }
    shown.forEach((row, i) => this.place(row, i));
    this.empty.hidden = rows.length > 0;
    this.body.parentElement!.hidden = rows.length === 0;
    const rest = rows.length - shown.length;
    this.more.hidden = rest <= 0;
    this.more.textContent = say("more", { n: number(rest) });
    // A row that moves loses the focus; one that goes leaves it to the table.
    if (focused && focused !== document.activeElement) (focused.isConnected ? focused : this.sheet).focus({ preventScroll: true });
  }

  private place(row: T, i: number): void {
    const key = this.keyOf(row);
    let line = this.rows.get(key);
    if (!line) {
      line = this.make(key);
      this.rows.set(key, line);
    }
    this.columns.forEach((column, c) => {
      const cell = line!.cells[c]!;
      const text = column.text(row);
      const holder = c === 0 ? cell.firstElementChild! : cell;
      if (holder.textContent !== text) holder.textContent = text;
    });
    if (this.body.rows[i] !== line) this.body.insertBefore(line, this.body.rows[i] ?? null);
  }

  private make(key: string): HTMLTableRowElement {
    const line = document.createElement("tr");
    this.columns.forEach((column, c) => {
      const cell = line.insertCell();
      if (column.digits) cell.className = "number";
      if (c > 0) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "row";
      button.title = say("show");
      button.addEventListener("click", () => {
        const row = this.held.find((each) => this.keyOf(each) === key);
        if (row !== undefined) this.choose(row);
      });
      cell.append(button);
    });
    return line;
  }

  private header(column: Column<T>, i: number): HTMLTableCellElement {
    const cell = document.createElement("th");
    cell.scope = "col";
    if (column.digits) cell.className = "number";
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = column.name;
    button.addEventListener("click", () => {
      this.down = this.sorted === i ? !this.down : false;
      this.sorted = i;
      for (const each of cell.parentElement!.children) each.removeAttribute("aria-sort");
      cell.setAttribute("aria-sort", this.down ? "descending" : "ascending");
      this.draw();
    });
    cell.append(button);
    return cell;
  }
}

function compare(a: number | string, b: number | string): number {
  return typeof a === "string" || typeof b === "string" ? String(a).localeCompare(String(b)) : a - b;
}
