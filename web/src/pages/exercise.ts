/** The pages of exercises: the console, and the day played again. */
import { startConsole } from "../exercise/console";
import { startReplay } from "../exercise/replay";

const console_ = document.getElementById("exercise-now");
const after = document.getElementById("after-page");
if (console_) startConsole(console_);
if (after) startReplay(after);
