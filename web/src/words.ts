/** Texts of the page in the reader's language, as the server put them into it. */

const texts: Record<string, string> = JSON.parse(document.getElementById("words")?.textContent ?? "{}");

/** A text by its name, with its values (`%name`) put in.  A missing one shows its name: a test looks. */
export function say(name: string, values: Record<string, string | number> = {}): string {
  return (texts[name] ?? name).replace(/%(\w+)/g, (whole, key: string) => String(values[key] ?? whole));
}

/** The language of the page: "en" or "fr". */
export const language = document.documentElement.lang === "fr" ? "fr" : "en";

const formats = new Map<number, Intl.NumberFormat>();

/** A number with so many decimals, as the language writes it; a dash where there is none. */
export function number(value: number | null | undefined, digits = 0): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  let format = formats.get(digits);
  if (!format) {
    format = new Intl.NumberFormat(`${language}-CA`, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    formats.set(digits, format);
  }
  return format.format(value);
}

/** An instant in UTC: "18:13:45", with the day where it is not today's. */
export function instant(ms: number, today: number): string {
  const text = new Date(ms).toISOString();
  return text.slice(0, 10) === new Date(today).toISOString().slice(0, 10) ? text.slice(11, 19) : `${text.slice(0, 10)} ${text.slice(11, 19)}`;
}

/** A position as people read it: "42.3145 N 83.0412 W" (O in French). */
export function position(lon: number, lat: number): string {
  const west = language === "fr" ? "O" : "W";
  return `${number(Math.abs(lat), 4)} ${lat < 0 ? "S" : "N"} ${number(Math.abs(lon), 4)} ${lon < 0 ? west : "E"}`;
}
