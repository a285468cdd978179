"""The live page in a real browser, opened from disk."""

import base64
import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
import torch

pytest.importorskip("selenium", reason="no Selenium: pip install -r requirements-dev.txt")
from selenium.webdriver import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait
from torch.nn import functional as F

from ganca.measure.evaluation import show
from ganca.measure.resilience import steadiness
from ganca.model.automaton import ALIVE, edge_seed
from ganca.model.rollout.rollout import rollout

ROOT = Path(__file__).parents[2]
ENGINES = ["cpu", "gpu"]
# Both sum in another order than PyTorch, in single precision on the card; after 20 steps of a
# trained automaton the states, of order 1, differ by some 1e-6.
TOLERANCE = 1e-4
# Corners of a ring to draw by hand, in cells of the 20 x 20 grid.
ANGLES = np.linspace(0, 2 * np.pi, 17)
RING = [(10 + 5 * np.cos(angle), 10 + 5 * np.sin(angle)) for angle in ANGLES]


@pytest.mark.parametrize("engine", ENGINES)
def test_opens_from_disk_without_a_complaint_and_without_asking_for_anything(live, engine):
    live.browser.get_log("browser")
    live.open(engine)
    complaints = [entry for entry in live.browser.get_log("browser") if entry["level"] == "SEVERE"]
    assert complaints == []
    assert live.run("return performance.getEntriesByType('resource').map((e) => e.name)") == []
    assert live.run("return document.body.dataset.engine") == engine
    assert (live.steps(), live.mood()) == (20, "resting")
    assert "Rings & Co." in live.find("footer").text


@pytest.mark.parametrize("engine", ENGINES)
def test_agrees_with_python(live, automaton, engine):
    live.open(engine)
    rng = np.random.default_rng(3)
    edges = live.lines()
    edges[:3] = rng.integers(0, 2, edges[:3].shape)  # up to the border, where cells see zeros
    live.load(edges.ravel())
    live.advance(20)
    state = edge_seed(torch.tensor(edges)[None])
    with torch.no_grad():
        for _ in range(20):
            state = automaton(state)
    assert np.abs(live.state(0) - state[0].numpy()).max() < TOLERANCE


@pytest.mark.parametrize("engine", ENGINES)
def test_agrees_with_the_convolutions_of_a_network_of_another_shape(live, odd_network, engine):
    live.open(engine)
    Select(live.find("#left select")).select_by_visible_text("odd")
    live.rest()
    edges = live.lines()
    live.load(edges)
    live.advance(6)
    kernels, width = odd_network
    state = edge_seed(torch.tensor(edges)[None])[:, :width]
    for _ in range(6):
        living = F.max_pool2d(state[:, 3:4], 3, stride=1, padding=1) >= ALIVE
        seen = F.relu(F.conv2d(state, *kernels[:2], padding=1))
        state = state + F.conv2d(seen, *kernels[2:]) * living
    assert np.abs(live.state(0)[:width] - state[0].numpy()).max() < TOLERANCE


@pytest.mark.parametrize("engine", ENGINES)
def test_noise_falls_on_the_cells_that_live_and_on_no_others(live, automaton, engine):
    live.open(engine)
    edges = torch.tensor(live.lines())[None]
    live.load(edges.numpy().ravel())
    live.advance(1)
    seed = edge_seed(edges)
    with torch.no_grad():
        clean, active = automaton(seed)[0].numpy(), automaton.active(seed)[0, 0].numpy()
    noise = live.state(1) - clean
    assert np.abs(noise[:, ~active]).max() == 0
    # some 2,500 numbers: their standard deviation is known to within 1.5 %
    assert noise[:, active].std() == pytest.approx(0.02, rel=0.08)
    assert abs(noise[:, active].mean()) < 0.002
    neighbours = np.corrcoef(noise[:-1, active].ravel(), noise[1:, active].ravel())[0, 1]
    assert abs(neighbours) < 0.1


