/** Shows how far jobs are: asks for the page again until the work is done, then goes to what came of it. */
const PAUSE = 1500;

export class QWait extends HTMLElement {
  private timer = 0;

  connectedCallback(): void {
    this.timer = window.setInterval(() => void this.ask(), PAUSE);
  }

  disconnectedCallback(): void {
    window.clearInterval(this.timer);
  }

  private async ask(): Promise<void> {
    const address = this.getAttribute("address") ?? location.href;
    const answer = await fetch(address, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("q-wait");
    if (!fresh || fresh.querySelectorAll("progress").length !== this.querySelectorAll("progress").length) {
      location.assign(answer.url);
      return;
    }
    this.follow(fresh);
  }

  /** What the fresh page says, one job after the other: words and bars. */
  private follow(fresh: Element): void {
    const news = fresh.querySelectorAll("[role=status]");
    this.querySelectorAll("[role=status]").forEach((status, i) => {
      const text = news[i]?.textContent ?? "";
      if (status.textContent !== text) status.textContent = text;
    });
    const bars = fresh.querySelectorAll("progress");
    this.querySelectorAll("progress").forEach((bar, i) => {
      const next = bars[i];
      if (!next?.hasAttribute("value")) return;
      bar.max = next.max;
      bar.value = next.value;
    });
  }
}
customElements.define("q-wait", QWait);
