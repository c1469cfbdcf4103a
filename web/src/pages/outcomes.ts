/** The page of outcomes: charts over their tables, commands to copy, claims that a link opens. */
import { startCharts } from "../outcomes/charts";
import { startCopying } from "../outcomes/copying";
import { startLinks } from "../outcomes/links";

startLinks();
startCopying();
startCharts();
