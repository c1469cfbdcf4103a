r"""Sentences: what the exercise says on the air, encoded by pyais as any receiver would log it.

::

    \s:EX-BELLE,c:1786816801*11\!AIVDM,1,1,,A,13P;GuPP00PEGatGpBp4R?w<0<0r,0*3E

A tag block (NMEA 0183 4.10; IEC 61162-450, 7.2.3) carries the station and the time of
reception in Unix seconds; sentences are VDM (IEC 61162-1, 8.3.67), messages those of
ITU-R M.1371-5, annex 8: 1 (class A position), 18 (class B position), 5 and 24 (static data),
4 (base station) and 21 (aid to navigation).
"""

import datetime
from typing import Any

from pyais import encode_dict

from northline.exercise.reporting import Report
from northline.exercise.vessels import Vessel

UNDER_WAY, AT_ANCHOR, MOORED = 0, 1, 5
NO_HEADING = 511


def position(vessel: Vessel, report: Report, second: int, channel: str) -> list[str]:
    """Message 1 or 18; ``second`` is the second of the minute of its fix."""
    common: dict[str, Any] = {
        "mmsi": vessel.mmsi,
        "lon": report.lon,
        "lat": report.lat,
        "speed": min(report.knots, 102.2),
        "course": min(round(report.course, 1), 359.9),
        "second": second,
    }
    if vessel.station == "B":
        return said(
            channel,
            msg_type=18,
            heading=NO_HEADING,
            accuracy=0,
            cs=1,
            dsc=1,
            band=1,
            msg22=1,
            **common,
        )
    moored = MOORED if vessel.role == "moored" else AT_ANCHOR
    return said(
        channel,
        msg_type=1,
        status=moored if vessel.anchored else UNDER_WAY,
        turn=max(min(report.turn, 708.0), -708.0),
        heading=int(report.heading) % 360,
        accuracy=1,
        maneuver=1,
        **common,
    )


def static(vessel: Vessel, channel: str, sequence: int) -> list[list[str]]:
    """Message 5 (two sentences) for class A; parts A and B of message 24 for class B."""
    bow = int(vessel.length * 0.6)
    size: dict[str, Any] = {
        "to_bow": bow,
        "to_stern": int(vessel.length) - bow,
        "to_port": max(int(vessel.length * 0.06), 1),
        "to_starboard": max(int(vessel.length * 0.06), 1),
        "ship_type": vessel.ship_type,
        "callsign": f"EX{vessel.mmsi % 10**5:05d}",
        "mmsi": vessel.mmsi,
    }
    if vessel.station == "A":
        return [
            said(
                channel,
                sequence,
                msg_type=5,
                imo=0,
                shipname=vessel.name,
                epfd=1,
                month=0,
                day=0,
                hour=24,
                minute=60,
                draught=round(vessel.length / 25.0, 1),
                destination="EXERCISE",
                **size,
            )
        ]
    return [
        said(channel, msg_type=24, partno=0, mmsi=vessel.mmsi, shipname=vessel.name),
        said(channel, msg_type=24, partno=1, vendorid="EXS", **size),
    ]


def base_station(
    mmsi: int, lon: float, lat: float, at: datetime.datetime, channel: str
) -> list[str]:
    """Message 4: where a base station stands and what time it is."""
    return said(
        channel,
        msg_type=4,
        mmsi=mmsi,
        year=at.year,
        month=at.month,
        day=at.day,
        hour=at.hour,
        minute=at.minute,
        second=at.second,
        accuracy=1,
        lon=lon,
        lat=lat,
        epfd=7,
    )


def aid(mmsi: int, name: str, lon: float, lat: float, second: int, channel: str) -> list[str]:
    """Message 21: an aid to navigation; type 25 is a port-hand buoy of IALA region B."""
    return said(
        channel,
        msg_type=21,
        mmsi=mmsi,
        aid_type=25,
        name=name,
        accuracy=1,
        lon=lon,
        lat=lat,
        epfd=7,
        second=second,
    )


def said(channel: str, sequence: int = 0, **fields: Any) -> list[str]:
    """The sentences of one message, without line endings."""
    return encode_dict(
        fields, talker_id="AI", sentence_type="VDM", radio_channel=channel, seq_id=sequence
    )


def tagged(sentences: list[str], station: str, at: int, group: int) -> bytes:
    """Lines as a receiver hands them on: each with its tag block, and CR LF.

    Args:
        sentences: of one message.
        station: name of the receiver.
        at: time of reception, Unix seconds.
        group: number that the tag blocks of one message share.
    """
    lines = []
    for number, sentence in enumerate(sentences, 1):
        grouped = f"g:{number}-{len(sentences)}-{group}," if len(sentences) > 1 else ""
        block = f"{grouped}s:{station},c:{at}"
        lines.append(f"\\{block}*{checksum(block):02X}\\{sentence}\r\n")
    return "".join(lines).encode("ascii")


def damaged(sentence: str, place: int) -> str:
    """The sentence with one character of its payload changed, so that its checksum is wrong."""
    fields = sentence.split(",")
    payload = fields[5]
    place %= len(payload)
    other = "0" if payload[place] != "0" else "1"
    fields[5] = payload[:place] + other + payload[place + 1 :]
    return ",".join(fields)


def checksum(text: str) -> int:
    """Exclusive or of all characters (IEC 61162-1, 7.2.3.4)."""
    folded = 0
    for byte in text.encode("ascii"):
        folded ^= byte
    return folded
