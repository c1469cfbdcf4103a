/** Forms that do one thing each: what they hold is sent, what came of it is said, and the page is loaded anew. */
import { reachable, sender, turnedAway } from "../connection";
import { say } from "../words";

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** What the browser keeps from one loading of the page to the next: what was done. */
const DONE = "northline-patrol-done";
/** Milliseconds after the page is there at which it is said, so that a reader hears it. */
const BREATH = 150;

interface Answer {
  detail?: string;
  plan?: { event_id: string };
}

/** Start every form of the page. */
export function startForms(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form.do")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void act(form, () => contentOf(form));
    });
  }
  const done = sessionStorage.getItem(DONE);
  sessionStorage.removeItem(DONE);
  const said = document.getElementById("said");
  if (done && said) setTimeout(() => (said.textContent = done), BREATH);
}

/** Send what a form holds, unless something is missing in it. */
export async function act(form: HTMLFormElement, content: () => Record<string, unknown>): Promise<void> {
  const button = form.querySelector<HTMLButtonElement>("button[type=submit]")!;
  if (button.getAttribute("aria-disabled") === "true") return;
  tell(form, "");
  const missing = [...form.querySelectorAll<Control>("[required]")].find((each) => !each.value.trim());
  if (missing) {
    missing.setAttribute("aria-invalid", "true");
    missing.focus();
    return tell(form, missing.labels?.[0]?.textContent ?? say("needs-reason"));
  }
  button.setAttribute("aria-disabled", "true");
  try {
    const { path, done, then } = form.dataset;
    const answer = await post(path ?? "", content());
    if (!answer) return;
    sessionStorage.setItem(DONE, done ?? "");
    if (then) location.assign(then.replace("%plan", answer.plan?.event_id ?? ""));
    else location.reload();
  } catch (error) {
    tell(form, ...wordsOf(error));
    button.removeAttribute("aria-disabled");
  }
}

/** It was refused: the status, and what the node says of it, in English. */
export class NotKept extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
  ) {
    super(detail);
  }
}

/** Send a document; null where the page is left because nobody is signed in any more. */
export async function post<T = Answer>(path: string, content: unknown): Promise<T | null> {
  let answer: Response;
  try {
    answer = await fetch(path, { method: "POST", headers: sender({ "Content-Type": "application/json" }), body: JSON.stringify(content) });
  } catch (error) {
    reachable(false);
    throw error;
  }
  reachable(true);
  if (turnedAway(answer)) return null;
  if (!answer.ok) throw new NotKept(answer.status, ((await answer.json()) as Answer).detail ?? "");
  return (await answer.json()) as T;
}

/** Why something was not kept: in the page's language, and what the node says of it, in English. */
export function wordsOf(error: unknown): [string, string] {
  if (!(error instanceof NotKept)) return [say("unreachable"), ""];
  return error.status === 403 ? [say("forbidden"), ""] : [say("not-kept"), error.detail];
}

/** Say something beside a form. */
export function tell(form: HTMLFormElement, text: string, english = ""): void {
  if (!text) for (const each of form.querySelectorAll("[aria-invalid]")) each.removeAttribute("aria-invalid");
  const box = form.querySelector<HTMLElement>("[data-told]");
  if (!box) return;
  box.textContent = text;
  if (!english) return;
  const detail = document.createElement("span");
  detail.lang = "en";
  detail.textContent = ` ${english}`;
  box.append(detail);
}

/** What a form holds, by the names of its fields; what is empty is left out. */
function contentOf(form: HTMLFormElement): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const each of form.querySelectorAll<Control>("input[name], select[name], textarea[name]")) {
    const text = each.value.trim();
    if (each instanceof HTMLInputElement && each.type === "checkbox") {
      if (each.checked && "flag" in each.dataset) found[each.name] = true;
      else if (each.checked) ((found[each.name] ??= []) as string[]).push(text);
    } else if (!text) continue;
    else if ("number" in each.dataset) found[each.name] = Number(text.replace(",", "."));
    else if ("lines" in each.dataset) found[each.name] = text.split("\n").map((line) => line.trim()).filter(Boolean);
    else found[each.name] = "utc" in each.dataset ? `${text}Z` : text;
  }
  return found;
}
