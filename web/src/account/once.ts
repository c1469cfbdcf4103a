/** Shows what is shown this once: a token or a temporary password. */
import { say } from "../words";

const SHOWN_MS = 2_000;

/** Show it until somebody says that they have kept it; then the page is loaded anew, without it. */
export function showOnce(title: string, means: string, secret: string): void {
  const box = document.getElementById("once")!;
  const heading = document.getElementById("once-title")!;
  const code = document.getElementById("once-secret")!;
  const copy = document.getElementById("once-copy") as HTMLButtonElement;
  heading.textContent = title;
  document.getElementById("once-means")!.textContent = means;
  code.textContent = secret;
  copy.hidden = !navigator.clipboard;
  copy.setAttribute("aria-live", "polite");
  copy.onclick = () => {
    void navigator.clipboard.writeText(secret).then(() => {
      copy.textContent = say("copied");
      setTimeout(() => (copy.textContent = say("copy")), SHOWN_MS);
    });
  };
  document.getElementById("once-done")!.onclick = () => {
    code.textContent = "";
    location.reload();
  };
  box.hidden = false;
  heading.focus();
}
