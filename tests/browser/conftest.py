"""A headless Chromium, and the hand-made audits of `tests/report`."""

from __future__ import annotations

import base64
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

for beside in ("report", "pipeline/fix"):
    sys.path.insert(0, str(Path(__file__).parents[1] / beside))

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    "--no-first-run",
)


@dataclass(frozen=True)
class Browser:
    """A page opened from a file, and what the browser had to say about it."""

    driver: Any

    def open(self, path: Path, *, width: int = 1280, dark: bool = False) -> None:
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._cdp("Emulation.setDeviceMetricsOverride", size)
        self._cdp("Emulation.setEmulatedMedia", {"features": [scheme]})
        self.complaints()
        self.requests()
        self.driver.get(path.as_uri())

    def run(self, script: str) -> Any:
        return self.driver.execute_script(f"return {script}")

    def complaints(self) -> list[str]:
        """Errors and warnings of the console: scripts, styles, breaches of the policy."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self) -> list[str]:
        """Addresses asked for since the last call."""
        import json

        logged = (json.loads(e["message"])["message"] for e in self.driver.get_log("performance"))
        return [
            m["params"]["request"]["url"]
            for m in logged
            if m["method"] == "Network.requestWillBeSent"
        ]

    def pdf(self) -> bytes:
        printed = self._cdp("Page.printToPDF", {"preferCSSPageSize": True})
        return base64.b64decode(printed["data"])

    def _cdp(self, command: str, options: dict[str, Any]) -> Any:
        return self.driver.execute_cdp_cmd(command, options)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    chromedriver = shutil.which("chromedriver")
    if chromium is None or chromedriver is None:
        pytest.skip("no chromium with its chromedriver here (Debian: chromium chromium-driver)")
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(chromedriver))
    try:
        # Chromium may start on its new-tab page: what that still asks for is no page's of ours.
        driver.get("about:blank")
        yield Browser(driver)
    finally:
        driver.quit()


@pytest.fixture
def page(tmp_path: Path) -> Callable[..., Path]:
    """Write the report of an audit to a file."""

    def write(name: str = "rich", lang: str = "en") -> Path:
        import report_samples

        from cuewise import report

        path = tmp_path / f"{name}.{lang}.html"
        path.write_text(report.html(getattr(report_samples, name)(), lang), encoding="utf-8")
        return path

    return write
