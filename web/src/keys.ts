/** Single keys as commands.  They can be switched off (WCAG 2.1, 2.1.4); arrows in the list stay. */

const KEPT = "northline-keys";
const ARROWS: Record<string, string> = { ArrowDown: "j", ArrowUp: "k" };

/** Whether single letters are commands in this browser. */
function on(): boolean {
  return localStorage.getItem(KEPT) !== "off";
}

/** Do something for each key; `inList` says whether the focus is in the list, where arrows count. */
export function startKeys(commands: Map<string, () => void>, inList: () => boolean): void {
  const help = document.getElementById("keys") as HTMLDialogElement;
  const box = document.getElementById("keys-on") as HTMLInputElement;
  box.checked = on();
  box.addEventListener("change", () => localStorage.setItem(KEPT, box.checked ? "on" : "off"));
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("#show-keys")) help.showModal();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const target = event.target as HTMLElement;
    if (document.querySelector("dialog[open]") || target.matches("input, select, textarea, [contenteditable]")) return;
    const arrow = ARROWS[event.key];
    if (arrow ? !inList() : !on()) return;
    const command = event.key === "?" ? () => help.showModal() : commands.get(arrow ?? event.key.toLowerCase());
    if (!command) return;
    event.preventDefault();
    command();
  });
}
