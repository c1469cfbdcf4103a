/** An order amended: an hour's stretch chosen in the table or dragged on the map, its cost told before it is kept. */
import { number, say } from "../words";
import { act, NotKept, post, tell, wordsOf } from "./forms";
import { Handles } from "./handles";

/** Milliseconds after the last choice at which its cost is asked for. */
const PAUSE = 300;
/** Rates are shown for so many hours. */
const THOUSAND = 1000;

interface Tried {
  cost: { before: number; after: number; cost: number; stretch: string; at: string } | null;
}

/** Start amending on the page of an order. */
export function startAmending(form: HTMLFormElement): void {
  const acts = document.getElementById("amend-acts");
  if (!acts) return;
  acts.hidden = false;
  new Amending(form);
}

class Amending {
  private readonly selects: HTMLSelectElement[];
  private readonly said = document.getElementById("amend-cost")!;
  private readonly save = document.getElementById("amend-save")!;
  private readonly handles: Handles;
  private timer = 0;
  private asked = 0;

  constructor(private readonly form: HTMLFormElement) {
    this.selects = [...form.querySelectorAll<HTMLSelectElement>("select[data-hour]")];
    this.handles = new Handles(this.selects, (select) => this.changed(select));
    for (const each of this.selects) {
      each.disabled = false;
      each.addEventListener("change", () => this.changed(each));
    }
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void act(form, () => ({ moves: this.moves(), reason: form.querySelector("textarea")!.value.trim() }));
    });
    form.addEventListener("reset", () => setTimeout(() => this.changed(null)));
    this.handles.draw();
  }

  /** Where the unit goes instead, by hour. */
  private moves(): { at: string; km: number | null }[] {
    return this.selects
      .filter((each) => each.value !== each.dataset["was"])
      .map((each) => {
        const km = each.selectedOptions[0]?.dataset["km"];
        return { at: each.dataset["hour"]!, km: km === undefined ? null : Number(km) };
      });
  }

  private changed(select: HTMLSelectElement | null): void {
    this.handles.draw();
    tell(this.form, "");
    this.save.setAttribute("aria-disabled", "true");
    for (const each of this.selects) each.closest("tr")!.classList.toggle("chosen-row", each.value !== each.dataset["was"]);
    clearTimeout(this.timer);
    const asked = ++this.asked;
    if (!this.moves().length) {
      this.said.textContent = say("nothing-moved");
      return;
    }
    const where = select?.selectedOptions[0]?.textContent?.trim() ?? "";
    this.said.textContent = `${select ? say("moved", { hour: select.dataset["shown"] ?? "", where }) : ""} ${say("trying")}`.trim();
    this.timer = window.setTimeout(() => void this.attempt(asked), PAUSE);
  }

  /** Ask what it costs; only then it can be kept. */
  private async attempt(asked: number): Promise<void> {
    try {
      const told = await post<Tried>(`${this.form.dataset["path"]}?try=yes`, { moves: this.moves() });
      if (!told || asked !== this.asked) return;
      this.said.textContent = costOf(told);
      this.save.removeAttribute("aria-disabled");
    } catch (error) {
      if (asked !== this.asked) return;
      this.said.textContent = "";
      const [text, english] = wordsOf(error);
      tell(this.form, error instanceof NotKept && error.status === 400 ? say("cannot") : text, english);
    }
  }
}

/** What a change costs, in a sentence. */
function costOf({ cost }: Tried): string {
  if (!cost) return say("cost-none");
  const values = {
    cost: number(THOUSAND * cost.cost, 2),
    before: number(THOUSAND * cost.before, 2),
    after: number(THOUSAND * cost.after, 2),
    where: cost.stretch,
    at: cost.at.slice(11, 16),
  };
  return cost.cost > 1e-9 ? say("cost-more", values) : say("cost-less", values);
}
