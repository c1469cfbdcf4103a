/** The queue of pairs: from one to the next by single keys. */

/** What each key does in the queue. */
export function queueCommands(page: HTMLElement): Map<string, () => void> {
  const links = [...page.querySelectorAll<HTMLElement>("#screening-pairs a.open")];
  const move = (by: number): void => {
    const at = links.indexOf(document.activeElement as HTMLElement);
    links[Math.min(Math.max(at + by, 0), links.length - 1)]?.focus();
  };
  return new Map([
    ["j", () => move(1)],
    ["k", () => move(-1)],
  ]);
}