@pytest.mark.parametrize("engine", ENGINES)
def test_half_of_the_cells_take_part_at_fire_rate_one_half(live, automaton, engine):
    live.open(engine)
    Select(live.find("#left select")).select_by_visible_text("half")
    live.rest()
    edges = torch.tensor(live.lines())[None]
    live.load(edges.numpy().ravel())
    live.advance(1)
    seed = edge_seed(edges)
    active = automaton.active(seed)[0, 0].numpy()
    changed = (live.state(0) != seed[0].numpy()).any(0)
    assert not changed[~active].any()
    assert changed[active].mean() == pytest.approx(0.5, abs=0.15)  # of some 160 cells


def test_a_ring_drawn_with_the_mouse_is_coloured_in(live):
    live.click("#clear")
    assert not live.lines().any()
    live.drag("#paper", RING)
    assert live.lines()[10, 15] and live.lines()[5, 10] and not live.lines()[10, 10]
    live.rest()
    for dish in (0, 1):
        inside = live.picture(dish)[8:12, 8:12].reshape(-1, 4)
        assert inside[:, 3].min() > 150, "opaque"
        assert np.median(inside[:, 0] - inside[:, 2]) > 80, "yellow"
        assert live.picture(dish)[:2, :2, 3].max() < 60, "nothing grows outside"
    live.screenshot("desktop")


def test_thin_lines_have_no_gaps(live):
    live.run("""const size = document.querySelector('#face input[type=range]'); size.value = 1;
        size.dispatchEvent(new Event('input'))""")
    live.click("#clear")
    live.drag("#paper", [(4.3, 4.3), (6.7, 6.75), (13, 17), (15.4, 14.6)])
    rows, columns = np.nonzero(live.lines())
    assert set(rows) == set(range(4, 18))
    # steps from row to row of one cell at most, sideways too
    assert all(
        np.abs(columns[rows == row][:, None] - columns[rows == row + 1]).min() <= 1
        for row in range(4, 17)
    )


def test_the_eraser_takes_lines_away(live):
    live.click("#clear")
    live.drag("#paper", RING)
    live.click("#face label:has([value=eraser])")
    live.drag("#paper", [(14, 10), (16, 10)])
    assert not live.lines()[10, 15]
    assert live.lines()[5, 10]


def test_the_eraser_tears_a_hole_into_both_dishes_which_grow_on(live):
    live.click("[data-time=step]")  # pauses
    before = [live.state(dish) for dish in (0, 1)]
    live.click("#face label:has([value=eraser])")
    live.drag("#right canvas", [(10, 10), (10, 10)])
    for dish in (0, 1):
        state = live.state(dish)
        assert (state[:, 10, 10] == 0).all()
        assert np.array_equal(state[:, :3], before[dish][:, :3])
    live.advance(3)
    assert (live.state(0)[:, 10, 10] != 0).any()


def test_the_pen_draws_on_in_a_dish(live):
    live.click("[data-time=step]")
    before = live.lines()
    live.drag("#left canvas", [(2, 2), (6, 2)])
    for dish in (0, 1):
        state = live.state(dish)
        assert (state[:4, 2, 2:7] == 1).all()
        assert (state[4:, 2, 2:7] == 0).all()
    assert np.array_equal(live.lines(), before), "the paper stays as it is"


def test_a_touch_wakes_what_rests_but_not_what_is_paused(live):
    assert live.mood() == "resting"
    live.click("#tear")
    live.rest()
    assert live.steps() == 40
    live.click("[data-time=step]")
    live.click("#tear")
    assert (live.steps(), live.mood()) == (41, "paused")
    live.click("[data-time=play]")
    live.rest()
    assert live.steps() == 61


@pytest.mark.parametrize("engine", ENGINES)
def test_tells_as_python_does_how_steady_a_finished_picture_is(live, automaton, engine):
    live.open(engine)
    edges = live.lines()[None]
    with torch.no_grad():
        finished = rollout(automaton, edge_seed(torch.tensor(edges)), 20)
        later = rollout(automaton, finished, 20)
    steady = steadiness(show(automaton, finished), show(automaton, later), edges)[0]
    assert steady < 0.995, "something still changes"
    (found,) = live.until(lambda: live.run("return ganca.face.dishes[0].verdict.found"))
    assert found["steady"] == pytest.approx(steady, abs=0.001)  # of 255 levels, some round away
    words = live.find("#left .trust").text
    assert words == "Steady: more so than 75 % of its pictures"
    words = live.until(lambda: live.find("#right .trust").text)
    assert words == "Unsure: steadier than only 0 % of its pictures"
    assert [live.find(f"#{side} .marks").text for side in ("left", "right")] == ["", "?"]
    live.screenshot("trust")
    live.click("#tear")
    assert live.find("#left .trust").text == "", "a picture that changes is not judged"


