"""Every page of the client: accessible in both themes, no wider than its window, and still while it loads."""

import re
import subprocess

import pytest

from tests.support.processes import environment
from tests.support.web import WEB, need_chromium

N_PARTS = 4  # so that several workers share the pages


def test_every_route_is_among_the_pages() -> None:
    routes = re.findall(
        r'path: "([^"]+)", (?:lazy|element: <NotFound)', (WEB / "src" / "app" / "router.tsx").read_text()
    )
    pages = (WEB / "tests" / "support" / "pages.mjs").read_text()

    assert len(routes) >= 10
    assert [route for route in routes if f'route: "{route}"' not in pages] == []


@pytest.mark.parametrize("part", range(N_PARTS))
def test_pages_are_accessible_fit_their_window_and_do_not_move(site: str, part: int) -> None:
    own = environment(CINELIBRE_URL=site, CHROMIUM=need_chromium(), PART=f"{part}/{N_PARTS}")

    done = subprocess.run(
        ["node", "tests/axe.mjs"], cwd=WEB, env=own, capture_output=True, text=True, timeout=900, check=False
    )

    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
