"""What one packet of metadata says, whichever set it was written in."""

import msgspec


class Corner(msgspec.Struct, frozen=True):
    """One corner of the frame on the ground, degrees."""

    lon: float
    lat: float


class Security(msgspec.Struct, frozen=True, array_like=True):
    """What a stream says of its own sensitivity (MISB ST 0102), verbatim.

    Attributes:
        classification: its level, in the words of the standard; empty where it is not stated.
        caveats: handling caveats.
        releasing: countries that it may go to.
        above: why it may not enter: it is above Secret, in a compartment, or of a level that
            nobody here knows; empty where it may.
    """

    classification: str = ""
    caveats: str = ""
    releasing: str = ""
    above: str = ""


class Said(msgspec.Struct, kw_only=True):
    """What one packet says; None for whatever it does not say.

    Angles are degrees, lengths metres, speeds metres per second, times microseconds since 1970.
    Numbers in brackets are the tags of ST 0601.

    Attributes:
        time: of the frame (2).
        leap: seconds to add to ``time`` for UTC, where the source keeps another time (136).
        mission: (3).
        tail: tail number of the platform (4).
        heading: of the platform (5).
        designation: model of the platform (10).
        view: name of the camera (11).
        lat: of the sensor (13).
        lon: of the sensor (14).
        altitude: of the sensor above mean sea level (15).
        height: of the sensor above the ellipsoid (75, 104).
        horizontal_view: angle (16).
        vertical_view: angle (17).
        relative_azimuth: of the camera to the platform's nose (18).
        azimuth: of the camera, true, where the set says it (legacy: angle to north).
        range: slant range to the centre of the frame (21).
        width: of the frame (22, 96).
        centre_lat: centre of the frame (23).
        centre_lon: centre of the frame (24).
        centre_elevation: above mean sea level (25).
        centre_height: above the ellipsoid (78).
        offsets: of the corners from the centre: latitude, longitude, four times (26 to 33).
        corners: latitude, longitude, four times (82 to 89).
        target_lat: of what is tracked (40).
        target_lon: of what is tracked (41).
        target_elevation: above mean sea level (42).
        ce90: radius that holds nine of ten errors of the target's place (45).
        le90: the same of its height (46).
        security: (48).
        climb: of the platform (51).
        speed: of the platform over ground (56).
        callsign: of the platform (59).
        version: of the standard (65).
        event_start: (72).
        moving: the targets a detector of movement sees, as they came (74).
        mode: of operation (77): 3 is an exercise.
        course: of the platform over ground (112).
    """

    time: int | None = None
    leap: int = 0
    mission: str | None = None
    tail: str | None = None
    heading: float | None = None
    designation: str | None = None
    view: str | None = None
    lat: float | None = None
    lon: float | None = None
    altitude: float | None = None
    height: float | None = None
    horizontal_view: float | None = None
    vertical_view: float | None = None
    relative_azimuth: float | None = None
    azimuth: float | None = None
    range: float | None = None
    width: float | None = None
    centre_lat: float | None = None
    centre_lon: float | None = None
    centre_elevation: float | None = None
    centre_height: float | None = None
    offsets: list[float | None] = []
    corners: list[float | None] = []
    target_lat: float | None = None
    target_lon: float | None = None
    target_elevation: float | None = None
    ce90: float | None = None
    le90: float | None = None
    security: Security | None = None
    climb: float | None = None
    speed: float | None = None
    callsign: str | None = None
    version: int | None = None
    event_start: int | None = None
    moving: bytes | None = None
    mode: int | None = None
    course: float | None = None

    def frame(self) -> tuple[Corner, ...]:
        """The corners on the ground, around; none where not all four are stated."""
        stated = self.corners
        if len(stated) != 8 or any(each is None for each in stated):
            if self.centre_lat is None or self.centre_lon is None or len(self.offsets) != 8:
                return ()
            centre = (self.centre_lat, self.centre_lon)
            stated = [
                None if each is None else centre[i % 2] + each
                for i, each in enumerate(self.offsets)
            ]
        numbers = [each for each in stated if each is not None]
        if len(numbers) != 8:
            return ()
        return tuple(Corner(numbers[i + 1], numbers[i]) for i in range(0, 8, 2))
