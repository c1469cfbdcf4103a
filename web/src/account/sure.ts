/** Asks once more before what cannot be undone. */

/** Whether somebody is sure that they want this. */
export function isSure(what: string, means: string): Promise<boolean> {
  const dialog = document.getElementById("sure") as HTMLDialogElement;
  document.getElementById("sure-title")!.textContent = what;
  document.getElementById("sure-means")!.textContent = means;
  document.getElementById("sure-yes")!.textContent = what;
  dialog.returnValue = "";
  dialog.showModal();
  document.getElementById("sure-no")!.focus();
  return new Promise((tell) => {
    dialog.addEventListener("close", () => tell(dialog.returnValue === "yes"), { once: true });
  });
}
