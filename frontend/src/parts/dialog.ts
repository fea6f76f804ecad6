import { html, type PropertyValues, type TemplateResult } from "lit";
import { t } from "../i18n/t";
import { GoEvent } from "../state/go";
import { Light } from "./light";

/** A modal dialog that is open as long as the address says so; closing it goes back to the page. */
export abstract class Dialog extends Light {
  protected abstract readonly heading: string;
  protected abstract body(): TemplateResult;

  override render() {
    return html`<dialog class="q-dialog ${this.tagName.toLowerCase()}" aria-labelledby="q-dialog-title" @close=${this.closed} @click=${this.outside}>
      <div class="q-dialog-box">
        <header>
          <h2 id="q-dialog-title">${this.heading}</h2>
          <button type="button" class="q-tool" aria-label=${t("page.close")} title=${t("page.close")} @click=${this.close}>
            <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true"><path d="M4 4l12 12M16 4L4 16" stroke="currentColor" stroke-width="1.8" /></svg>
          </button>
        </header>
        ${this.body()}
      </div>
    </dialog>`;
  }

  protected override firstUpdated(_: PropertyValues): void {
    this.querySelector("dialog")!.showModal();
  }

  protected readonly close = (): void => this.querySelector("dialog")!.close();

  private readonly closed = (): void => void this.dispatchEvent(new GoEvent({ open: { kind: "none" } }));

  /** A click beside the box closes it. */
  private readonly outside = (event: MouseEvent): void => {
    if (event.target === event.currentTarget) this.close();
  };
}
