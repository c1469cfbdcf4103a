"""Grounds on which a record may be withheld from the person it is about, as data.

The provisions are those of the Privacy Act (R.S.C. 1985, c. P-21), read in the consolidated text
of 2025-01-31.  Those of Ontario (FIPPA s. 49, MFIPPA s. 38) and of 5 U.S.C. 552a(j) and (k) were
not verified, so that none is named for these regimes: whoever refuses writes the provision down.
"""

import msgspec

from northline.records.errors import UnknownName
from northline.records.rights_request import Regime


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """One ground.

    Attributes:
        code: its name.
        canada: its section of the Privacy Act.
        english: what it protects, in English.
        french: the same in French.
    """

    code: str
    canada: str
    english: str
    french: str

    def provision(self, regime: Regime) -> str:
        """The provision under a regime, or an empty string where none was verified."""
        return f"Privacy Act, {self.canada}" if regime is Regime.PRIVACY_ACT_CA else ""


GROUNDS: tuple[Ground, ...] = (
    Ground(
        code="third-person",
        canada="s. 26",
        english="information about another individual",
        french="renseignements concernant un autre individu",
    ),
    Ground(
        code="originator",
        canada="s. 19(1)",
        english="obtained in confidence from another government, which must agree",
        french="renseignements obtenus à titre confidentiel d'un autre gouvernement, qui doit consentir",
    ),
    Ground(
        code="international",
        canada="s. 21",
        english="international affairs and defence",
        french="affaires internationales et défense",
    ),
    Ground(
        code="law-enforcement",
        canada="s. 22(1)",
        english="law enforcement and investigations",
        french="application de la loi et enquêtes",
    ),
    Ground(
        code="clearance",
        canada="s. 23",
        english="security clearances",
        french="enquêtes de sécurité",
    ),
    Ground(
        code="safety",
        canada="s. 25",
        english="safety of individuals",
        french="sécurité des individus",
    ),
    Ground(
        code="privilege",
        canada="s. 27",
        english="privilege and professional secrecy",
        french="secret professionnel",
    ),
    Ground(
        code="health",
        canada="s. 28",
        english="medical record, against the individual's best interests",
        french="dossier médical, contre l'intérêt de l'individu",
    ),
    Ground(
        code="classified",
        canada="s. 21",
        english="classified: to be reviewed by its owner before anything is given",
        french="classifié : à examiner par son propriétaire avant toute communication",
    ),
)
"""Every ground; `third-person`, `originator` and `classified` are also set by rule."""


def ground_of(code: str) -> Ground:
    """The ground of that name.

    Raises:
        UnknownName: naming the grounds there are.
    """
    for ground in GROUNDS:
        if ground.code == code:
            return ground
    raise UnknownName(
        f"there is no ground {code!r}; there are " + ", ".join(each.code for each in GROUNDS)
    )
