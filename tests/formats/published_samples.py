"""A published table per format and header, all numbers made up, with everything told apart in it."""

BOM = b"\xef\xbb\xbf"


def lines(*rows: str, ending: str = "\n") -> bytes:
    return ending.join(rows).encode()


DRUGS = BOM + lines(
    "FY,Month (abbv),Component,Region,Land Filter,Area of Responsibility,Drug Type,"
    "Count of Event,Sum Qty (lbs)",
    "2024,OCT,Office of Field Operations,Northern Border,Land Only,EXAMPLE FIELD OFFICE,"
    "Fentanyl,3,1.25",
    "2026 (FYTD),DEC,U.S. Border Patrol,Northern Border,Other,EXAMPLE SECTOR,Other Drugs** ,1,"
    "6.61386786e-05",
    '2024,SEP,U.S. Border Patrol,"Northern Border",Other,"EXAMPLE',
    'SECTOR, NORTH","The ""blue"" kind",2,"1,204.5"',
    "",
    "2024,SEP,U.S. Border Patrol,Northern Border,Other,EXAMPLE SECTOR,Heroin,4,",
    "20x4,SEP,U.S. Border Patrol,Northern Border,Other,EXAMPLE SECTOR,Heroin,4,1",
    "2024,SEPT,U.S. Border Patrol,Northern Border,Other,EXAMPLE SECTOR,Heroin,4,1",
    "2024,SEP,Air and Marine Operations,Northern Border,Other,EXAMPLE BRANCH,Heroin,4,1",
    "2024,SEP,U.S. Border Patrol,Northern Border,Other,EXAMPLE SECTOR,Heroin,4.5,1",
    "2024,SEP,U.S. Border Patrol,Northern Border,Other,EXAMPLE SECTOR,Heroin,4,-1",
    "2024,SEP,U.S. Border Patrol,Northern Border,Other,EXAMPLE SECTOR,Heroin,4",
    "2024,SEP,U.S. Border Patrol,Northern Border,Other,,Heroin,4,1",
    '2024,SEP,U.S. Border Patrol,a "quote" inside,Other,EXAMPLE SECTOR,Heroin,4,1',
    ",,,,,,,,",
    "2024,OCT,Office of Field Operations,Northern Border,Land Only,EXAMPLE FIELD OFFICE,"
    "Fentanyl,3,1.25",
    ending="\r\n",
)

AMO = DRUGS.replace(b"Area of Responsibility", b"Branch")

WEAPONS = lines(
    "Event ID,Fiscal Year,Month (abbv),Component,Region,Area of Responsibility,Inbound/Outbound,"
    "Mode of Transportation,Seizure Type,Category,Quantity Seized,Remark",
    "3460425857.0,2024,DEC,Office of Field Operations,Northern Border,Example Field Office,"
    "INBOUND,Land,Weapons,Handgun,2.0,",
    "3460425858.0,2025 (FYTD),MAY,U.S. Border Patrol,Northern Border,Example Sector,OTHER,Other,"
    "Ammunition & Gun Parts,Ammunition,,",
    "3460425859.0,2025 (FYTD),MAY,U.S. Border Patrol,Northern Border,Example Sector,OUTBOUND,"
    "Land,Weapons,Long Arm,many,",
    ",2025 (FYTD),MAY,U.S. Border Patrol,Northern Border,Example Sector,OUTBOUND,"
    "Land,Weapons,Long Arm,1,seen twice",
)

ENCOUNTERS = lines(
    "Fiscal Year,Month Grouping,Month (abbv),Component,Land Border Region,Area of Responsibility,"
    "AOR (Abbv),Demographic,Citizenship,Title of Authority,Encounter Type,Encounter Count",
    "2024,FYTD,OCT,U.S. Border Patrol,Northern Land Border,Example Sector,EXS,Single Adults,"
    "CANADA,Title 8,Apprehensions,12",
    "2024,FYTD,JUN,U.S. Border Patrol,Northern Land Border,Example Sector,EXS,FMUA,OTHER,"
    "Title 42,Expulsions,3",
    "2024,FYTD,JUN,U.S. Border Patrol,Northern Land Border,Example Sector,EXS,FMUA,OTHER,"
    "Title 42,Expulsions,",
    "2024,FYTD,JUN,U.S. Border Patrol,Northern Land Border,Example Sector,EXS,FMUA,OTHER,"
    "Title 42,Expulsions,three",
)

