"""The live page in a browser: what a reader does with it, and what they see."""

import base64
from pathlib import Path

import numpy as np
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

ARTEFACTS = Path(__file__).parent / "artefacts"
MOVES = """return !globalThis.ganca
    || [ganca.face, ganca.large].some((part) => part.time.clock.running)"""
DISH = "const part = ganca[arguments[0]], dish = (part.dishes ?? [part.dish])[arguments[1]];"


class LivePage:
    """One part of the page, "face" or "large"."""

    def __init__(self, browser, path, part="face"):
        self.browser, self.path, self.part = browser, Path(path), part

    def on(self, part):
        """The same page, to work on another part of it."""
        return LivePage(self.browser, self.path, part)

    def open(self, fragment="cpu"):
        """Opens the page anew, say on one of its engines, and waits until it has come to rest."""
        self.browser.get("about:blank")
        self.browser.get(f"{self.path.as_uri()}#{fragment}")
        self.rest()
        return self

    def run(self, script, *arguments):
        return self.browser.execute_script(script, *arguments)

    def find(self, selector):
        """What the part has of this selector, or else the page."""
        for within in (f"#{self.part} {selector}", selector):
            if found := self.browser.find_elements(By.CSS_SELECTOR, within):
                return found[0]
        raise AssertionError(f"nothing on the page is {selector}")

    def click(self, selector):
        self.find(selector).click()

    def rest(self):
        """Waits until nothing moves."""
        WebDriverWait(self.browser, 60, 0.1).until(lambda _: not self.run(MOVES))

    def mood(self):
        return self.find("[data-time=mood]").text

    def steps(self):
        return int(self.find("[data-time=steps]").text)

    def advance(self, steps):
        self.run("ganca[arguments[0]].time.advance(arguments[1])", self.part, steps)

    def lines(self):
        """The drawing, (height, width)."""
        drawing = self.run("return [...ganca[arguments[0]].drawing]", self.part)
        return np.array(drawing).reshape(self.grid())

    def grid(self):
        return self.run(
            "const {grid} = ganca[arguments[0]]; return [grid.height, grid.width]", self.part
        )

    def state(self, dish=0):
        """The state in a dish, (channels, height, width)."""
        planes = self.run(f"{DISH} return [...dish.automaton.read()]", self.part, dish)
        height, width = self.grid()
        planes = np.array(planes).reshape(-1, height, width, 4)
        return planes.transpose(0, 3, 1, 2).reshape(-1, height, width)

    def picture(self, dish=0):
        """What a dish shows, (height, width, 4), 0 to 255."""
        script = f"""{DISH} const {{width, height}} = dish.canvas;
            return [...dish.canvas.getContext("2d").getImageData(0, 0, width, height).data]"""
        return np.array(self.run(script, self.part, dish)).reshape(*self.grid(), 4)

    def load(self, edges):
        """Puts an edge map on the paper, and holds still."""
        script = """const part = ganca[arguments[0]];
            part.load(Uint8Array.from(arguments[1])); part.time.clock.stop()"""
        self.run(script, self.part, np.ravel(edges).tolist())

    def drag(self, selector, places):
        """Draws with the mouse through the middles of these cells [x, y]."""
        square = self.find(selector)
        self.run("arguments[0].scrollIntoView({block: 'center'})", square)
        cell = square.rect["width"] / self.grid()[1]
        middle = np.array(self.grid()[::-1]) / 2
        offsets = np.rint((np.array(places) + 0.5 - middle) * cell).astype(int).tolist()
        chain = ActionChains(self.browser, duration=20)
        chain.move_to_element_with_offset(square, *offsets[0]).click_and_hold()
        for offset in offsets[1:]:
            chain.move_to_element_with_offset(square, *offset)
        chain.release().perform()

    def drop(self, selector, name, content, kind="image/png", place=(0.5, 0.5)):
        """Drops a file onto something, at this share of its sides."""
        script = """const [selector, name, content, type, [x, y]] = arguments;
            const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([bytes], name, {type}));
            const box = document.querySelector(selector).getBoundingClientRect();
            const at = {clientX: box.x + x * box.width, clientY: box.y + y * box.height};
            document.querySelector(selector).dispatchEvent(
                new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer, ...at}))"""
        self.run(script, selector, name, base64.b64encode(content).decode(), kind, list(place))

    def until(self, found):
        """Waits until the function `found` returns something, and returns it."""
        return WebDriverWait(self.browser, 60, 0.1).until(lambda _: found())

    def screenshot(self, name):
        """Keeps a picture of the whole page."""
        command = ("Page.captureScreenshot", {"captureBeyondViewport": True})
        ARTEFACTS.mkdir(exist_ok=True)
        data = self.browser.execute_cdp_cmd(*command)["data"]
        (ARTEFACTS / f"page-{name}.png").write_bytes(base64.b64decode(data))

    def emulate(self, **features):
        """Pretends that the reader prefers, say, prefers_color_scheme="dark"."""
        listed = [{"name": k.replace("_", "-"), "value": v} for k, v in features.items()]
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": listed})

    def be_a_phone(self, width, height):
        """Pretends that the screen is a phone's, and opens the page anew."""
        phone = {"width": width, "height": height, "deviceScaleFactor": 2, "mobile": True}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
        return self.open()
