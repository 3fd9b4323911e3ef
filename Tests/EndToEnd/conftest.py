"""What every end-to-end test starts from: a fresh world for each module, and vaer as its operator."""

from __future__ import annotations

import shutil

import pytest
import watch
from harness import ROOT, Vaer, start_local_aws


@pytest.fixture(scope="session", autouse=True)
def secrets(tmp_path_factory):
    """After the last test, no file of the whole run has a secret in it: no output, log, journal or database."""
    yield
    found = watch.leaks(tmp_path_factory.getbasetemp(), watch.SECRETS)
    assert not found, f"secrets in {found}"


@pytest.fixture(scope="module")
def aws(tmp_path_factory):
    """A fresh world for each module."""
    local = start_local_aws(tmp_path_factory.mktemp("aws"))
    yield local
    local.end()


@pytest.fixture
def vaer(aws, tmp_path):
    """vaer as an operator of all accounts of the world."""
    return Vaer(aws, tmp_path)


@pytest.fixture
def own_pairs(tmp_path):
    """A copy of the example definitions, to be changed by the test."""
    folder = tmp_path / "pairs.d"
    shutil.copytree(ROOT / "pairs.d", folder)
    return folder
