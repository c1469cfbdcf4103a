/** What lies under the picture: the built-in map, or one that somebody has added to the node. */
import type { StyleSpecification } from "maplibre-gl";

/** A background that can be chosen. */
export interface Background {
  name: string;
  title?: string;
}

/** The backgrounds that this node has. */
export async function backgrounds(): Promise<Background[]> {
  return [{ name: "" }];
}

/** The style of a background. */
export function styleOf(_background: Background, dark: boolean, _language: string): StyleSpecification {
  return { version: 8, sources: {}, layers: [{ id: "ground", type: "background", paint: { "background-color": dark ? "#12171c" : "#cfe0ea" } }] };
}
