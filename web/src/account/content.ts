/** What a form holds, as the node takes it; and what is still missing in it. */
import { say } from "../words";

type Control = HTMLInputElement | HTMLSelectElement;

/** The content of a form, by the names of its fields: boxes of one name and lists as arrays. */
export function contentOf(form: HTMLFormElement): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const each of controls(form)) {
    if (!each.name) continue;
    if (each instanceof HTMLInputElement && each.type === "checkbox") {
      const list = (found[each.name] ??= []) as string[];
      if (each.checked) list.push(each.value);
    } else if (each.dataset["list"] !== undefined) found[each.name] = each.value.split(",").map((text) => text.trim()).filter(Boolean);
    else if (each.type === "number") found[each.name] = Number(each.value);
    else found[each.name] = each.type === "password" ? each.value : each.value.trim();
  }
  return found;
}

/** The first field in which something is missing, and what: null where nothing is. */
export function missingIn(form: HTMLFormElement): { at: Control; why: string } | null {
  const all = controls(form);
  for (const each of all) {
    if (each.required && !each.value.trim()) return { at: each, why: say("needed", { what: labelOf(each) }) };
    if (!each.validity.valid) return { at: each, why: say("needed", { what: labelOf(each) }) };
    const one = each.dataset["one"] === undefined || all.some((other) => other.name === each.name && (other as HTMLInputElement).checked);
    if (!one) return { at: each, why: say("needed", { what: each.closest("fieldset")?.querySelector("legend")?.textContent ?? "" }) };
  }
  const least = Number(form.dataset["least"] ?? 0);
  const again = all.find((each) => each.dataset["again"]);
  const fresh = again && all.find((each) => each.name === again.dataset["again"]);
  if (fresh && [...fresh.value].length < least) return { at: fresh, why: say("short", { n: least }) };
  if (again && fresh && fresh.value !== again.value) return { at: again, why: say("not-alike") };
  return null;
}

function controls(form: HTMLFormElement): Control[] {
  return [...form.querySelectorAll<Control>("input, select")];
}

function labelOf(control: Control): string {
  return control.labels?.[0]?.textContent?.trim() ?? control.name;
}
