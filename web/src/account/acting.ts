/** Forms that do one thing each: what they hold is sent, and what came of it is said. */
import { reachable, sender, tellOtherPages, turnedAway } from "../connection";
import { say } from "../words";
import { contentOf, missingIn } from "./content";
import { lockedUntil } from "./locked";
import { showOnce } from "./once";
import { isSure } from "./sure";

/** What the browser keeps from one loading of the page to the next: what was done. */
const DONE = "northline-done";
/** Milliseconds after the page is there at which it is said, so that a reader hears it. */
const BREATH = 150;

interface Answer {
  /** What is shown this once. */
  secret?: string;
  password?: string;
  /** Of a problem: its sort, and what is wrong, in English. */
  title?: string;
  detail?: string;
}

/** Start every form of the page. */
export function startActing(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form.act")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void act(form);
    });
  }
  const done = sessionStorage.getItem(DONE);
  sessionStorage.removeItem(DONE);
  const said = document.getElementById("said");
  if (done && said) setTimeout(() => (said.textContent = done), BREATH);
}

async function act(form: HTMLFormElement): Promise<void> {
  const button = form.querySelector<HTMLButtonElement>("button[type=submit]")!;
  if (button.getAttribute("aria-disabled") === "true") return;
  tell(form, "");
  const missing = missingIn(form);
  if (missing) {
    missing.at.setAttribute("aria-invalid", "true");
    missing.at.focus();
    return tell(form, missing.why);
  }
  const { sure } = form.dataset;
  if (sure && !(await isSure(button.textContent?.trim() ?? "", sure))) return;
  button.setAttribute("aria-disabled", "true");
  try {
    await send(form);
  } catch {
    reachable(false);
    tell(form, say("unreachable"));
  }
  button.removeAttribute("aria-disabled");
}

async function send(form: HTMLFormElement): Promise<void> {
  const { method, path, done, once } = form.dataset;
  const content = contentOf(form);
  const body = Object.keys(content).length ? JSON.stringify(content) : null;
  const headers = sender(body ? { "Content-Type": "application/json" } : {});
  const answer = await fetch(path ?? "", { method: method ?? "POST", headers, body });
  reachable(true);
  const told = (await answer.json()) as Answer;
  if (!answer.ok) return fail(form, answer, told);
  if (once) return showOnce(once, form.dataset["onceMeans"] ?? "", told.secret ?? told.password ?? "");
  sessionStorage.setItem(DONE, done ?? "");
  tellOtherPages();
  location.reload();
}

/** Why it was refused, in a sentence of the page's language; what the node says of it in full is in English. */
function fail(form: HTMLFormElement, answer: Response, told: Answer): void {
  const ofPassword = form.dataset["kind"] === "password";
  const locked = lockedUntil(answer);
  if (answer.status === 401 && told.title === "sign in refused") return tell(form, say("old-wrong"));
  if (turnedAway(answer)) return;
  if (locked) return tell(form, say("locked", { t: locked }));
  if (answer.status === 403) return tell(form, say("forbidden"));
  if (answer.status === 404) return tell(form, say("gone"));
  if (answer.status !== 400) return tell(form, say("failed", { n: answer.status }));
  if (ofPassword) return tell(form, say("password-refused"));
  tell(form, say("refused"), told.detail ?? "");
}

function tell(form: HTMLFormElement, text: string, english = ""): void {
  for (const each of form.querySelectorAll("[aria-invalid]")) each.removeAttribute("aria-invalid");
  const box = form.querySelector<HTMLElement>(".error");
  if (!box) return;
  box.hidden = !text;
  box.textContent = text;
  if (!english) return;
  const detail = document.createElement("span");
  detail.lang = "en";
  detail.textContent = ` ${english}`;
  box.append(detail);
}
