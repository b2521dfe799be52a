"""Swagger UI as a person uses it: open an operation, fill it in, execute it, read the answer."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from selenium.common.exceptions import ElementClickInterceptedException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import Select, WebDriverWait

from tests.browser.chromium import Chromium

PATIENCE_S = 30
# React hears of a value only if it is set as the browser itself does.
_TYPE = """
const [box, text] = arguments;
Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(box, text);
box.dispatchEvent(new Event("input", {bubbles: true}));
box.dispatchEvent(new Event("change", {bubbles: true}));
"""


def operation_id(tag: str, operation: str) -> str:
    """Return the id that the page gives an operation."""
    return f"operations-{_as_id(tag)}-{operation}"


def _as_id(tag: str) -> str:
    return tag.replace(" ", "_").replace("&", "\\&")


@dataclass(frozen=True)
class Answer:
    """What the page shows of an answer."""

    status: int
    text: str

    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class SwaggerPage:
    chromium: Chromium
    address: str
    tried: list[tuple[str, int, list[str]]] = field(default_factory=list)

    def open(self, fragment: str = "") -> None:
        """Open the page anew, at an operation where one is named."""
        self.chromium.note()
        self.chromium.driver.get("about:blank")
        self.chromium.driver.get(f"{self.address}/swagger/{fragment}")
        self.wait(lambda: self.operations())

    def operations(self) -> list[str]:
        """Return the operations that are in sight, in order."""
        found: list[str] = self.chromium.driver.execute_script(
            "return [...document.querySelectorAll('.opblock')].map((block) => block.id)"
        )
        return found

    def block(self, operation: str) -> WebElement:
        return self._one(f".opblock[id$='-{operation}']")

    def is_open(self, operation: str) -> bool:
        return "is-open" in (self.block(operation).get_dom_attribute("class") or "")

    def filter(self, text: str) -> None:
        """Type into the filter, or empty it."""
        box = self._one(".operation-filter-input")
        box.send_keys(Keys.CONTROL, "a")
        box.send_keys(text or Keys.DELETE)

    def filter_at_once(self, text: str) -> None:
        """Filter at one stroke: the fewer operations are in sight, the faster is the page."""
        box = self._one(".operation-filter-input")
        if box.get_property("value") != text:
            before = self.operations()
            self.chromium.driver.execute_script(_TYPE, box, text)
            self.wait(lambda: self.operations() not in ([], before))

    def is_authorised(self) -> bool:
        return bool(self._all(".auth-wrapper .authorize.locked"))

    def authorise(self, token: str) -> None:
        """Paste a token into the dialogue behind `Authorize`."""
        self._click(self._one(".auth-wrapper .authorize"))
        self._one(".dialog-ux input[id='auth-bearer-value'], .dialog-ux input[id='bearerAuth']").send_keys(token)
        self._click(self._one(".dialog-ux .auth-btn-wrapper .authorize"))
        self._click(self._one(".dialog-ux .btn-done"))

    def log_out(self) -> None:
        """Forget the token, by the same dialogue."""
        self._click(self._one(".auth-wrapper .authorize"))
        for button in self._all(".dialog-ux .auth-btn-wrapper button"):
            if button.text == "Logout":
                self._click(button)
        self._click(self._one(".dialog-ux .btn-done"))

    def try_out(self, operation: str, /, **pasted: str) -> WebElement:
        """Open an operation for trying, with what is filled in already; paste parameters and parts of the body."""
        if not self.is_open(operation):
            self._click(self._one(f".opblock[id$='-{operation}'] .opblock-summary-control"))
        self.wait(lambda: self._is_on_trial(operation))
        block = self.block(operation)
        for name, value in pasted.items():
            self._paste(block, name, value)
        return block

    def _is_on_trial(self, operation: str) -> bool:
        """Tell whether an operation can be executed; else click for that, which a page that still moves may miss."""
        block = self.block(operation)
        if block.find_elements(By.CSS_SELECTOR, ".btn.execute"):
            return True
        for button in block.find_elements(By.CSS_SELECTOR, ".try-out__btn"):
            if button.text == "Try it out":
                self._click(button)
        return False

    def execute(self, operation: str, /, **pasted: str) -> Answer:
        """Try an operation out; return what the page says came back."""
        block = self.try_out(operation, **pasted)
        for clear in block.find_elements(By.CSS_SELECTOR, ".btn-clear"):
            self._click(clear)  # what came back before is not taken for the answer
        self._click(block.find_element(By.CSS_SELECTOR, ".btn.execute"))
        live = f".opblock[id$='-{operation}'] .live-responses-table"
        self.wait(lambda: self._all(f"{live} tr.response"))
        status = int(self._one(f"{live} tr.response td.response-col_status").text.split()[0])
        shown = self.chromium.driver.execute_script(
            "return document.querySelector(arguments[0])?.textContent ?? ''",
            f"{live} .response-col_description .highlight-code pre",
        )
        self.tried.append((operation, status, sorted(pasted)))
        return Answer(status, shown)

    def choose_example(self, operation: str, name: str) -> None:
        """Fill in another of an operation's examples."""
        block = self.try_out(operation)
        Select(
            block.find_element(By.CSS_SELECTOR, ".opblock-section-request-body .examples-select-element")
        ).select_by_value(name)

    def close(self, operation: str) -> None:
        self._click(self._one(f".opblock[id$='-{operation}'] .opblock-summary-control"))

    def shoot(self, operation: str, to: Path) -> None:
        """Take a picture of an operation."""
        to.parent.mkdir(parents=True, exist_ok=True)
        self.block(operation).screenshot(str(to))

    def _paste(self, block: WebElement, name: str, value: str) -> None:
        inputs = block.find_elements(By.CSS_SELECTOR, f"tr[data-param-name='{name}'] input")
        if inputs:
            inputs[0].send_keys(Keys.CONTROL, "a")
            inputs[0].send_keys(value)
            return
        area = block.find_element(By.CSS_SELECTOR, ".body-param textarea")
        body = {**json.loads(area.get_property("value")), name: value}  # type: ignore[arg-type]
        area.send_keys(Keys.CONTROL, "a")
        area.send_keys(json.dumps(body))

    def _one(self, selector: str) -> WebElement:
        return self.chromium.driver.find_element(By.CSS_SELECTOR, selector)

    def _all(self, selector: str) -> list[WebElement]:
        return self.chromium.driver.find_elements(By.CSS_SELECTOR, selector)

    def _click(self, element: WebElement) -> None:
        """Click it as soon as nothing lies over it: a page that was just opened still moves."""

        def is_clicked() -> bool:
            self.chromium.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
            try:
                element.click()
            except ElementClickInterceptedException:
                return False
            return True

        self.wait(is_clicked)

    def wait(self, condition: Callable[[], object]) -> None:
        """Wait until something is so on the page."""
        WebDriverWait(self.chromium.driver, PATIENCE_S, poll_frequency=0.1).until(lambda _: condition())
