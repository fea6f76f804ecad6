/** Shows how far a job is: asks for the page again until the work is done, then goes to what came of it. */
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
    if (!fresh) {
      location.assign(answer.url);
      return;
    }
    const status = this.querySelector("[role=status]");
    const news = fresh.querySelector("[role=status]")?.textContent ?? "";
    if (status && status.textContent !== news) status.textContent = news;
    const bar = this.querySelector("progress");
    const next = fresh.querySelector("progress");
    if (bar && next?.hasAttribute("value")) {
      bar.max = next.max;
      bar.value = next.value;
    }
  }
}
customElements.define("q-wait", QWait);
