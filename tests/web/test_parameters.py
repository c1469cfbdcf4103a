"""Parameters of a settings file over the API: told beside the usual ones, and replayed."""

from pathlib import Path

from northline.app.node import STEP_ROWS, Node
from northline.app.runners.local import run
from northline.app.settings import engines_of
from northline.web.site import site
from tests.web.asking import Api, crossing


def test_engines_are_told_with_what_they_have_here_and_their_findings_are_replayed(
    node: Node, tmp_path: Path
) -> None:
    path = tmp_path / "northline.toml"
    path.write_text("[engines.tracking]\ngate = 5\n[engines.crossing]\ncertainty = 0.99\n")
    (tmp_path / "a.nmea").write_bytes(crossing())
    node.ingest("ais", tmp_path / "a.nmea")
    run(node, None, follow=False, step_rows=STEP_ROWS, engines=engines_of(path))
    served = site(node)
    served.desk.engines = engines_of(path)
    api = Api(served)
    tracking, _, passing = api.document("/engines")["engines"][:3]
    assert (tracking["params"]["gate"], tracking["defaults"]["gate"]) == (5.0, 4.0)
    assert (passing["params"]["certainty"], passing["defaults"]["certainty"]) == (0.99, 0.95)
    (found,) = api.document("/findings")["findings"]
    usual = Api(site(node))
    assert usual.document("/engines")["engines"][0]["params"]["gate"] == 4.0
    for each in (api, usual):
        assert each.post(f"/findings/{found['id']}/replay").json()["same"] is True
