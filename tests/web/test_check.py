"""The client's own checks: types, lint, and its unit tests."""

from tests.support.web import need_npm, npm


def test_types_lint_and_unit_tests_pass() -> None:
    need_npm()

    npm("run", "--silent", "check")
