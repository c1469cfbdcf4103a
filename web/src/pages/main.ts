/** What every page has: dark or light, and a word when the node cannot be reached. */
import { startTheme } from "../theme";

startTheme();
