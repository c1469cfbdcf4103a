/** The pages of findings: the queue, and one finding. */
import { startFinding } from "../findings/finding";
import { startQueue } from "../findings/queue";

const queue = document.getElementById("queue-page");
const finding = document.getElementById("finding-page");
if (queue) startQueue(queue);
if (finding) startFinding(finding);
