/** A question to the lists: what the form holds is asked, and the page of its answer is opened. */
import { post, tell, wordsOf } from "../patrol/forms";
import { say } from "../words";

type Control = HTMLInputElement | HTMLTextAreaElement;

interface Matched {
  responses: Record<string, { screening: string }>;
}

/** Start the form. */
export function startAsking(form: HTMLFormElement): void {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void ask(form);
  });
}

async function ask(form: HTMLFormElement): Promise<void> {
  const button = form.querySelector<HTMLButtonElement>("button[type=submit]")!;
  if (button.getAttribute("aria-disabled") === "true") return;
  tell(form, "");
  const names = document.getElementById("ask-names") as HTMLTextAreaElement;
  if (!names.value.trim()) {
    names.setAttribute("aria-invalid", "true");
    names.focus();
    return tell(form, names.labels?.[0]?.textContent ?? "");
  }
  button.setAttribute("aria-disabled", "true");
  try {
    const answer = await post<Matched>(`/api/v1/match/${encodeURIComponent(valueOf("ask-dataset"))}`, { queries: { q1: queryOf(form) } });
    const made = answer && Object.values(answer.responses)[0];
    if (made) location.assign(`/screening/asked/${made.screening}#answer-title`);
    else if (answer) throw new Error(say("not-kept"));
  } catch (error) {
    tell(form, ...wordsOf(error));
    button.removeAttribute("aria-disabled");
  }
}

/** The question: what is empty is left out, and every value is a list. */
function queryOf(form: HTMLFormElement): Record<string, unknown> {
  const properties: Record<string, string[]> = {};
  for (const each of form.querySelectorAll<Control>("[data-property]")) {
    const values = each.value.split("lines" in each.dataset ? "\n" : ";").map((text) => text.trim()).filter(Boolean);
    if (values.length) properties[each.dataset.property ?? ""] = values;
  }
  const id = valueOf("ask-id");
  return { ...(id && { id }), schema: valueOf("ask-schema"), properties };
}

function valueOf(id: string): string {
  return (document.getElementById(id) as HTMLInputElement | HTMLSelectElement).value.trim();
}
