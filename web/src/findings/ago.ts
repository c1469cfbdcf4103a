/** "3 minutes ago", kept true while the page is open. */
import { language } from "../words";

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];
const format = new Intl.RelativeTimeFormat(`${language}-CA`, { numeric: "always" });

/** Keep every `.ago` on the page true; `now` is the node's present when the page was made, ms. */
export function startAgo(now: number): void {
  const opened = performance.now();
  setInterval(() => {
    const present = now + performance.now() - opened;
    for (const each of document.querySelectorAll<HTMLElement>(".ago[data-at]")) {
      const text = ago(Number(each.dataset.at), present);
      if (each.textContent !== text) each.textContent = text;
    }
  }, 10_000);
}

function ago(at: number, now: number): string {
  const seconds = Math.round((at - now) / 1000);
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? UNITS[3]!;
  return format.format(Math.round(seconds / size), unit);
}
