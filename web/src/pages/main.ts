/** What every page has: dark or light, and a word when the node cannot be reached. */
import { startTheme } from "../theme";

startTheme();

// A page that the browser kept and shows again may hold what may not be seen any more.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
