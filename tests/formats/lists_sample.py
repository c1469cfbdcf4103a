"""Lists for tests: made-up entities with made-up names, in every shape that the formats tell apart."""

LISTED = (
    '<?xml version="1.0" encoding="utf-8"?><Regulation lims:pit-date="2026-02-19" '
    'lims:current-date="2026-03-03" lims:fid="9" xml:lang="en" '
    'xmlns:lims="http://justice.gc.ca/lims"><Identification>'
    "<InstrumentNumber>SOR/2002-284</InstrumentNumber><ConsolidationDate><Date><YYYY>2026</YYYY>"
    "<MM>3</MM><DD>4</DD></Date></ConsolidationDate><LongTitle>Regulations</LongTitle>"
    "</Identification><Body><Section><Label>1</Label><Text>The list.</Text><List>"
    '<Item lims:inforce-start-date="2026-02-19" lims:fid="101"><Text>Los Vamos (LV) (also known '
    "among other names as the Goers, Los Ramos (the Branches), Zed (Zad, Zod), "
    "Gang of Q\N{RIGHT SINGLE QUOTATION MARK}ar and Band of Him and Her)</Text></Item>"
    '<Item lims:inforce-start-date="2026-02-19" lims:fid="102"><Text>Quor Unidos (also known as '
    "Los Ramos (the Branches))</Text></Item>"
    '<Item lims:fid="103"><Text></Text></Item>'
    "</List><HistoricalNote><HistoricalNoteSubItem>SOR/2026-1</HistoricalNoteSubItem>"
    "</HistoricalNote></Section></Body></Regulation>"
).encode()

LISTED_FR = (
    '\N{BYTE ORDER MARK}<?xml version="1.0" encoding="utf-8"?><Regulation '
    'lims:current-date="2026-03-03" xml:lang="fr" xmlns:lims="http://justice.gc.ca/lims">'
    "<Identification><InstrumentNumber>DORS/2002-284</InstrumentNumber></Identification><Body>"
    '<Section><List><Item lims:fid="201"><Text>Bande Q\u00fber (BQ) [connue notamment sous les noms '
    "suivants : les Q\u00fber, Groupe de feu et de glace et GFG]</Text></Item>"
    '<Item lims:fid="202"><Text>Vox (connu notamment sous le nom de Vux)</Text></Item>'
    "</List></Section></Body></Regulation>"
).encode()

SEMA = (
    b'<?xml version="1.0" encoding="utf-8"?><Regulation xml:lang="en" '
    b'xmlns:lims="http://justice.gc.ca/lims"><Identification>'
    b"<InstrumentNumber>SOR/2099-1</InstrumentNumber><ConsolidationDate><Date><YYYY>2026</YYYY>"
    b"<MM>12</MM><DD>1</DD></Date></ConsolidationDate></Identification><Body></Body><Schedule>"
    b"<ScheduleFormHeading><Label>SCHEDULE 1</Label><TitleText>Persons</TitleText>"
    b"</ScheduleFormHeading><Heading><Label>PART 1</Label><TitleText>Individuals</TitleText>"
    b'</Heading><List><Item lims:inforce-start-date="2024-02-15"><Label>1</Label><Text>Qan VOBREK '
    b"(born on June 22, 1987) (also known as Kan Vobrek)</Text></Item>"
    b"<Item><Label>2</Label><Text>Qan VOBREK, born in 1953</Text></Item>"
    b"<Item><Label>3</Label><Text></Text></Item></List><Heading><Label>PART 2</Label>"
    b"<TitleText>Entities</TitleText></Heading><List><Item><Label>1</Label><Text>Vobrek Works "
    b"(formerly Vobrek Mills)</Text></Item></List><Heading><Label>PART 3</Label>"
    b"<TitleText>Ships</TitleText></Heading><List><Item><Label>1</Label><Text>Star of Q, IMO number: "
    b"9999993</Text></Item></List></Schedule><Schedule><ScheduleFormHeading><Label>SCHEDULE 2</Label>"
    b"<TitleText>Goods</TitleText></ScheduleFormHeading><List><Item><Label>1</Label>"
    b"<Text>Fume hoods</Text></Item></List></Schedule></Regulation>"
)

SEMA_TABLE = b"""regulation,title,schedule,item,in_force_from,text
SOR-2099-1,Made up,SCHEDULE(Section 2)Persons,1,2024-02-15,"Qan VOBREK (born on June 22, 1987)"
SOR-2099-1,Made up,SCHEDULE(Section 2)Persons,,2024-02-15,Unless there is an indication to the contrary.
SOR-2099-1,Made up,SCHEDULE 2(Section 3)Goods,1,2024-02-15,Fume hoods
SOR-2099-1,Made up,SCHEDULE(Section 2)Persons,2,2024-02-15,
too,short
"""

