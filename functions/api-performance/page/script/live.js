// When figures are read: at once, then again and again while the page is looked at, more slowly while
// reading fails.

const WAIT_MAX_MS = 120_000;

// Reads by `load(signal)`, and tells `changed` of each success, failure and pause.
export class Live {
  #load;
  #changed;
  #everyMs;
  #isOn = true;
  #isStopped = true;
  #failures = 0;
  #timer = null;
  #running = null;
  #readAt = 0;

  constructor({ load, changed, everyMs }) {
    this.#load = load;
    this.#changed = changed;
    this.#everyMs = everyMs;
    document.addEventListener("visibilitychange", () => this.#seen());
    window.addEventListener("online", () => this.#isStopped || this.now());
  }

  // Goes on by itself, or waits to be asked.
  set isOn(isOn) {
    this.#isOn = isOn;
    if (isOn) this.#seen();
    else clearTimeout(this.#timer);
  }

  // How long after a success it reads again.
  set everyMs(everyMs) {
    this.#everyMs = everyMs;
  }

  // Reads now; what is being read is given up.
  async now() {
    this.#isStopped = false;
    clearTimeout(this.#timer);
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    this.#changed({ state: "reading" });
    try {
      const figures = await this.#load(running.signal);
      if (running.signal.aborted) return;
      this.#failures = 0;
      this.#readAt = Date.now();
      this.#changed({ state: "fresh", figures });
      this.#plan(this.#everyMs);
    } catch (error) {
      if (running.signal.aborted) return;
      this.#failures += 1;
      const waitMs = this.#waitMs(error);
      this.#changed({ state: "failed", error, waitMs: this.#isOn ? waitMs : null });
      this.#plan(waitMs);
    } finally {
      if (this.#running === running) this.#running = null;
    }
  }

  // Reads no more, until it is asked to.
  stop() {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#running?.abort();
    this.#running = null;
  }

  #waitMs(error) {
    const doubled = Math.min(WAIT_MAX_MS, this.#everyMs * 2 ** this.#failures);
    return Math.max(doubled, (error.retryAfterSecs ?? 0) * 1_000);
  }

  #plan(waitMs) {
    clearTimeout(this.#timer);
    if (this.#isOn && !this.#isStopped && document.visibilityState === "visible") {
      this.#timer = setTimeout(() => this.now(), waitMs);
    }
  }

  // A page that is looked at again catches up; one that isn't looked at reads nothing.
  #seen() {
    clearTimeout(this.#timer);
    if (!this.#isOn || this.#isStopped || this.#running || document.visibilityState !== "visible") return;
    this.#plan(Math.max(0, this.#readAt + this.#everyMs - Date.now()));
  }
}
