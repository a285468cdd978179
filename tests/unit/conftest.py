"""What the library's tests share."""

import pytest
import torch


@pytest.fixture(autouse=True)
def seeded():
    """The same random numbers for each test, whichever tests run before it."""
    torch.manual_seed(0)
