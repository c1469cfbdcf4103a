/** The page of the audit: verify the ledger, and say in words what came of it. */
import { sender, turnedAway } from "../connection";

interface Proof {
  ok: boolean;
  anchored: boolean;
  faults: { what: string; where: string }[];
  faults_count: number;
}

const form = document.getElementById("audit-verify") as HTMLFormElement | null;
if (form) start(form);

function start(form: HTMLFormElement): void {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void verify(form);
  });
}

async function verify(form: HTMLFormElement): Promise<void> {
  const button = document.getElementById("audit-verify-button") as HTMLButtonElement;
  const verdict = document.getElementById("audit-verdict")!;
  const faults = document.getElementById("audit-faults")!;
  if (button.getAttribute("aria-disabled") === "true") return;
  const given = (document.getElementById("audit-anchor") as HTMLInputElement).value.trim();
  button.setAttribute("aria-disabled", "true");
  faults.replaceChildren();
  tell(verdict, form.dataset["running"] ?? "", "");
  try {
    const answer = await fetch("/api/v1/verify", {
      method: "POST",
      headers: sender({ "Content-Type": "application/json" }),
      body: JSON.stringify(given ? { anchor: given } : {}),
    });
    if (turnedAway(answer)) return;
    const told = (await answer.json()) as Proof & { detail?: string };
    if (!answer.ok) throw new Error(told.detail ?? String(answer.status));
    const proof: Proof = told;
    const text = proof.ok ? (proof.anchored ? form.dataset["whole"] : form.dataset["open"]) : form.dataset["broken"];
    tell(verdict, `${proof.ok ? "✓" : "✗"} ${(text ?? "").replace("%count", String(proof.faults_count))}`, proof.ok ? "good" : "bad");
    faults.replaceChildren(...proof.faults.slice(0, 20).map((each) => item(`${each.what}: ${each.where}`)));
  } catch (error) {
    tell(verdict, (form.dataset["failed"] ?? "").replace("%why", error instanceof Error ? error.message : ""), "bad");
  }
  button.removeAttribute("aria-disabled");
}

function tell(box: HTMLElement, text: string, mood: string): void {
  box.className = mood;
  box.textContent = text;
}

function item(text: string): HTMLLIElement {
  const made = document.createElement("li");
  made.textContent = text;
  return made;
}
