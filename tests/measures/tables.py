"""Published tables, made up, as the files that people fetch."""

from pathlib import Path

SECTORS = "fiscal_year,month,sector,encounters,rows\n"
RATES = '"Year","Geography","GeoCode","Value"\n'
ROWS = (
    "Fiscal Year,Month (abbv),Component,Land Border Region,Area of Responsibility,Demographic,"
    "Citizenship,Title of Authority,Encounter Type,Encounter Count\n"
)


def by_sector(*, december: int = 8) -> bytes:
    """Encounters of June and December 2024: 100, and three more than so many."""
    lines = [
        "2024,2024-06,Swanton Sector,90,5", "2024,2024-06,Blaine Sector,10,2",
        f"2025,2024-12,Swanton Sector,{december},1", "2025,2024-12,Blaine Sector,3,1",
    ]  # fmt: skip
    return (SECTORS + "\n".join(lines) + "\n").encode()


def rates(canada: float) -> bytes:
    """Deaths per 100,000 people in 2023."""
    return f'{RATES}"2023","",,{canada}\n"2023","Ontario",35,16.9\n'.encode()


def rows() -> bytes:
    """Encounters by citizenship: three of one, and thirty of another."""
    start = "2024,JUN,U.S. Border Patrol,Northern Land Border,Swanton Sector,Single Adults"
    end = "Title 8,Apprehensions"
    return f"{ROWS}{start},CANADA,{end},3\n{start},INDIA,{end},30\n".encode()


def written(folder: Path, name: str, content: bytes) -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(content)
    return path