UN = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<CONSOLIDATED_LIST dateGenerated='
    '"2026-02-27T00:00:09.554Z"><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>QAN'
    "</FIRST_NAME><SECOND_NAME>VOBREK</SECOND_NAME><UN_LIST_TYPE>Made up</UN_LIST_TYPE>"
    "<REFERENCE_NUMBER>XXi.001</REFERENCE_NUMBER><LISTED_ON>2012-12-31</LISTED_ON>"
    "<NAME_ORIGINAL_SCRIPT>\u0643\u0627\u0646 \u0641\u0648\u0628\u0631\u0643</NAME_ORIGINAL_SCRIPT>"
    "<COMMENTS1>Fled.\nTwice.</COMMENTS1><NATIONALITY><VALUE>Vobrekia</VALUE></NATIONALITY>"
    "<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>KAN VOBREK</ALIAS_NAME></INDIVIDUAL_ALIAS>"
    "<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Q</ALIAS_NAME></INDIVIDUAL_ALIAS>"
    "<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS><INDIVIDUAL_DATE_OF_BIRTH>"
    "<TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1971</YEAR></INDIVIDUAL_DATE_OF_BIRTH>"
    "<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1965</FROM_YEAR>"
    "<TO_YEAR>1968</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH><INDIVIDUAL_PLACE_OF_BIRTH><CITY>Q</CITY>"
    "<COUNTRY>Vobrekia</COUNTRY></INDIVIDUAL_PLACE_OF_BIRTH><INDIVIDUAL_DOCUMENT>"
    "<TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>X123</NUMBER></INDIVIDUAL_DOCUMENT>"
    "</INDIVIDUAL><INDIVIDUAL><REFERENCE_NUMBER>XXi.002</REFERENCE_NUMBER></INDIVIDUAL>"
    "<NOTE>for tests</NOTE></INDIVIDUALS><ENTITIES><ENTITY><FIRST_NAME>VOBREK LINE</FIRST_NAME>"
    "<REFERENCE_NUMBER>XXe.001</REFERENCE_NUMBER><COMMENTS1>IMO number: 9999993</COMMENTS1>"
    "<ENTITY_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>VOBREK BOATS</ALIAS_NAME></ENTITY_ALIAS>"
    "</ENTITY></ENTITIES></CONSOLIDATED_LIST>"
).encode()

SDN = (
    b'9901,"VOBREK, Qan","individual","SDGT] [IRGC",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    b'"DOB 10 Dec 1948; alt. DOB circa 1950; POB Q, Vobrekia; nationality Vobrekia; Passport X123 '
    b"(Vobrekia); a.k.a. 'Q'; f.k.a. 'OLD Q'; Gender Male.\"\r\n"
    b'9902,"STAR OF Q","vessel","MADEUP",-0- ,"QQ12","Tug","12","11","Vobrekia",-0- ,'
    b'"Vessel Registration Identification IMO 9999993; MMSI 999000001."\r\n'
    b'9903,"VOBREK WORKS",-0- ,"MADEUP",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
    b"9904,short\r\n"
    b'x9905,"Q",-0- ,"MADEUP",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
    b'9906,-0- ,-0- ,"MADEUP",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
    b'9903,"VOBREK WORKS",-0- ,"MADEUP",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\x1a'
)

ALT = (
    b'9901,1,"aka","VOBREK, Kan",-0- \r\n9901,2,"fka","VOBRACK, Qan",-0- \r\n'
    b'9902,3,"nka","STAR OF R","renamed"\r\n\x1a'
)

FTM = b"""{"id":"q-1","schema":"Person","datasets":["q"],"first_seen":"2024-05-06T07:08:09","properties":{"name":["Qan Vobrek","Kan Vobrek"],"alias":["QV"],"weakAlias":["Q"],"previousName":["Old Q"],"birthDate":["1971-03"],"passportNumber":["X123"],"nationality":["zz"],"topics":["sanction"],"sourceUrl":["https://example.org/q-1"]}}
{"id":"q-2","schema":"Address","properties":{"full":["1 Q Street"]}}
{"id":"q-3","schema":"LegalEntity","properties":{"name":["Vobrek Works"]}}

{"id":"q-4","schema":"Vessel","properties":{"imoNumber":["9999993"]}}
{"id":"q-5","schema":"Vessel"}
{"id": nonsense
{"id":"q-6","schema":"Airplane","properties":{"name":["EX-QQQ"]}}
"""

NAMES = (
    b"\xef\xbb\xbfname,list,as_of,entity,schema,aliases,low_aliases,former_names,identifiers,born,"
    b"listed,language\r\n"
    b"Qan Vobrek,made-up,2026-07-01,q-1,Person,Kan Vobrek;K. Vobrek,Q,Old Q,passport:X123,1971-03;"
    b"1965/1968,2020-01-02,en\r\n"
    b"Vobrek Works,,,,organization,,,,,,,\r\n"
    b"Star of Q,Made Up,,,Vessel,,,,,,,\r\n"
    b"Star of Q,,yesterday,,Vessel,,,,,,,\r\n"
    b"Star of Q,,,,Boat,,,,,,,\r\n"
    b"Star of Q,,,,Vessel,,,,nine,,,\r\n"
    b"Star of Q,,,,Vessel,,,,,1999-13,,\r\n"
    b",,,,Vessel,,,,,,,\r\n"
    b"short,row\r\n"
)

SAMPLES = {
    "listed-entities": LISTED,
    "sema": SEMA,
    "un-list": UN,
    "ofac": SDN,
    "ftm": FTM,
    "names-csv": NAMES,
}
"""One for each format."""
