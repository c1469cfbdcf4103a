/** The address of the page names what it shows, so that a link shows another person the same. */

/** What an address names. */
export interface View {
  lon: number;
  lat: number;
  zoom: number;
  track: string | null;
  alert: string | null;
  sensor: string | null;
  /** End of the replayed hour, RFC 3339, or null when live. */
  until: string | null;
  /** Second in the replayed hour. */
  second: number | null;
}

/** The middle of the line between the two countries' east and west. */
const WHOLE = { lon: -95, lat: 49, zoom: 3.2 };

/** What the address of now names; null for a place it does not name. */
export function readAddress(): View & { placed: boolean } {
  const query = new URLSearchParams(location.search);
  const numeric = (name: string): number | null => {
    const text = query.get(name);
    return text === null || Number.isNaN(Number(text)) ? null : Number(text);
  };
  const lon = numeric("lon");
  const lat = numeric("lat");
  const placed = lon !== null && lat !== null && Math.abs(lat) <= 85 && Math.abs(lon) <= 180;
  return {
    lon: placed ? lon : WHOLE.lon,
    lat: placed ? lat : WHOLE.lat,
    zoom: numeric("zoom") ?? (placed ? 11 : WHOLE.zoom),
    track: query.get("track"),
    alert: query.get("alert"),
    sensor: query.get("sensor"),
    until: query.get("until"),
    second: numeric("second"),
    placed,
  };
}

/** Write what is shown into the address, without a step in the history. */
export function writeAddress(view: View): void {
  const query = new URLSearchParams(location.search);
  const put = (name: string, value: string | null): void => {
    if (value === null) query.delete(name);
    else query.set(name, value);
  };
  put("lon", view.lon.toFixed(5));
  put("lat", view.lat.toFixed(5));
  put("zoom", view.zoom.toFixed(1));
  put("track", view.track);
  put("alert", view.alert);
  put("sensor", view.sensor);
  put("until", view.until);
  put("second", view.second === null ? null : String(Math.round(view.second)));
  history.replaceState(null, "", `${location.pathname}?${query}`);
  const language = document.getElementById("language") as HTMLAnchorElement | null;
  if (language) {
    query.set("lang", language.hreflang);
    language.href = `${location.pathname}?${query}`;
  }
}
