/** The pages of screening: the queue, a pair that is decided about, a question, forms that do one thing each. */
import { startKeys } from "../keys";
import { startForms } from "../patrol/forms";
import { startAsking } from "../screening/asking";
import { startDeciding } from "../screening/deciding";
import { queueCommands } from "../screening/queue";

startForms();
const ask = document.getElementById("ask-form");
if (ask) startAsking(ask as HTMLFormElement);
const pair = document.getElementById("pair-page");
if (pair) startKeys(startDeciding(pair), () => false);
const queue = document.getElementById("screening-page");
if (queue) startKeys(queueCommands(queue), () => document.activeElement?.closest("#screening-pairs") !== null);
