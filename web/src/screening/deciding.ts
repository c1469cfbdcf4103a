/** Deciding about a pair: a single key chooses, the reason is written, and the next pair comes up. */
import { act, tell } from "../patrol/forms";
import { say } from "../words";

/** Start the form, where this person may decide, and say what each key does. */
export function startDeciding(page: HTMLElement): Map<string, () => void> {
  const commands = new Map<string, () => void>();
  for (const [key, where] of [["j", page.dataset.after], ["k", page.dataset.before]] as const) {
    if (where) commands.set(key, () => location.assign(where));
  }
  const form = document.getElementById("decide") as HTMLFormElement | null;
  if (!form) return commands;
  form.hidden = false;
  const reason = document.getElementById("decide-reason") as HTMLTextAreaElement;
  const verbs = [...form.querySelectorAll<HTMLInputElement>("input[name=verb]")];
  const cites = document.getElementById("cites") as HTMLFieldSetElement | null;
  const chosen = (): string => verbs.find((each) => each.checked)?.value ?? "";
  // What differs may only clear: it can be cited with a no match, and with nothing else.
  const fit = (): void => void (cites && (cites.disabled = chosen() !== "no-match"));
  for (const each of verbs) {
    each.addEventListener("change", fit);
    commands.set(each.dataset.key ?? "", () => {
      each.checked = true;
      fit();
      reason.focus();
    });
  }
  const send = (): void => {
    if (!chosen()) {
      tell(form, say("needs-verb"));
      verbs[0]?.focus();
      return;
    }
    void act(form, () => {
      const cited = cites && !cites.disabled ? [...cites.querySelectorAll<HTMLInputElement>("input:checked")] : [];
      return { verb: chosen(), reason: reason.value.trim(), cites: cited.map((each) => each.value) };
    });
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.ctrlKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  fit(); // a browser that comes back may have kept what was chosen
  return commands;
}
