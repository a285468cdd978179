"""What the library's tests share."""

import pytest
import torch


@pytest.fixture(autouse=True)
def seeded():
    """The same random numbers for each test, whichever tests run before it."""
    torch.manual_seed(0)


@pytest.fixture
def one_thread():
    """torch works with one thread during a test."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)
