/** The pages of sensors and of units: a form that states what one is, and the table anew when it was kept. */
import { sender, signedOut } from "../connection";

type Fields = Record<string, string | string[]>;
type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const form = document.querySelector<HTMLFormElement>("form[data-post]");
if (form) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(form);
  });
}

async function send(form: HTMLFormElement): Promise<void> {
  const button = form.querySelector<HTMLButtonElement>("button[type=submit]")!;
  const told = form.querySelector<HTMLElement>("[data-told]")!;
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  told.textContent = "";
  try {
    const answer = await fetch(form.dataset["post"] ?? "", {
      method: "POST",
      headers: sender({ "Content-Type": "application/json" }),
      body: JSON.stringify(fields(form)),
    });
    if (answer.status === 401) signedOut();
    if (!answer.ok) throw new Error(((await answer.json()) as { detail?: string }).detail ?? String(answer.status));
    location.reload();
  } catch (error) {
    told.textContent = (form.dataset["failed"] ?? "%why").replace("%why", error instanceof Error ? error.message : "");
  }
  button.removeAttribute("aria-disabled");
}

/** What the form says; what is empty is left out. */
function fields(form: HTMLFormElement): Fields {
  const said: Fields = {};
  for (const each of form.querySelectorAll<Field>("input[name], textarea[name], select[name]")) {
    const text = each.value.trim();
    if (!text) continue;
    if ("lines" in each.dataset) said[each.name] = text.split("\n").map((line) => line.trim()).filter(Boolean);
    else said[each.name] = "utc" in each.dataset ? `${text}Z` : text;
  }
  return said;
}
