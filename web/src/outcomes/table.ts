/** What a chart draws, read off the table beside it: so the two cannot differ. */

export interface Drawn {
  /** Names of the lines. */
  names: string[];
  /** Periods as the table words them. */
  periods: string[];
  /** Seconds since 1970, then a column of figures for each line; null is a gap. */
  columns: [number[], ...(number | null)[][]];
}

const DAY = 86_400;
/** Seconds of the longest step of each kind, and a day: further apart, steps are missing between. */
const LONGEST: Record<string, number> = { month: 32 * DAY, quarter: 93 * DAY, year: 367 * DAY };

/** Read a table of steps so long; null where it has no row. */
export function drawn(table: HTMLTableElement, every: string): Drawn | null {
  const rows = [...table.tBodies[0]!.rows];
  if (!rows.length) return null;
  const names = [...table.tHead!.rows[0]!.cells].slice(1).map((cell) => cell.textContent ?? "");
  const times = rows.map((row) => Number(row.dataset["at"]));
  const figures = names.map((_, line) =>
    rows.map((row) => {
      const value = row.cells[line + 1]?.dataset["value"];
      return value ? Number(value) : null;
    }),
  );
  const found: Drawn = { names, periods: rows.map((row) => row.cells[0]?.textContent ?? ""), columns: [times, ...figures] };
  open(found, LONGEST[every] ?? Infinity);
  return found;
}

/** Put a gap where steps are missing, so that no line is drawn across it. */
function open(found: Drawn, longest: number): void {
  const [times, ...figures] = found.columns;
  for (let row = times.length - 1; row > 0; row--) {
    if (times[row]! - times[row - 1]! <= longest) continue;
    times.splice(row, 0, times[row - 1]! + longest);
    found.periods.splice(row, 0, "–");
    for (const column of figures) column.splice(row, 0, null);
  }
}
