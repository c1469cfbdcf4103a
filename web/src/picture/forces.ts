/** Own units as they state themselves, and the plan for the chosen alert: its ways, on the map and in words. */
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import { ask } from "../connection";
import { Newest } from "../newest";
import { language, number, say } from "../words";
import { colour } from "./icons";

export type Feature = GeoJSON.Feature<GeoJSON.Geometry, Record<string, unknown>>;

/** Milliseconds between two questions for the units while nothing is decided: each is a look, and stands in the audit. */
const EVERY = 300_000;
/** What of a plan is told beside the map; the page of the finding tells all. */
const TOLD = /^dispatch-(send|meet|joint-crew|look.*|no-unit|stand-down|territory-.*)$/;

/** See northline.app.units.UnitNow. */
export interface Force {
  identity: string;
  crew: number | null;
  range: number | null;
  authority: string[] | null;
  marking: string | null;
  caveats: string[];
  sent: { by: string } | null;
}

interface Plan {
  map: { features: Feature[] };
  plan: { said: { code: string; en: string; fr: string }[] } | null;
}

/** Keeps units by identity, and the plan for the chosen alert. */
export class Forces {
  units = new Map<string, Force>();
  /** The ways and meetings of the plan. */
  features: Feature[] = [];
  private readonly box = document.getElementById("chosen-plan")!;
  private readonly unitsAsked = new Newest();
  private readonly planAsked = new Newest();
  private at = -Infinity;
  private of: string | null = null;
  private stood = -1;

  constructor(private readonly told: () => void) {}

  /** What is held is of another time, or may not be seen any more. */
  drop(): void {
    this.at = -Infinity;
    this.of = null;
    this.features = [];
    this.units.clear();
    this.unitsAsked.drop();
    this.planAsked.drop();
  }

  /**
   * Ask for what is due.
   *
   * @param alert - the chosen alert, or null
   * @param past - the instant that is shown in an hour gone by, ms, or null
   * @param matters - changes when something was found or decided
   */
  look(alert: string | null, past: number | null, matters: number): void {
    const moved = matters !== this.stood && past === null;
    this.stood = matters;
    if (!document.hidden && performance.now() - this.at > (moved ? 2_000 : EVERY)) void this.load(past);
    if (alert !== this.of || (moved && alert)) void this.plan(alert);
  }

  private async load(past: number | null): Promise<void> {
    this.at = performance.now();
    const query = past === null ? "" : `?at=${new Date(past).toISOString()}`;
    try {
      const answer = await this.unitsAsked.of(ask<{ units: Force[] }>(`/api/v1/units${query}`));
      if (!answer) return;
      this.units = new Map(answer.units.map((each) => [each.identity, each]));
      this.told();
    } catch {
      // Whether the node can be reached is said elsewhere.
    }
  }

  private async plan(alert: string | null): Promise<void> {
    if (alert !== this.of) this.show({ map: { features: [] }, plan: null });
    this.of = alert;
    this.planAsked.drop();
    if (!alert) return;
    try {
      const answer = await this.planAsked.of(ask<Plan>(`/api/v1/findings/${alert}/plan`));
      if (answer) this.show(answer);
    } catch {
      this.of = null;
    }
  }

  private show({ map, plan }: Plan): void {
    this.features = map.features;
    const lines = (plan?.said ?? []).filter((each) => TOLD.test(each.code)).map((each) => {
      const line = document.createElement("li");
      line.textContent = each[language];
      return line;
    });
    this.box.querySelector("ul")!.replaceChildren(...lines);
    this.box.hidden = !lines.length;
    this.told();
  }
}

/** What a unit states of itself and whether it is sent, as facts. */
export function ofForce(force: Force | undefined): [string, string][] {
  if (!force) return [];
  return [
    [say("crew"), number(force.crew)],
    [say("range-km"), rangeOf(force)],
    [say("authority"), force.authority?.join(", ") || "–"],
    [say("state"), sentOf(force)],
    [say("marking"), [force.marking, ...force.caveats].filter(Boolean).join(", ") || "–"],
  ];
}

/** How far it can still go. */
export function rangeOf(force: Force | undefined): string {
  return number(force?.range == null ? null : force.range / 1000);
}

/** Whether it is free, or who sent it. */
export function sentOf(force: Force | undefined): string {
  return force?.sent ? say("sent-by", { name: force.sent.by }) : force ? say("free") : "–";
}

/** Ways and meetings of the plan: the best unit's line is whole, the others' are broken. */
export function planLayers(): LayerSpecification[] {
  const is = (what: string): ExpressionSpecification => ["==", ["get", "is"], what];
  const paint = { "line-color": colour("--unit"), "line-width": 3 };
  return [
    { id: "plan-way", type: "line", source: "plan", filter: ["all", is("way"), ["==", ["get", "rank"], 1]], paint },
    { id: "plan-other", type: "line", source: "plan", filter: ["all", ["!=", ["get", "is"], "meeting"], ["any", ["!=", ["get", "rank"], 1], is("look")]], paint: { ...paint, "line-width": 2, "line-dasharray": [2, 2] } },
    { id: "plan-meet", type: "circle", source: "plan", filter: is("meeting"), paint: { "circle-radius": 6, "circle-color": colour("--ground"), "circle-stroke-color": colour("--unit"), "circle-stroke-width": 3 } },
    {
      id: "plan-said", type: "symbol", source: "plan", filter: is("meeting"),
      layout: { "text-field": ["concat", ["get", "rank"], ". ", ["get", "name"], ", ", ["number-format", ["get", "minutes"], { "max-fraction-digits": 0 }], " min"], "text-font": ["sans-serif"], "text-size": 12, "text-offset": [0.9, 0], "text-anchor": "left", "text-variable-anchor": ["left", "right", "top", "bottom"] },
      paint: { "text-color": colour("--ink"), "text-halo-color": colour("--ground"), "text-halo-width": 1.5 },
    },
  ];
}
