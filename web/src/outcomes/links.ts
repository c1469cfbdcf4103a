/** A link to a claim opens what is folded under it; printing opens everything. */

function openTarget(): void {
  const name = decodeURIComponent(location.hash.slice(1));
  const target = name ? document.getElementById(name) : null;
  const folded = target?.querySelector<HTMLDetailsElement>("details");
  if (!target || !folded) return;
  folded.open = true;
  target.scrollIntoView();
}

/** Follow the address now and whenever it changes. */
export function startLinks(): void {
  addEventListener("hashchange", openTarget);
  openTarget();
  let folded: HTMLDetailsElement[] = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll<HTMLDetailsElement>("details:not([open])")];
    for (const each of folded) each.open = true;
  });
  addEventListener("afterprint", () => {
    for (const each of folded) each.open = false;
  });
}
