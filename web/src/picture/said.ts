/** What the picture says over the map while something is wrong: each matter until it is right again. */

import { Refused } from "../connection";
import { say } from "../words";

/** Why something could not be had, in the reader's words; what the node says in full is in English. */
export function why(error: unknown): string {
  return error instanceof Refused ? say("answer", { n: error.status }) : say("no-answer");
}

/** What may be wrong. */
export type About = "picture" | "map" | "alerts" | "ports" | "way" | "sensors" | "plots" | "coverage";

/** The words over the map. */
export class Said {
  private readonly box = document.getElementById("map-message")!;
  /** The page comes with the word that it waits for the picture. */
  private readonly texts = new Map<About, string>([["picture", this.box.textContent ?? ""]]);

  /** Say something of a matter; nothing where it is right. */
  say(about: About, text: string): void {
    this.texts.set(about, text);
    const all = [...this.texts.values()].filter(Boolean).join(" ");
    if (this.box.textContent !== all) this.box.textContent = all;
  }
}
