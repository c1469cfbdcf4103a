/** Tabs by the ARIA pattern: arrow keys move, the sheet of the chosen one is shown. */

/** Let the tabs in a list work; calls back with the id of the sheet that is shown now. */
export function startTabs(list: HTMLElement, shown: (sheet: string) => void): void {
  const tabs = [...list.querySelectorAll<HTMLButtonElement>("[role=tab]")];
  const choose = (tab: HTMLButtonElement, focus: boolean): void => {
    for (const each of tabs) {
      const on = each === tab;
      each.setAttribute("aria-selected", String(on));
      each.tabIndex = on ? 0 : -1;
      document.getElementById(each.getAttribute("aria-controls") ?? "")!.hidden = !on;
    }
    if (focus) tab.focus();
    shown(tab.getAttribute("aria-controls") ?? "");
  };
  tabs.forEach((tab, i) => {
    tab.addEventListener("click", () => choose(tab, false));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1, Home: -i, End: tabs.length - 1 - i }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      choose(tabs[(i + step + tabs.length) % tabs.length]!, true);
    });
  });
}
