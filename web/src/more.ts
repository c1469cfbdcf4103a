/** The pages under More: a press elsewhere, the focus elsewhere or Escape closes them again. */

export function startMore(): void {
  const more = document.getElementById("more-pages") as HTMLDetailsElement | null;
  if (!more) return;
  addEventListener("pointerdown", (event) => {
    if (!more.contains(event.target as Node)) more.open = false;
  });
  more.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !more.contains(event.relatedTarget as Node)) more.open = false;
  });
  more.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !more.open) return;
    event.stopPropagation();
    more.open = false;
    more.querySelector("summary")!.focus();
  });
}
