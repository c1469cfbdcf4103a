"""Units for tests, made up; nobody's."""

HEADER = (
    b"identity,at,callsign,mode,team,role,type,lon,lat,sigma,stale,crew,range,speed_road,"
    b"speed_off_road,speed_water,speed_air,authority"
)
FULL = (
    b'cot:EX-BOAT-1,2026-07-01T14:00:00Z,"EX Boat 1, east",boat,Cyan,Team Lead,a-f-S,-82.6,42.03,5,'
    b"2026-07-01T22:00:00Z,3,150000,,,14.5,,cross-designated;host-direction"
)
SAMPLE = b"\r\n".join(
    [
        b"\xef\xbb\xbf" + HEADER,
        FULL,
        b"cot:EX-CAR-4,2026-07-01T10:00:00-04:00,EX Car 4,vehicle" + b"," * 14,
        b"",
        b"cot:EX-CAR-5,2026-07-01" + b"," * 16,
        b"cot:EX-CAR-6,2026-07-01T10:00:00Z,,bicycle" + b"," * 14,
        b"cot:EX-CAR-7,2026-07-01T10:00:00Z" + b"," * 10 + b"two,,,,,,",
        b"cot:EX-CAR-8,2026-07-01T10:00:00Z,,,,,,-82" + b"," * 10,
        b"short,row",
        b"cot:EX-DRONE-1,2026-07-01T14:00:00Z,EX Drone 1,drone" + b"," * 13 + b",airspace",
    ]
)
