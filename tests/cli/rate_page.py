#!/usr/bin/env python3
"""Rates the page of a survey as a listener with a phone does, in headless Chromium.

Usage: rate_page.py PAGE.html FOLDER RATINGS.json

RATINGS.json: {"name": "Ann", "ratings": {"CODE": 7, ...}, "comments": {"CODE": "text", ...}}. Every click is a click of
the mouse at the place where the thing is shown, every word is typed, and the file in FOLDER is the one that the page
saved by itself. In between the page is opened again, as if the listener had put the phone away, and all the while it is
open in a second tab. Prints what was seen as JSON. Speaks Chromium's DevTools protocol over two pipes, which needs
nothing but Python.
"""
import fcntl
import json
import os
import pathlib
import select
import subprocess
import sys
import tempfile
import time

PATIENCE = 60  # seconds for one answer of the browser, on a busy machine
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}


# How long the music of the first player is, once the browser has begun to read it; null if there is none.
LISTEN = """new Promise((done) => {
    const player = document.querySelector("audio");
    if (!player) return done(null);
    player.addEventListener("loadedmetadata", () => done(player.duration));
    player.addEventListener("error", () => done(String(player.error && player.error.message)));
    player.preload = "auto";
    player.load();
})"""

RATED = "document.querySelectorAll('.card.rated').length"


def button(code, rating):
    return f'input[name="rating-{code}"][value="{rating}"]'