BY_SECTOR = lines(
    "fiscal_year,month,sector,encounters,rows",
    "2023,2022-10,Example Sector,80,12",
    "2023,2023-02,Other Sector,0,0",
    "2023,2023-10,Other Sector,4,1",
    "2023,2023-02-30,Other Sector,4,1",
    "2023,2023-03,Other Sector,..,1",
)

NATIONWIDE = lines(
    "fiscal_year,fiscal_month,month_start,encounters_final_count,cbp_usb_encounter_count,"
    "difference,absolute_difference,percent_difference,exact_match,status",
    "2025,10,2024-10-01,58082,58115,-33,33,-0.05,FALSE,difference",
    "2026,11,2025-11-01,,9294,,,,,missing from encounters_final",
    "2025,3,2024-10-01,1,1,0,0,0,TRUE,exact match",
    "2024,10,2024-10-01,1,1,0,0,0,TRUE,exact match",
)

BORDER = lines(
    "Port Name,State,Port Code,Border,Date,Measure,Value,Latitude,Longitude,Point",
    "Example,Maine,0199,US-Canada Border,Jan 2024,Trucks,6556,45.806,-70.397,"
    "POINT (-70.396722 45.805661)",
    "Example,Maine,0199,US-Canada Border,Feb 2024,Personal Vehicle Passengers,12,45.806,-70.397,",
    "Nowhere,Idaho,3399,US-Canada Border,Feb 2024,Dog Sleds,2,,,",
    "Example,Maine,0199,US-Canada Border,Feb 2024,Trains,,45.806,-70.397,",
    "Example,Maine,0199,US-Canada Border,2024-02,Trains,1,45.806,-70.397,",
    "Example,Maine,0199,US-Canada Border,Feb 2024,Trains,1,95.806,-70.397,",
    "Example,Maine,0199,US-Canada Border,Feb 2199,Trains,1,45.806,-70.397,",
    "",
)

OPIOID = lines(
    '"Year","Geography","GeoCode","Value"',
    '"2023","",,21.3',
    '"2023","Ontario",35,16.9',
    '"2019","Nunavut",62,x',
    '"2023","Quebec",24,-6.1',
)

REMOVED = lines(
    "region,2023,2024Q1,2024Q2,2024,note",
    "Atlantic,104,37,44,81,",
    "Pacific,2252,638,--,638,",
    "Grand total,2356,675,44,719,",
    "Prairie,7x,1,1,2,",
)

INTERCEPTED = lines(
    "year,province,Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec,Total",
    "2018,Quebec,1,2,3,4,5,6,7,8,9,10,11,12,78",
    "2018,Total,1,2,3,4,5,6,7,8,9,10,11,12,78",
    "2024,Ontario,0,0,0,0,0,0,2,--,0,0,0,2,4",
    "24,Ontario,0,0,0,0,0,0,2,0,0,0,0,2,4",
)

TRAVELLED = lines(
    "Geography,Traveller characteristics,Traveller type,Number of Travellers,Month_Year",
    'Nova Scotia,"United States of America residents, air",Tourists (overnight),17.0,2021-01',
    'Canada,"Canadian residents returning, water",Excursionists (same-day),0.0,2021-02',
    "Yukon,Crew,Tourists (overnight),..,2021-02",
    "Yukon,Crew,Tourists (overnight),1.5,2021-02",
    "Yukon,Crew,Tourists (overnight),1,2021",
)

TRADED = lines(
    "YEAR,GEO,CATEGORY,TRADE,VALUE",
    "2024,Qu\u00e9bec,Energy products,Export,341832800.0",
    "2024,Qu\u00e9bec,Energy products,Import,-41832800.0",
    "2024,Qu\u00e9bec,Energy products,Net trade,-300.0",
    "2024,Canada,All sections,Export,341832800.0",
    "2024,Canada,All sections,Net trade,-300.0",
    "2024,Canada,Consumer goods,Export,-5",
    "2024,Canada,Consumer goods,Transit,5",
    "2024,Canada,Consumer goods,Export,F",
)

SAMPLES = {
    "cbp-drugs": DRUGS,
    "cbp-weapons": WEAPONS,
    "cbp-encounters": ENCOUNTERS,
    "bts": BORDER,
    "opioid-rates": OPIOID,
    "removals": REMOVED,
    "interceptions": INTERCEPTED,
    "travellers": TRAVELLED,
    "trade": TRADED,
}
"""Format -> a table of it."""

TABLES = [
    *SAMPLES.items(),
    ("cbp-encounters", BY_SECTOR),
    ("cbp-encounters", NATIONWIDE),
    ("cbp-drugs", AMO),
]
"""Every table there is, with the format that reads or refuses it."""
