/** The pages of patrol: forms that plan and decide, an order amended, hours as a chart, who is overdue. */
import { startCharts } from "../outcomes/charts";
import { startAmending } from "../patrol/amending";
import { startForms } from "../patrol/forms";
import { startSafety } from "../patrol/safety";

startForms();
const amend = document.getElementById("amend");
if (amend) startAmending(amend as HTMLFormElement);
if (document.querySelector("figure.trend")) startCharts();
const safety = document.getElementById("safety-now");
if (safety) startSafety(safety);
