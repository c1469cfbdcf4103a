/** Dark or light: as the system says, until somebody chooses; the choice stays in this browser. */

const KEY = "northline-theme";
const system = matchMedia("(prefers-color-scheme: dark)");

/** Whether the page is dark now. */
export function isDark(): boolean {
  const chosen = document.documentElement.dataset.theme;
  return chosen === "dark" || (chosen !== "light" && system.matches);
}

/** Take up the choice made earlier, and let the button change it. */
export function startTheme(): void {
  const chosen = localStorage.getItem(KEY);
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
  const button = document.getElementById("theme") as HTMLButtonElement;
  const show = (): void => {
    button.setAttribute("aria-pressed", String(isDark()));
    button.textContent = (isDark() ? button.dataset.light : button.dataset.dark) ?? "";
    document.dispatchEvent(new CustomEvent("northline:theme"));
  };
  button.addEventListener("click", () => {
    const next = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    localStorage.setItem(KEY, next);
    show();
  });
  system.addEventListener("change", show);
  show();
}