def test_runs_on_and_on_where_asked_until_paused(live):
    live.click("[data-time=endless]")
    live.click("[data-time=restart]")
    WebDriverWait(live.browser, 30).until(lambda _: live.steps() > 25)
    live.click("[data-time=play]")
    steps = live.steps()
    assert live.mood() == "paused"
    assert live.steps() == steps


def test_draws_with_the_keyboard(live):
    live.click("#clear")
    paper = live.find("#paper")
    paper.send_keys(Keys.ARROW_LEFT, Keys.SPACE, *[Keys.ARROW_UP] * 3, Keys.SPACE)
    paper.send_keys(*[Keys.ARROW_UP] * 3)
    (rows, columns) = np.nonzero(live.lines())
    assert rows.tolist() == [7, 8, 9, 10]
    assert columns.tolist() == [9] * 4


def test_draws_with_a_finger(live):
    live.click("#clear")
    box = live.run("return document.getElementById('paper').getBoundingClientRect().toJSON()")
    places = [box["left"] + box["width"] * share for share in (0.225, 0.5, 0.725)]
    y = box["top"] + box["height"] * 0.525
    for kind, points in [
        ("touchStart", [{"x": places[0], "y": y}]),
        *[("touchMove", [{"x": x, "y": y}]) for x in places[1:]],
        ("touchEnd", []),
    ]:
        touch = {"type": kind, "touchPoints": points}
        live.browser.execute_cdp_cmd("Input.dispatchTouchEvent", touch)
    assert live.lines()[10, 4:15].all()


def test_examples_can_be_loaded_and_say_whose_they_are(live):
    data = json.loads(live.find("#data").get_attribute("textContent"))
    choice = Select(live.find("#examples select"))
    assert [option.text for option in choice.options] == [group["name"] for group in data["sets"]]
    choice.select_by_visible_text("rings, never seen")
    assert live.find("#examples .credit").text == "Edges of Rings & Co. (CC BY-SA 4.0)"
    live.click("#examples .strip button")
    bits = base64.b64decode(data["sets"][-1]["drawings"][0][1])
    expected = np.unpackbits(np.frombuffer(bits, np.uint8)).reshape(live.grid())
    assert np.array_equal(live.lines(), expected)


def test_another_model_can_be_chosen(live):
    Select(live.find("#right select")).select_by_visible_text("exact")
    live.rest()
    assert np.array_equal(live.state(0), live.state(1))


def test_fits_a_phone(live):
    live.be_a_phone(360, 740)
    assert live.run("return document.documentElement.scrollWidth") <= 360
    sides = [live.find(f"{square} canvas").rect for square in ("#sheet", "#left", "#right")]
    assert sides[0]["width"] > 300
    assert sides[1]["y"] == sides[2]["y"], "the dishes stay side by side"
    live.screenshot("phone")


def test_shows_the_outcome_at_once_where_motion_is_not_wanted(live):
    live.emulate(prefers_reduced_motion="reduce")
    live.run("ganca.face.time.clock.start = () => { throw new Error('moved'); }")
    live.run("ganca.face.load(ganca.face.drawing)")
    assert live.steps() == 20


def test_is_dark_where_that_is_wanted(live):
    colour = "return getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)"
    assert min(live.run(colour)) > 200
    live.emulate(prefers_color_scheme="dark")
    assert max(live.run(colour)) < 60
    live.screenshot("dark")


def test_the_bundle_was_made_from_the_sources_that_lie_here():
    folder = ROOT / "workflow/page"
    listed = (folder / "dist/sources.sha256").read_text().splitlines()
    recorded = {path: digest for digest, path in (line.split("  ") for line in listed)}
    sources = [folder / name for name in ("build.js", "package.json", "package-lock.json")]
    sources += (folder / "src").iterdir()
    found = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sources
    }
    assert found == recorded, "run: cd workflow/page && npm ci && npm run build"
