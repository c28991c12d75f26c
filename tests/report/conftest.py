"""Builders of stories as fixtures."""

from collections.abc import Callable
from typing import Any

import pytest
from report_stories import event, story

from straitwatch.report.story import Story


@pytest.fixture
def make_story() -> Callable[..., Story]:
    return story


@pytest.fixture
def make_event() -> Callable[..., dict[str, Any]]:
    return event
