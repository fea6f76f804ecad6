import { onTheme, theme } from "./theme";

const KEPT = "quartier-board-focus";

/** A board: its pictures follow the theme, a wall is drawn anew now and then, tiles are dragged to their place. */
class Board extends HTMLElement {
  private dragged: HTMLElement | null = null;
  private stop: (() => void) | null = null;
  private timer = 0;

  connectedCallback(): void {
    this.paint();
    this.stop = onTheme(() => this.paint());
    const seconds = Number(this.getAttribute("again"));
    if (seconds > 0) this.timer = window.setInterval(() => location.reload(), seconds * 1000);
    if (this.hasAttribute("compose")) this.compose();
  }

  disconnectedCallback(): void {
    this.stop?.();
    clearInterval(this.timer);
  }

  /** A theme that was chosen on this device goes before that of the system. */
  private paint(): void {
    for (const image of this.querySelectorAll<HTMLImageElement>("img[data-light]")) {
      image.parentElement?.querySelector("source")?.remove();
      const wanted = theme() === "dark" ? image.dataset.dark! : image.dataset.light!;
      if (image.getAttribute("src") !== wanted) image.src = wanted;
    }
  }

  private compose(): void {
    this.refocus();
    this.addEventListener("submit", (event) => this.remember(event));
    this.addEventListener("dragstart", (event) => {
      this.dragged = tileOf(event);
      this.dragged?.classList.add("q-dragged");
      event.dataTransfer?.setData("text/plain", this.dragged?.dataset.tile ?? "");
    });
    this.addEventListener("dragover", (event) => {
      const over = tileOf(event);
      if (!this.dragged || !over) return;
      event.preventDefault();
      if (over !== this.dragged) over.parentElement!.insertBefore(this.dragged, isAfter(this.dragged, over) ? over : over.nextSibling);
    });
    this.addEventListener("drop", (event) => event.preventDefault());
    this.addEventListener("dragend", () => void this.dropped());
  }

  private async dropped(): Promise<void> {
    const tile = this.dragged;
    this.dragged = null;
    if (!tile) return;
    tile.classList.remove("q-dragged");
    const place = [...this.querySelectorAll(".q-tile")].indexOf(tile);
    const body = new URLSearchParams({
      do: `move:${place}`, tile: tile.dataset.tile!, version: this.getAttribute("version")!, quiet: "1",
      csrfmiddlewaretoken: this.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")!.value,
    });
    await fetch(location.pathname, { method: "POST", body, credentials: "same-origin" }).catch(() => undefined);
    // The page shows what the server kept, also where somebody else was quicker.
    location.reload();
  }

  /** After a step the keyboard stands where it stood. */
  private remember(event: SubmitEvent): void {
    const button = event.submitter as HTMLButtonElement | null;
    const tile = button?.closest<HTMLElement>(".q-tile")?.dataset.tile;
    if (tile) sessionStorage.setItem(KEPT, JSON.stringify({ tile, label: button!.textContent!.trim() }));
  }

  private refocus(): void {
    const kept = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    if (!kept) return;
    const { tile, label } = JSON.parse(kept) as { tile: string; label: string };
    const buttons = [...this.querySelectorAll<HTMLButtonElement>(`[data-tile="${CSS.escape(tile)}"] button:not(:disabled)`)];
    (buttons.find((one) => one.textContent!.trim() === label) ?? buttons[0])?.focus();
  }
}

function tileOf(event: DragEvent): HTMLElement | null {
  return (event.target as Element | null)?.closest<HTMLElement>(".q-tile") ?? null;
}

function isAfter(one: Node, other: Node): boolean {
  return Boolean(other.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
}

customElements.define("q-board", Board);
