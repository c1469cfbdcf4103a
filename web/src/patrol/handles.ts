/** Marks of hours on the map of an order, each to be dragged to another stretch; the table does the same by keyboard. */

const SVG = "http://www.w3.org/2000/svg";
/** Between two marks of one place, and the size of one, in units of the drawing. */
const APART = 19;
const RADIUS = 9;
/** Marks over one another before the next stand beside them. */
const HIGH = 4;

interface Stretch {
  number: string;
  x: number;
  y: number;
  piece: SVGElement;
}

/** The marks. */
export class Handles {
  private readonly svg = document.getElementById("patrol-map") as SVGSVGElement | null;
  private readonly layer = document.getElementById("handles") as unknown as SVGGElement | null;
  private readonly stretches: Stretch[];

  constructor(
    private readonly selects: HTMLSelectElement[],
    private readonly moved: (select: HTMLSelectElement) => void,
  ) {
    this.stretches = [...(this.svg?.querySelectorAll<SVGElement>(".piece[data-number]") ?? [])].map((piece) => ({
      number: piece.dataset["number"]!,
      x: Number(piece.dataset["x"]),
      y: Number(piece.dataset["y"]),
      piece,
    }));
  }

  /** Draw a mark for each hour at the stretch that is chosen for it. */
  draw(): void {
    const stacked = new Map<string, number>();
    const marks = this.selects.flatMap((select) => {
      const at = this.stretches.find((each) => each.number === select.value);
      if (!at) return [];
      const before = stacked.get(at.number) ?? 0;
      stacked.set(at.number, before + 1);
      return [this.mark(select, at.x + Math.floor(before / HIGH) * APART, at.y - ((before % HIGH) + 1) * APART)];
    });
    this.layer?.replaceChildren(...marks);
  }

  private mark(select: HTMLSelectElement, x: number, y: number): SVGGElement {
    const group = document.createElementNS(SVG, "g");
    group.setAttribute("class", select.value === select.dataset["was"] ? "mark handle" : "mark handle changed");
    group.setAttribute("transform", `translate(${x} ${y})`);
    const circle = document.createElementNS(SVG, "circle");
    circle.setAttribute("r", String(RADIUS));
    const text = document.createElementNS(SVG, "text");
    text.setAttribute("y", "4");
    text.setAttribute("text-anchor", "middle");
    text.textContent = (select.dataset["shown"] ?? "").slice(0, 2);
    group.append(circle, text);
    group.addEventListener("pointerdown", (event) => this.drag(event, group, select));
    return group;
  }

  private drag(event: PointerEvent, group: SVGGElement, select: HTMLSelectElement): void {
    event.preventDefault();
    group.setPointerCapture(event.pointerId);
    let over: Stretch | null = null;
    const move = (now: PointerEvent): void => {
      const [x, y] = this.place(now);
      group.setAttribute("transform", `translate(${x} ${y})`);
      over?.piece.classList.remove("over");
      over = this.nearest(x, y);
      over?.piece.classList.add("over");
    };
    const end = (): void => {
      group.removeEventListener("pointermove", move);
      over?.piece.classList.remove("over");
      if (over && over.number !== select.value) {
        select.value = over.number;
        this.moved(select);
      } else this.draw();
    };
    group.addEventListener("pointermove", move);
    group.addEventListener("pointerup", end, { once: true });
    group.addEventListener("pointercancel", end, { once: true });
  }

  /** Where the pointer is, in units of the drawing. */
  private place(event: PointerEvent): [number, number] {
    const matrix = this.svg?.getScreenCTM()?.inverse();
    if (!matrix) return [0, 0];
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
    return [at.x, at.y];
  }

  private nearest(x: number, y: number): Stretch | null {
    const far = (each: Stretch): number => (each.x - x) ** 2 + (each.y - y) ** 2;
    return this.stretches.reduce<Stretch | null>((best, each) => (best && far(best) <= far(each) ? best : each), null);
  }
}
