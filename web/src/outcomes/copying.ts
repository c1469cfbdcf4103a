/** Buttons that copy the command beside them; without a clipboard they stay hidden. */
import { say } from "../words";

const SHOWN_MS = 2000;

export function startCopying(): void {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll<HTMLButtonElement>("button.copy")) {
    const command = button.parentElement?.querySelector("code");
    if (!command) continue;
    button.hidden = false;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", () => {
      void navigator.clipboard.writeText(command.textContent ?? "").then(() => {
        button.textContent = say("copied");
        setTimeout(() => (button.textContent = say("copy")), SHOWN_MS);
      });
    });
  }
}
