/** The pages of people's requests: forms that are sent as JSON, and what came of them in words. */
import { sender, signedOut } from "../connection";

type Fields = Record<string, unknown>;
interface Found {
  kinds: { kind: string; named: number; resting: number }[];
}

for (const form of document.querySelectorAll<HTMLFormElement>("form.post")) start(form);

function start(form: HTMLFormElement): void {
  form.hidden = false;
  const chooser = form.elements.namedItem("step");
  if (chooser instanceof HTMLSelectElement) {
    chooser.addEventListener("change", () => choose(form, chooser.value));
    choose(form, chooser.value);
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(form);
  });
}

/** Show only what belongs to the step that is chosen; the rest is not sent. */
function choose(form: HTMLFormElement, step: string): void {
  for (const part of form.querySelectorAll<HTMLFieldSetElement>("fieldset[data-for]")) {
    const on = (part.dataset["for"] ?? "").split(" ").includes(step);
    part.hidden = !on;
    part.disabled = !on;
  }
}

async function send(form: HTMLFormElement): Promise<void> {
  const button = form.querySelector<HTMLButtonElement>("button[type=submit]")!;
  const told = form.querySelector<HTMLElement>("[data-told]")!;
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  told.textContent = "";
  try {
    const answer = await fetch(form.dataset["post"]!, {
      method: "POST",
      headers: sender({ "Content-Type": "application/json" }),
      body: JSON.stringify(fields(form)),
    });
    if (answer.status === 401) signedOut();
    if (!answer.ok) throw new Error(((await answer.json()) as { detail?: string }).detail ?? String(answer.status));
    await done(form, answer);
  } catch (error) {
    told.textContent = (form.dataset["failed"] ?? "%why").replace("%why", error instanceof Error ? error.message : "");
  }
  button.removeAttribute("aria-disabled");
}

async function done(form: HTMLFormElement, answer: Response): Promise<void> {
  const { then, save, list } = form.dataset;
  if (save) keep(await answer.blob(), save);
  if (list) tell(form, document.getElementById(list)!, (await answer.json()) as Found);
  if (then) {
    const { request } = (await answer.json()) as { request: { number: string } };
    location.assign(then.replace("%number", request.number));
  }
}

/** What the form says; what is empty is left out. */
function fields(form: HTMLFormElement): Fields {
  const said: Fields = {};
  for (const each of form.elements) {
    if (!(each instanceof HTMLInputElement || each instanceof HTMLTextAreaElement || each instanceof HTMLSelectElement)) continue;
    const off = each.closest("fieldset")?.disabled ?? false;
    if (off || !each.name || !each.value.trim()) continue;
    said[each.name] = value(each);
  }
  return said;
}

function value(field: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement): unknown {
  const lines = field.value.split("\n").map((line) => line.trim()).filter(Boolean);
  if ("lines" in field.dataset) return lines;
  if ("pairs" in field.dataset) return Object.fromEntries(lines.map((line) => line.split("=").map((part) => part.trim())));
  return "utc" in field.dataset ? `${field.value}Z` : field.value.trim();
}

function tell(form: HTMLFormElement, list: HTMLElement, found: Found): void {
  const line = form.dataset["line"] ?? "";
  const texts = found.kinds.map((each) =>
    line.replace("%kind", each.kind).replace("%named", String(each.named)).replace("%resting", String(each.resting)),
  );
  list.replaceChildren(...(texts.length ? texts : [form.dataset["none"] ?? ""]).map(item));
}

function item(text: string): HTMLLIElement {
  const made = document.createElement("li");
  made.textContent = text;
  return made;
}

function keep(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
