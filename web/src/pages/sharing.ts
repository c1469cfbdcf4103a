/** One record's sharing: the form that marks it anew, once one has seen what that changes. */
import { sender, signedOut } from "../connection";

const form = document.querySelector<HTMLFormElement>("#sharing-mark");
if (form) start(form);

function start(form: HTMLFormElement): void {
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
    const answer = await fetch(form.dataset["post"]!, {
      method: "POST",
      headers: sender({ "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() }),
      body: JSON.stringify(Object.fromEntries(new FormData(form))),
    });
    if (answer.status === 401) return signedOut();
    const said = (await answer.json()) as { detail?: string; yourself?: boolean };
    if (!answer.ok) throw new Error(said.detail ?? String(answer.status));
    // Whoever took it out of their own sight is led where something is to be seen.
    location.assign(form.dataset[said.yourself ? "then" : "otherwise"]!);
  } catch (error) {
    told.textContent = (form.dataset["failed"] ?? "%why").replace("%why", error instanceof Error ? error.message : "");
  }
  button.removeAttribute("aria-disabled");
}
