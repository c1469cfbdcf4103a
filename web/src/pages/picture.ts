/** The picture page: map, tables, search, and the clock that goes live or back an hour. */
import { Screen } from "../picture/screen";

const screen = new Screen();
screen.start();
// For whoever looks at the page from its console, tests among them; nothing in the page reads it.
Object.assign(window, { northline: screen });
