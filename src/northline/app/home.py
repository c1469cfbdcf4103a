"""The home folder: who works here, and with which key.  It never lies inside a ledger.

::

    ~/.config/northline/operator.json    name, agency, country, roles, trusted keys
    ~/.config/northline/operator.key     32 secret bytes of an Ed25519 key, mode 0600

The first use makes both; several processes may start at once, and agree on one operator.
``NORTHLINE_OPERATOR``, ``NORTHLINE_AGENCY`` and ``NORTHLINE_COUNTRY`` override the file.
"""

import contextlib
import getpass
import os
import secrets
import stat
from pathlib import Path

import msgspec

from northline.decisions.roles import ALONE
from northline.records.errors import MarkingRefused, NotPermitted, SettingsError, UsageError
from northline.records.marking import ANYONE, Level, Viewer
from northline.records.signing import PrivateKey

PROFILE = "operator.json"
SECRET_KEY = "operator.key"  # noqa: S105 - the name of the file, not what is in it


class Operator(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The person who works on this node, as ``operator.json`` says.

    Attributes:
        name: as it stands on decisions and in the chain.
        agency: the agency acted for; owns what is read here unless a feed says otherwise.
        country: ISO 3166-1 alpha-2 code of the agency's country.
        clearance: highest level the operator may see, as written on paper.
        roles: roles held (`northline.decisions.roles`).
        groups: joint groups sat in.
        compartments: compartments read into.
        purpose: the declared purpose; ``*`` is for the local operator only.
        key: id of the operator's key, in hexadecimal.
        trusted: key id -> public key, both in hexadecimal; the operator's own is among them.
    """

    name: str
    agency: str = "local"
    country: str = "CA"
    clearance: str = "Secret"
    roles: tuple[str, ...] = ALONE
    groups: tuple[str, ...] = ()
    compartments: tuple[str, ...] = ()
    purpose: str = ANYONE
    key: str
    trusted: dict[str, str]

    def __post_init__(self) -> None:
        """Refuse what cannot be: the error names the field."""
        for name in ("name", "agency", "purpose"):
            if not getattr(self, name).strip():
                raise ValueError(f"{name} is blank")
        if len(self.country) != 2 or not (self.country.isalpha() and self.country.isupper()):
            raise ValueError(f"country is {self.country!r}; write two capitals, such as CA or US")
        if self.name.startswith("service:"):
            raise ValueError("name begins with service:, which only services of the node do")
        try:
            Level.parse(self.clearance)
        except (MarkingRefused, UsageError) as error:
            raise ValueError(f"clearance: {error}") from error
        for each in (*self.trusted, *self.trusted.values()):
            bytes.fromhex(each)

    def viewer(self) -> Viewer:
        """The operator as a viewer."""
        return Viewer(
            name=self.name,
            agency=self.agency,
            country=self.country,
            clearance=Level.parse(self.clearance),
            roles=self.roles,
            groups=self.groups,
            compartments=self.compartments,
            purpose=self.purpose,
        )

    def service_viewer(self, name: str) -> Viewer:
        """A service that acts for the operator's agency, as a viewer."""
        return Viewer(
            name=f"service:{name}",
            agency=self.agency,
            country=self.country,
            clearance=Level.SECRET,
            roles=("service",),
            groups=self.groups,
            compartments=self.compartments,
            purpose=ANYONE,
        )

    def trusted_keys(self) -> dict[bytes, bytes]:
        """Key id -> public key."""
        return {bytes.fromhex(key): bytes.fromhex(value) for key, value in self.trusted.items()}


def home_folder() -> Path:
    """The home folder: ``$NORTHLINE_HOME``, else ``northline`` in the user's configuration."""
    named = os.environ.get("NORTHLINE_HOME")
    if named:
        return Path(named)
    configuration = os.environ.get("XDG_CONFIG_HOME") or str(Path("~/.config").expanduser())
    return Path(configuration) / "northline"


def keep_outside(home: Path | None, ledger: Path) -> Path:
    """The home folder, once it is sure that it does not lie in the ledger's.

    Raises:
        UsageError: when it does: whoever can write the ledger could then sign it.
    """
    place = home or home_folder()
    inside = place.resolve()
    if inside == ledger.resolve() or inside.is_relative_to(ledger.resolve()):
        raise UsageError(
            f"the home folder {place} lies inside the ledger {ledger}: its key would travel with "
            "what it signs. Name another with NORTHLINE_HOME."
        )
    return place


def operator_of(home: Path) -> tuple[Operator, PrivateKey]:
    """The operator of a home folder and the operator's key, made where there is none yet.

    Raises:
        SettingsError: when the file or the key is wrong, saying where and how.
        NotPermitted: when others can read the key, or the folder cannot be written.
    """
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = _key(home / SECRET_KEY)
        operator = _profile(home / PROFILE, key)
    except OSError as error:
        raise NotPermitted(
            f"the home folder {home} cannot be used: {error.strerror or error}; "
            "name another with NORTHLINE_HOME"
        ) from error
    return operator, key


def change_operator(
    home: Path | None = None,
    *,
    name: str | None = None,
    agency: str | None = None,
    country: str | None = None,
) -> Operator:
    """Change who works here; what is not given stays.  Returns who it is now.

    The environment still overrides what the file says (see the module).

    Raises:
        SettingsError: when it would be no operator any more: nothing is changed then.
        NotPermitted: when the home folder cannot be written.
    """
    place = home or home_folder()
    operator_of(place)
    path = place / PROFILE
    given = {"name": name, "agency": agency, "country": country}
    wanted = {field: value for field, value in given.items() if value is not None}
    try:
        told = msgspec.json.decode(path.read_bytes(), type=Operator)
        changed = msgspec.convert({**msgspec.structs.asdict(told), **wanted}, Operator)
        draft = _draft(path, _text(changed))
        draft.replace(path)
    except (msgspec.MsgspecError, ValueError) as error:
        raise SettingsError(f"this cannot be the operator: {error}") from error
    except OSError as error:
        raise NotPermitted(f"{path} cannot be written: {error.strerror or error}") from error
    return operator_of(place)[0]


def _text(operator: Operator) -> bytes:
    return msgspec.json.format(msgspec.json.encode(operator), indent=2) + b"\n"


def _key(path: Path) -> PrivateKey:
    if not path.exists():
        _create(path, PrivateKey.generate().secret)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise NotPermitted(f"others can read the key {path}; run: chmod 600 {path}")
    try:
        return PrivateKey(path.read_bytes())
    except ValueError as error:
        raise SettingsError(f"{path} holds no Ed25519 key of 32 bytes; restore it") from error


def _profile(path: Path, key: PrivateKey) -> Operator:
    if not path.exists():
        fresh = Operator(
            name=_user(),
            agency=os.environ.get("NORTHLINE_AGENCY") or "local",
            country=os.environ.get("NORTHLINE_COUNTRY") or "CA",
            key=key.key.hex(),
            trusted={key.key.hex(): key.public.hex()},
        )
        _create(path, _text(fresh))
    try:
        told = msgspec.json.decode(path.read_bytes(), type=Operator)
        own = {key.key.hex(): key.public.hex()}
        overridden = {
            field: value
            for field, variable in _VARIABLES.items()
            if (value := os.environ.get(variable))
        }
        fields = {**msgspec.structs.asdict(told), **overridden, "key": key.key.hex()}
        # Files of the first releases hold what was the default then, written out.  Whoever never
        # chose keeps what a single person needs; any other choice of roles is taken as it is.
        if told.roles == _FIRST_DEFAULT:
            fields["roles"] = ALONE
        return msgspec.convert({**fields, "trusted": {**told.trusted, **own}}, Operator)
    except (msgspec.MsgspecError, ValueError) as error:
        raise SettingsError(f"{path}: {error}; correct it, or move it away") from error


_FIRST_DEFAULT = ("watch-officer", "watch-supervisor", "adjudicator", "release-officer")
"""The roles that the first releases wrote into a new ``operator.json``."""

_VARIABLES = {
    "name": "NORTHLINE_OPERATOR",
    "agency": "NORTHLINE_AGENCY",
    "country": "NORTHLINE_COUNTRY",
}


def _user() -> str:
    named = os.environ.get("NORTHLINE_OPERATOR")
    if named:
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return f"uid-{os.getuid()}"


def _create(path: Path, content: bytes) -> None:
    """Make a file with this content, whole or not at all; one that is there already stays."""
    draft = _draft(path, content)
    try:
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # unlike a rename, never replaces what another process made
    finally:
        draft.unlink()


def _draft(path: Path, content: bytes) -> Path:
    """A durable file beside this one, for its owner only."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return draft
