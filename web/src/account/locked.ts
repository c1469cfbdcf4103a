/** After too many failures the next attempt counts only from an instant on. */

/** That instant of an answer, as the hour and minute in UTC; empty where the answer says nothing of it. */
export function lockedUntil(answer: Response): string {
  const seconds = Number(answer.headers.get("Retry-After"));
  if (answer.status !== 429 || !seconds) return "";
  // The minute after, so that nobody tries a moment too early and waits once more.
  return new Date(Date.now() + seconds * 1000 + 59_999).toISOString().slice(11, 16);
}
