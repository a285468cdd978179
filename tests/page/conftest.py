"""A live page made from an automaton that colours rings in, and a browser to open it with.

The browser is Debian's Chromium; where it is missing it is installed if that can be done without
asking (root on Debian), else these tests are skipped.
"""

import json
import os
import runpy
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import torch
from safetensors.torch import save_file

from ganca.data import dataset
from ganca.model.automaton import VISIBLE, Automaton, edge_seed
from ganca.model.networks import save_weights
from ganca.model.rollout.rollout import rollout
from ganca.results import write_table
from ganca.show import page as page_data

ROOT = Path(__file__).parents[2]
SIDE = 20
STEADY = [0.0, 0.1, 0.2, 1.1]  # of other drawings: less than any ring's, but for the last
YELLOW = (1, 0.8, 0.1, 1)
PACKAGES = ("chromium", "chromium-driver")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def rings(count, seed):
    """Rings of one pixel's width, and the same filled with yellow: edges, (n, 4, SIDE, SIDE)."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:SIDE, :SIDE]
    centres, radii = rng.uniform(8, 12, (2, count, 1, 1)), rng.uniform(4, 6.5, (count, 1, 1))
    beyond = np.hypot(y - centres[0], x - centres[1]) - radii
    edges = np.abs(beyond) < 0.6
    targets = np.where((beyond < 0.6)[:, None], np.array(YELLOW)[:, None, None], 0)
    targets[:, :3] *= ~edges[:, None]
    return edges.astype(np.uint8), torch.tensor(targets, dtype=torch.float32)


@pytest.fixture(scope="session")
def automaton():
    """An automaton without noise that fills rings: some seconds of training."""
    torch.manual_seed(0)
    edges, targets = rings(16, seed=0)
    automaton = Automaton(update_noise=0.0)
    optimizer = torch.optim.Adam(automaton.parameters(), 3e-3)
    for _ in range(140):
        chosen = torch.randint(len(edges), (4,))
        final = rollout(automaton, edge_seed(edges[chosen]), 14)
        optimizer.zero_grad()
        (10 * (final[:, :VISIBLE] - targets[chosen]).square().mean()).backward()
        torch.nn.utils.clip_grad_norm_(automaton.parameters(), 1.0)
        optimizer.step()
    return automaton


@pytest.fixture(scope="session")
def odd_network():
    """A network of 10 channels and 18 hidden units, no multiples of four: (tensors, channels)."""
    torch.manual_seed(1)
    perceive, respond = torch.nn.Conv2d(10, 18, 3), torch.nn.Conv2d(18, 10, 1)
    kernels = [perceive.weight, perceive.bias, respond.weight, respond.bias]
    return [kernel.detach() for kernel in kernels], 10


@pytest.fixture(scope="session")
def page(automaton, odd_network, tmp_path_factory):
    """The path of a page with models: exact, two noisy and squashed, half asleep, small."""
    folder = tmp_path_factory.mktemp("page")
    variants = {
        "exact": (0.0, 1.0, False),
        "noisy": (0.02, 1.0, True),
        "calm": (0.005, 1.0, True),  # too little noise for rings to grow together
        "half": (0.0, 0.5, False),
    }
    for name, settings in variants.items():
        variant = Automaton(*settings)
        variant.load_state_dict(automaton.state_dict())
        save_weights(folder / f"{name}.safetensors", variant)
    tensors = dict(zip(page_data.TENSORS, odd_network[0], strict=True))
    settings = {"update_noise": 0.0, "fire_rate": 1.0, "squash": False}
    save_file(tensors, folder / "odd.safetensors", {"automaton": json.dumps(settings)})
    learned = [*variants, "odd"]
    steadier = [1.1, 1.2, 1.3, 1.4]  # than any ring
    known = {"exact": STEADY, "noisy": steadier, "calm": steadier, "half": [0.0], "odd": [0.0]}
    rows = [(name, value) for name in learned for value in known[name]]
    table = pd.DataFrame(rows, columns=["model", "steady"])
    write_table(folder / "steadiness.csv", table)
    edges, _ = rings(3, seed=1)
    names = ["one", "two", "three"]
    dataset.save(folder / "own.npz", dataset.PictureSet(names, ["ood"] * 3, [""] * 3, edges))
    dataset.save(
        folder / "rings.npz",
        dataset.PictureSet(names, ["train", "train", "validation"], [""] * 3, edges),
    )
    (folder / "font.json").write_text('{"credit": "Rings & Co. (CC BY-SA 4.0)"}\n')
    trained = {"objective": "l2", "dataset": "rings"}
    made = SimpleNamespace(
        rule="make_page",
        log=[],
        input=SimpleNamespace(
            weights=[folder / f"{name}.safetensors" for name in learned],
            pictures=[folder / "own.npz", folder / "rings.npz"],
            steadiness=folder / "steadiness.csv",
            font=[folder / "font.json"],
            template=ROOT / "workflow/page/index.html",
            style=ROOT / "workflow/page/dist/page.css",
            program=ROOT / "workflow/page/dist/page.js",
            licences=ROOT / "workflow/page/dist/licences.txt",
        ),
        output=SimpleNamespace(page=folder / "index.html", licences=folder / "licences.txt"),
        params=SimpleNamespace(
            models={name: trained | {"pen": {"fine": 0, "broad": 0}} for name in learned}
            | {"half": trained | {"objective": "pix2pix", "pen": {"fine": 0, "broad": 0.5}}},
            chosen=["exact", "noisy", "calm"],
            sets=["own", "rings"],
            credited=["rings"],
            face=SIDE - 4,
            rest=20,
            first="one",
        ),
    )
    runpy.run_path(str(ROOT / "workflow/scripts/make_page.py"), {"snakemake": made})
    return made.output.page


def find_browser():
    """The paths of a Chromium and of its driver; None for what isn't there."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    return chromium, shutil.which("chromedriver")


def install_browser():
    """Installs Chromium where that needs no asking; whether it could be done."""
    release = Path("/etc/os-release")
    debian = release.exists() and "\nID=debian" in f"\n{release.read_text()}"
    if os.geteuid() or not debian:
        return False
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *PACKAGES]):
        patient = ["apt-get", "--quiet", "--option", "DPkg::Lock::Timeout=240"]
        if subprocess.run([*patient, *command], capture_output=True).returncode:
            return False
    return True


@pytest.fixture(scope="session")
def chromium(tmp_path_factory):
    """A headless Chromium under Selenium, with a profile of its own."""
    webdriver = pytest.importorskip("selenium.webdriver")
    if not all(find_browser()):
        install_browser()
    binary, driver = find_browser()
    if not (binary and driver):
        pytest.skip("no browser: these tests need the Debian packages " + " and ".join(PACKAGES))
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    profile = tmp_path_factory.mktemp("profile")
    for flag in (*FLAGS, f"--user-data-dir={profile}", "--window-size=1280,1100"):
        options.add_argument(flag)
    started = webdriver.Chrome(options, webdriver.ChromeService(driver))
    yield started
    started.quit()


@pytest.fixture
def live(chromium, page):
    """The page, freshly opened."""
    from livepage import LivePage

    yield LivePage(chromium, page).open()
    chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    chromium.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