class Browser:
    """Chromium, its tabs, and the messages to and from the one in use."""

    def __init__(self, folder):
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()
        # Out of the way of 3 and 4, where Chromium expects its ends.
        theirs = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (theirs_in, theirs_out)]
        self.log = open(pathlib.Path(folder) / "chromium.log", "wb")
        self.process = subprocess.Popen(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--remote-debugging-pipe",
             f"--user-data-dir={folder}/profile", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, close_fds=False,
            preexec_fn=lambda: (os.dup2(theirs[0], 3), os.dup2(theirs[1], 4)))
        for end in (theirs_in, theirs_out, *theirs):
            os.close(end)
        self.out, self.into, self.waiting = ours_out, ours_in, b""
        self.number, self.session, self.events = 0, None, []

    def _receive(self):
        while b"\0" not in self.waiting:
            if not select.select([self.into], [], [], PATIENCE)[0]:
                raise TimeoutError("Chromium does not answer")
            read = os.read(self.into, 1 << 16)
            if not read:
                raise ConnectionError("Chromium has ended: see chromium.log")
            self.waiting += read
        message, self.waiting = self.waiting.split(b"\0", 1)
        return json.loads(message)

    def ask(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def event(self, method, fits=lambda parameters: True):
        """The parameters of the first such event since the last one asked for; waits for it."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for at, seen in enumerate(self.events):
                if seen.get("method") == method and fits(seen["params"]):
                    del self.events[at]
                    return seen["params"]
            self.events.append(self._receive())
        raise TimeoutError(method)

    def save_in(self, downloads):
        self.ask("Browser.setDownloadBehavior", behavior="allow", downloadPath=downloads, eventsEnabled=True)

    def new_tab(self):
        """Opens a tab, uses it, and returns what use() knows it by."""
        self.session = None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.ask(f"{domain}.enable")
        self.ask("Page.setLifecycleEventsEnabled", enabled=True)
        self.ask("Emulation.setDeviceMetricsOverride", **PHONE)
        return self.session

    def use(self, tab):
        self.session = tab
        self.ask("Page.bringToFront")

    def open(self, address):
        """Shows a page in the tab: it is loaded, and nothing that is left of the page before is taken for it."""
        loader = self.ask("Page.navigate", url=address)["loaderId"]
        self.event("Page.lifecycleEvent", lambda seen: seen["loaderId"] == loader and seen["name"] == "load")

    def until(self, script):
        """Waits for it to be true: one tab, or one visit, hears of another when the browser comes to it."""
        end = time.monotonic() + PATIENCE
        while not self.value(script):
            if time.monotonic() > end:
                said = self.value("document.body.innerText")
                raise TimeoutError(f"{script} is still not true of:\n{said}")
            time.sleep(0.05)

    def value(self, script):
        answer = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{script}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def click(self, selector):
        place = self.value(f"""(() => {{
            const thing = document.querySelector({json.dumps(selector)});
            thing.scrollIntoView({{ block: "center", behavior: "instant" }});
            const box = thing.getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
        }})()""")
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, x=place[0], y=place[1], button="left", clickCount=1)

    def type(self, selector, text):
        self.click(selector)
        self.ask("Input.insertText", text=text)

    def close(self):
        self.session = None
        try:
            self.ask("Browser.close")
            self.process.wait(PATIENCE)
        except Exception:
            self.process.kill()
            self.process.wait()
        self.log.close()


def rate(browser, page, wanted):
    address = pathlib.Path(page).resolve().as_uri()

    def visit():
        browser.open(address)
        browser.until("document.querySelector('.card') !== null")

    other = browser.new_tab()
    visit()
    tab = browser.new_tab()
    visit()
    text = browser.value("document.documentElement.outerHTML + document.body.innerText")
    seen = {
        "kept_unasked": browser.value("localStorage.length"),
        "empty_said": None,
        "lists": browser.value("document.querySelectorAll('.card').length"),
        "songs": browser.value("[...document.querySelectorAll('.card')].map((card) => card.querySelectorAll('li').length)"),
        "links": browser.value("[...document.querySelectorAll('li a')].map((link) => link.href)"),
        "players": browser.value("document.querySelectorAll('audio').length"),
        "seconds_of_first_player": browser.value(LISTEN),
        "wider_than_screen": browser.value("document.documentElement.scrollWidth > innerWidth"),
        "least_button": browser.value(
            "Math.min(...[...document.querySelectorAll('.scale span')].map((span) => span.getBoundingClientRect().height))"),
        "text": text,
    }
    browser.click("#save")
    seen["empty_said"] = browser.value("document.querySelector('#said').textContent")
    browser.type("#name", wanted["name"])
    *ratings, last = wanted["ratings"].items()
    for code, rating in ratings:
        browser.click(button(code, rating))
    for code, comment in wanted["comments"].items():
        browser.click(f"#list-{code} summary")
        browser.type(f"#comment-{code}", comment)
    # Opened again, it still knows all this; the other tab has heard of it, and its own rating comes to this one.
    visit()
    browser.until(f"{RATED} === {len(ratings)}")
    browser.use(other)
    browser.until(f"{RATED} === {len(ratings)}")
    for code, comment in wanted["comments"].items():
        browser.until(f"document.querySelector('#comment-{code}').value === {json.dumps(comment)}")
    seen["name_in_other_tab"] = browser.value("document.querySelector('#name').value")
    browser.click(button(*last))
    browser.use(tab)
    browser.until(f"{RATED} === {len(ratings) + 1}")
    seen["kept"] = browser.value(RATED)
    seen["far"] = browser.value("document.querySelector('#far').textContent")
    browser.click("#save")
    saved = browser.event("Browser.downloadWillBegin")
    browser.event("Browser.downloadProgress", lambda progress: progress["state"] == "completed")
    seen["file"] = saved["suggestedFilename"]
    seen["said"] = browser.value("document.querySelector('#said').textContent")
    # Come back to in the state it was left in, which some browsers keep, it looks again.
    seen["name_when_back"] = browser.value("""(() => {
        const shelf = Object.keys(localStorage)[0];
        localStorage.setItem(shelf, JSON.stringify({ ...JSON.parse(localStorage.getItem(shelf)), name: "Back" }));
        dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
        return document.querySelector("#name").value;
    })()""")
    # Nothing but the page itself, its file, and music beside it.
    requests = [event["params"]["request"]["url"] for event in browser.events
                if event.get("method") == "Network.requestWillBeSent"]
    seen["asked_elsewhere"] = [url for url in requests if not url.startswith(("file:", "blob:", "data:", "about:"))]
    seen["complaints"] = [event["params"] for event in browser.events
                          if event.get("method") in ("Log.entryAdded", "Runtime.exceptionThrown")]
    return seen


def main():
    page, folder, ratings = sys.argv[1:]
    wanted = json.loads(pathlib.Path(ratings).read_text())
    with tempfile.TemporaryDirectory() as scratch:
        browser = Browser(scratch)
        try:
            browser.save_in(str(pathlib.Path(folder).resolve()))
            json.dump(rate(browser, page, wanted), sys.stdout)
        finally:
            browser.close()


main()
