/** A finding on the page, as the server put it into its element; and the verbs it offers. */
import { say } from "../words";

/** A verb that the rules allow now; see northline.app.offered. */
export interface Offer {
  verb: string;
  /** Id of what the decision is about: the finding, or the decision to retract. */
  about: string;
  authority: boolean;
  /** Whether it needs a second person, and so cannot be decided here. */
  second: boolean;
}

/** The finding of an element. */
export class Matter {
  constructor(readonly element: HTMLElement) {}

  get id(): string {
    return this.element.dataset.id ?? "";
  }
  get event(): string {
    return this.element.dataset.event ?? "";
  }
  get title(): string {
    return this.element.dataset.title ?? "";
  }
  /** Where it stands, in words. */
  get standing(): string {
    return this.element.dataset.standing ?? "";
  }
  get offers(): Offer[] {
    return JSON.parse(this.element.dataset.offers ?? "[]") as Offer[];
  }
}

/** The key of each verb that has one, and the verb. */
export const LETTERS = new Map<string, string>(
  ["acknowledge", "dismiss", "confirm", "approve", "retract"].map((verb) => [say(`${verb}-key`), verb]),
);

/** Buttons for what a finding offers; what needs a second person stands there and says why. */
export class Verbs {
  readonly element = document.createElement("div");

  constructor(private readonly chosen: (matter: Matter, offer: Offer) => void) {
    this.element.className = "verbs buttons";
    this.element.id = "verbs";
    this.element.setAttribute("role", "group");
  }

  /** Show the verbs of a finding, at a place of the page. */
  show(matter: Matter, place: HTMLElement): void {
    this.element.setAttribute("aria-label", matter.title);
    this.element.replaceChildren(...matter.offers.map((offer) => this.button(matter, offer)));
    const grave = matter.offers.filter((offer) => offer.second).map((offer) => say(`${offer.verb}-name`));
    if (grave.length) this.element.append(why(grave));
    if (this.element.parentElement !== place) place.append(this.element);
    this.element.hidden = matter.offers.length === 0;
  }

  private button(matter: Matter, offer: Offer): HTMLElement {
    const button = document.createElement("button");
    const key = say(`${offer.verb}-key`);
    button.type = "button";
    button.dataset.verb = offer.verb;
    button.textContent = say(`${offer.verb}-name`);
    if (offer.second) {
      // aria-disabled, not disabled: whoever comes by keyboard hears why.
      button.setAttribute("aria-disabled", "true");
      button.setAttribute("aria-describedby", "verbs-second");
      return button;
    }
    if (key) {
      const shown = document.createElement("kbd");
      shown.textContent = key.toUpperCase();
      button.append(" ", shown);
      button.setAttribute("aria-keyshortcuts", key.toUpperCase());
    }
    button.addEventListener("click", () => this.chosen(matter, offer));
    return button;
  }
}

function why(grave: string[]): HTMLElement {
  const said = document.createElement("span");
  said.id = "verbs-second";
  said.className = "small";
  said.textContent = say("second", { verbs: grave.join(", ") });
  return said;
}
