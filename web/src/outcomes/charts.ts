/** Charts of the trends, drawn once they are scrolled to, in the colours of the page. */
import uPlot from "uplot";

import { language, number, say } from "../words";
import { drawn, type Drawn } from "./table";

const HEIGHT = 260;
const YEARS = [1, 2, 5, 10].map((years) => years * 365 * 86_400);
const WEEK = 7 * 86_400;
const SVG = "http://www.w3.org/2000/svg";
const DASHES: (number[] | undefined)[] = [undefined, [8, 4], [2, 3], [12, 4, 2, 4], [5, 2], [1, 5], [10, 3, 3, 3], [4, 8]];
const short = new Intl.NumberFormat(`${language}-CA`, { notation: "compact", maximumFractionDigits: 1 });

/** Draw each chart when it comes into sight, and again when the page turns dark or light. */
export function startCharts(): void {
  const charts = [...document.querySelectorAll<HTMLElement>("figure.trend")].flatMap((figure) => {
    const table = figure.querySelector("table");
    const box = figure.querySelector<HTMLElement>(".chart");
    const data = table && drawn(table, figure.dataset["every"] ?? "");
    return box && data ? [new Chart(figure, box, data)] : [];
  });
  const seen = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        seen.unobserve(entry.target);
        charts.find((chart) => chart.figure === entry.target)?.draw();
      }
    },
    { rootMargin: "400px" },
  );
  for (const chart of charts) seen.observe(chart.figure);
  const again = (): void => charts.forEach((chart) => chart.redraw());
  document.addEventListener("northline:theme", again);
  addEventListener("beforeprint", () => charts.forEach((chart) => chart.draw()));
}

class Chart {
  private plot: uPlot | null = null;
  private colours: string[] = [];

  constructor(
    readonly figure: HTMLElement,
    private readonly box: HTMLElement,
    private readonly data: Drawn,
  ) {
    // Room is kept from the beginning, so that nothing moves while one scrolls.
    box.hidden = false;
    box.setAttribute("role", "img");
    box.setAttribute("aria-label", say("chart", { title: figure.dataset["title"] ?? "" }));
    new ResizeObserver(() => this.plot?.setSize({ width: box.clientWidth, height: HEIGHT })).observe(box);
  }

  draw(): void {
    if (!this.plot) this.plot = new uPlot(this.options(), this.data.columns, this.box);
  }

  redraw(): void {
    if (!this.plot) return;
    this.plot.destroy();
    this.plot = null;
    this.draw();
  }

  /** Draw each line's pattern into the legend, so that its colour says nothing alone. */
  private mark(plot: uPlot): void {
    plot.root.querySelectorAll<HTMLElement>(".u-legend .u-series").forEach((row, place) => {
      const series = plot.series[place];
      const marker = row.querySelector(".u-marker");
      if (!series || !marker || place === 0) return;
      const sample = document.createElementNS(SVG, "svg");
      const line = document.createElementNS(SVG, "line");
      for (const [name, value] of Object.entries({ width: 28, height: 8 })) sample.setAttribute(name, String(value));
      for (const [name, value] of Object.entries({ x1: 0, x2: 28, y1: 4, y2: 4, "stroke-width": 2, stroke: this.colours[place - 1], "stroke-dasharray": series.dash?.join(" ") })) {
        if (value !== undefined) line.setAttribute(name, String(value));
      }
      sample.append(line);
      marker.replaceWith(sample);
    });
  }

  private options(): uPlot.Options {
    const style = getComputedStyle(this.box);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    this.colours = this.data.names.map((_, line) => colour(`--line-${(line % DASHES.length) + 1}`));
    const digits = Number(this.figure.dataset["digits"]);
    const axis = {
      stroke: colour("--faint"),
      grid: { stroke: colour("--rule"), width: 0.5 },
      ticks: { stroke: colour("--rule"), width: 0.5 },
      font: `12px ${style.fontFamily}`,
    };
    const yearly = this.figure.dataset["every"] === "year";
    const few = this.data.periods.length <= 40;
    return {
      width: this.box.clientWidth,
      height: HEIGHT,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
      hooks: { ready: [(plot) => this.mark(plot)] },
      cursor: { drag: { x: false, y: false }, points: { size: 7 } },
      axes: [
        { ...axis, ...(yearly ? { incrs: YEARS } : {}), space: 90, values: (_, ticks, __, ___, step) => ticks.map((tick) => dated(tick, step)) },
        { ...axis, size: 64, values: (_, ticks) => ticks.map((tick) => short.format(tick)) },
      ],
      // One period alone stands in the middle of its weeks, not at the edge of some years.
      scales: { x: { range: (_, low, high) => (this.data.periods.length === 1 ? [low - WEEK, low + WEEK] : [low, high]) }, y: { range: (_, low, high) => [Math.min(0, low), high > 0 ? high * 1.05 : 1] } },
      series: [
        { label: say("time"), value: (_, __, ___, row) => (row === null ? "–" : (this.data.periods[row] ?? "–")) },
        ...this.data.names.map((name, line): uPlot.Series => ({
          label: name,
          stroke: this.colours[line] ?? "",
          width: 2,
          dash: DASHES[line % DASHES.length] ?? [],
          points: { show: few, size: 5 },
          value: (_, value) => number(value, digits),
        })),
      ],
    };
  }
}

/** A tick of the time axis: the year, with the month where ticks are closer than a year, the day where closer than a month. */
function dated(seconds: number, step: number): string {
  const at = new Date(seconds * 1000);
  const year = String(at.getUTCFullYear());
  if (step >= 300 * 86_400) return year;
  if (step < 28 * 86_400) return new Intl.DateTimeFormat(`${language}-CA`, { day: "numeric", month: "short", timeZone: "UTC" }).format(at);
  return new Intl.DateTimeFormat(`${language}-CA`, { month: "short", year: "numeric", timeZone: "UTC" }).format(at);
}
