from tests.minutes.conftest import originals

__all__ = ["originals"]
