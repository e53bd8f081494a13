"""A page that rests: hidden, with reduced motion; and one that loses its WebGL context."""

from __future__ import annotations

from browsing import wait
from playing import STILL, Playground, begin


def test_a_hidden_page_rests(page, write_page):
    lizard = begin(page, write_page).open("e=plain&s=7")
    wait(page, "blastema.stepCount > 3")
    hide = """(hidden) => {
      Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    page.evaluate(hide, True)
    lizard.frame()
    stopped = lizard.stepCount
    lizard.frame(10)
    assert lizard.stepCount == stopped
    page.evaluate(hide, False)
    wait(page, f"blastema.stepCount > {stopped}")


def test_reduced_motion_begins_at_rest(new_context, write_page):
    page = new_context(reduced_motion="reduce").new_page()
    address = write_page()
    page.goto(address)
    wait(page, "window.blastema && blastema.living > 30")
    found = Playground(page, address)
    assert found.playing is False
    step = found.seen().step
    found.frame(5)
    assert found.seen().step == step


KEEP_CONTEXTS = """
window.contexts = [];
for (const kind of [HTMLCanvasElement, OffscreenCanvas]) {
  const original = kind.prototype.getContext;
  kind.prototype.getContext = function (name, ...rest) {
    const context = original.call(this, name, ...rest);
    if (name === "webgl2" && context !== null && !window.contexts.includes(context)) window.contexts.push(context);
    return context;
  };
}
"""


def test_a_lost_webgl_context_is_told_and_life_goes_on(new_context, write_page, errors):
    page = new_context().new_page()
    page.add_init_script(KEEP_CONTEXTS)
    lizard = begin(page, write_page).open(f"{STILL}&t=160".replace("e=plain", "e=webgl2"))
    assert lizard.engine == "webgl2"
    before = lizard.seen()
    page.evaluate("() => { for (const one of contexts) one.getExtension('WEBGL_lose_context')?.loseContext(); }")
    lizard.press(".")
    wait(page, "blastema.engine !== null && blastema.engine !== 'webgl2'")
    message = page.get_by_text("The engine webgl2 was lost").first
    message.wait_for(state="visible")
    after = lizard.seen()
    assert after.step >= before.step
    assert lizard.living > 30
    lizard.press(".")
    assert lizard.seen().step == after.step + 1
    errors[:] = [text for text in errors if "CONTEXT_LOST" not in text]
