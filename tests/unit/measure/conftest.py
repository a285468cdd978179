"""What the tests of the claims share: a run that bears the paper out."""

import paper_run
import pytest


@pytest.fixture
def evidence():
    """The evidence of a run in which every claim comes out as the paper says."""
    return paper_run.evidence()
