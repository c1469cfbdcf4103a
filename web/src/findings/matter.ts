/** A finding on the page, as the server put it into its element; and the verbs it offers. */
import { say } from "../words";

/** A verb that the rules allow now; see northline.app.offered. */
export interface Offer {
  verb: string;
  /** Id of what the decision is about: the finding, or the decision to retract. */
  about: string;
  authority: boolean;
  /** Whether it is proposed only, until a second person approves it. */
  second: boolean;
  /** Whether it is about a decision: one's own to retract, or one that waits for a second person. */
  to: boolean;
  /** The verb of the decision that waits for a second person, or empty. */
  of: string;
  /** Of a plan: the unit that is sent, or the sensor that is to look. */
  names?: string;
  /** What it is about in words, where that is not the finding. */
  what?: string;
}

/** An offer with the word that its texts are found by. */
export interface Said extends Offer {
  word: string;
}

function said(offer: Offer): Said {
  return { ...offer, word: offer.of ? `second-${offer.verb}` : offer.verb };
}

/** To retract a decision. */
export function retraction(about: string): Said {
  return said({ verb: "retract", about, authority: false, second: false, to: true, of: "" });
}

/** To take up a line of a plan: its button says which. */
export function sending(button: HTMLElement): Said {
  const { about, names, what, word } = button.dataset;
  const grave = button.dataset.grave !== undefined;
  return { verb: "dispatch", about: about ?? "", authority: grave, second: grave, to: false, of: "", names, what, word: word ?? "send" };
}

/** The offer that a letter is for: what is grave is pressed as a button. */
export function byLetter(matter: Matter, verb: string): Said | undefined {
  return matter.offers.find((each) => each.verb === verb && !each.second && !each.of);
}

/** What was done, when it was. */
export function doneWord(offer: Said): string {
  return offer.second ? say(`${offer.word}-proposed`) : say(`${offer.word}-past`);
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
  get offers(): Said[] {
    return (JSON.parse(this.element.dataset.offers ?? "[]") as Offer[]).map(said);
  }
}

/** The key of each verb that has one, and the verb. */
export const LETTERS = new Map<string, string>(
  ["acknowledge", "dismiss", "confirm", "approve", "retract"].map((verb) => [say(`${verb}-key`), verb]),
);

/** Buttons for what a finding offers; what needs a second person says so. */
export class Verbs {
  readonly element = document.createElement("div");

  constructor(private readonly chosen: (matter: Matter, offer: Said) => void) {
    this.element.className = "verbs buttons";
    this.element.id = "verbs";
    this.element.setAttribute("role", "group");
  }

  /** Show the verbs of a finding, at a place of the page. */
  show(matter: Matter, place: HTMLElement): void {
    this.element.setAttribute("aria-label", matter.title);
    this.element.replaceChildren(...matter.offers.map((offer) => this.button(matter, offer)));
    const grave = matter.offers.filter((offer) => offer.second).map((offer) => say(`${offer.word}-name`));
    if (grave.length) this.element.append(why(grave));
    if (this.element.parentElement !== place) place.append(this.element);
    this.element.hidden = matter.offers.length === 0;
  }

  private button(matter: Matter, offer: Said): HTMLElement {
    const button = document.createElement("button");
    const key = say(`${offer.word}-key`);
    button.type = "button";
    button.dataset.verb = offer.word;
    button.textContent = say(`${offer.word}-name`);
    if (offer.second) button.setAttribute("aria-describedby", "verbs-second");
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
  const note = document.createElement("span");
  note.id = "verbs-second";
  note.className = "small";
  note.textContent = say("second", { verbs: grave.join(", ") });
  return note;
}
