"""Somebody states in a browser, without a mouse, that a camera is down; the table says so."""

import pytest

from tests.e2e.pages import Opener, until
from tests.e2e.serving import Served
from tests.e2e.test_accessible import violations


@pytest.mark.parametrize("code", ["en", "fr"])
def test_a_sensor_is_stated_in_the_form(empty: Served, open_page: Opener, code: str) -> None:
    identity = f"camera:e2e-{code}"
    page = open_page(empty, f"/sensors?lang={code}", expects="400").page
    page.focus("#sensor-identity")
    page.keyboard.type("a camera")
    page.focus("#sensor-form button[type=submit]")
    page.keyboard.press("Enter")
    until(page, "() => document.querySelector('#sensor-form [data-told]').textContent !== ''")
    assert "camera:tower-4" in page.inner_text("#sensor-form [data-told]")
    page.fill("#sensor-identity", identity)
    page.select_option("#sensor-state", "down")
    page.locator("#sensor-form summary").press("Enter")
    for name, text in (("lat", "42.03"), ("lon", "-82.6"), ("range", "4000")):
        page.fill(f"#sensor-{name}", text)
    page.fill("#sensor-detection", "walker/night=0.7@210\nboat/day=0.95")
    assert not violations(page)
    page.locator("#sensor-form button[type=submit]").press("Enter")
    row = page.locator("#sensors-table tr", has_text=identity)
    row.wait_for()
    assert "210" in row.inner_text()
    assert row.locator(".bad").first.inner_text().startswith("✗")
    assert not violations(page)
    assert row.locator("a").get_attribute("href") == "/picture?lon=-82.60000&lat=42.03000&zoom=12"
