"""Whose program is at the other end of a connection on this machine, where the system tells.

Linux lists every TCP connection with the user that holds it (``man 5 proc``)::

    sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid
     0: 0100007F:C350 0100007F:20E4 01 00000000:00000000 00:00000000 00000000  1000

An address is hexadecimal, each four bytes of it in the machine's (little-endian) order.
"""

import ipaddress
from pathlib import Path

TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))

Place = tuple[str, int]
"""Address and port."""


def owner_of(client: Place, server: Place, tables: tuple[Path, ...] = TABLES) -> int | None:
    """User id of the program that connected, or None where the system does not tell.

    Args:
        client: its end of the connection.
        server: our end.
        tables: where the system lists connections.
    """
    for table in tables:
        try:
            wanted = [_written(client), _written(server)]
            lines = table.read_text().splitlines()[1:]
        except (OSError, ValueError):
            continue
        for line in lines:
            fields = line.split()
            if fields[1:3] == wanted:
                return int(fields[7])
    return None


def _written(place: Place) -> str:
    packed = ipaddress.ip_address(place[0]).packed
    words = (packed[start : start + 4][::-1] for start in range(0, len(packed), 4))
    return f"{b''.join(words).hex().upper()}:{place[1]:04X}"
