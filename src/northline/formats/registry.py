"""Every built-in format, as one explicit tuple.  Nothing registers itself by being imported."""

from northline.formats.adsb import ADSB
from northline.formats.ais import AIS
from northline.formats.arrivals import ARRIVALS
from northline.formats.asterix import ASTERIX
from northline.formats.bts import BTS
from northline.formats.cbp_drugs import CBP_DRUGS
from northline.formats.cbp_encounters import CBP_ENCOUNTERS
from northline.formats.cbp_weapons import CBP_WEAPONS
from northline.formats.cot import COT
from northline.formats.detections import DETECTIONS
from northline.formats.ftm import FTM
from northline.formats.gpx import GPX
from northline.formats.interceptions import INTERCEPTIONS
from northline.formats.klv import KLV
from northline.formats.listed_entities import LISTED_ENTITIES
from northline.formats.masks import MASKS
from northline.formats.names_csv import NAMES_CSV
from northline.formats.ofac import OFAC
from northline.formats.opioid_rates import OPIOID_RATES
from northline.formats.remote_id import REMOTE_ID
from northline.formats.removals import REMOVALS
from northline.formats.roads_edges import EDGE_LIST
from northline.formats.roads_graphml import GRAPHML
from northline.formats.sema import SEMA
from northline.formats.sensors_csv import SENSORS
from northline.formats.sensorthings import SENSORTHINGS
from northline.formats.tak import TAK
from northline.formats.trade import TRADE
from northline.formats.travellers import TRAVELLERS
from northline.formats.un_list import UN_LIST
from northline.formats.units_csv import UNITS
from northline.records.protocols import Format, by_name

FORMATS: tuple[Format, ...] = (
    AIS,
    ADSB,
    ASTERIX,
    COT,
    TAK,
    GPX,
    KLV,
    REMOTE_ID,
    SENSORTHINGS,
    DETECTIONS,
    SENSORS,
    UNITS,
    MASKS,
    GRAPHML,
    EDGE_LIST,
    ARRIVALS,
    LISTED_ENTITIES,
    SEMA,
    UN_LIST,
    OFAC,
    FTM,
    NAMES_CSV,
    CBP_DRUGS,
    CBP_WEAPONS,
    CBP_ENCOUNTERS,
    BTS,
    OPIOID_RATES,
    REMOVALS,
    INTERCEPTIONS,
    TRAVELLERS,
    TRADE,
)
"""In the order they are documented.  Each has a page under docs/formats/."""


def format_named(name: str) -> Format:
    """Return the format of that name.

    Raises:
        UnknownName: naming the formats there are.
    """
    return by_name(FORMATS, name, "format")
