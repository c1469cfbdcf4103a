/** The page Sign in: name, password and purpose; then on to where one was going. */
import { lockedUntil } from "../account/locked";
import { reachable, sender, tellOtherPages } from "../connection";
import { say } from "../words";

/** The purpose under which one sees only oneself; see northline.app.accounts. */
const OWN = "own-account";

interface Told {
  person: { roles: string[]; must_change: boolean; purpose: string } | null;
}

const form = document.getElementById("sign-in") as HTMLFormElement | null;
if (form) start(form);

function start(form: HTMLFormElement): void {
  form.hidden = false;
  const purpose = field("purpose")!;
  const links = [...form.querySelectorAll<HTMLAnchorElement>(".providers a")];
  purpose.addEventListener("change", () => {
    for (const each of links) declare(each, purpose.value);
  });
  // A provider is asked only once it is said to what purpose.
  for (const each of links) {
    each.addEventListener("click", (event) => {
      if (purpose.value) return declare(each, purpose.value);
      event.preventDefault();
      tell(say("needed", { what: labelOf(purpose) }));
      purpose.focus();
    });
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void signIn(form);
  });
  (field("name") ?? purpose).focus();
}

function declare(link: HTMLAnchorElement, purpose: string): void {
  const to = new URL(link.href);
  to.searchParams.set("purpose", purpose);
  link.href = to.href;
}

async function signIn(form: HTMLFormElement): Promise<void> {
  const button = document.getElementById("send") as HTMLButtonElement | null;
  const [name, password, purpose] = [field("name"), field("password"), field("purpose")];
  if (!button || !name || !password || !purpose || button.getAttribute("aria-disabled") === "true") return;
  tell("");
  const missing = [name, password, purpose].find((each) => !each.value.trim());
  if (missing) {
    tell(say("needed", { what: labelOf(missing) }));
    return missing.focus();
  }
  button.setAttribute("aria-disabled", "true");
  button.textContent = say("sending");
  try {
    const answer = await fetch("/api/v1/session", {
      method: "POST",
      headers: sender({ "Content-Type": "application/json" }),
      body: JSON.stringify({ name: name.value.trim(), password: password.value, purpose: purpose.value }),
    });
    reachable(true);
    if (answer.ok) return go(form, (await answer.json()) as Told);
    tell(why(answer));
    // Never said which of the three is wrong; the password is what people mistype.
    password.value = "";
    password.focus();
  } catch {
    reachable(false);
    tell(say("unreachable"));
  }
  button.removeAttribute("aria-disabled");
  button.textContent = say("send");
}

/** On to where one was going; whoever may see only their own account goes there. */
function go(form: HTMLFormElement, told: Told): void {
  tellOtherPages();
  const { person } = told;
  const own = !person || person.must_change || !person.roles.length || person.purpose === OWN;
  location.replace(own ? "/account" : form.dataset["next"] || "/picture");
}

function why(answer: Response): string {
  const locked = lockedUntil(answer);
  if (answer.status === 401) return say("wrong");
  if (locked) return say("locked", { t: locked });
  if (answer.status === 429) return say("too-many");
  return say("failed", { n: answer.status });
}

function field(name: string): HTMLInputElement | HTMLSelectElement | null {
  return document.getElementById(name) as HTMLInputElement | HTMLSelectElement | null;
}

function labelOf(control: HTMLInputElement | HTMLSelectElement): string {
  return control.labels?.[0]?.textContent?.trim() ?? "";
}

function tell(text: string): void {
  const box = document.getElementById("error")!;
  box.hidden = !text;
  box.textContent = text;
}
