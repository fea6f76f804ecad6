import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from "lit";
import { PRESENCE } from "../api/types";
import { t } from "../i18n/t";
import { ABSENCES, FLAGS } from "./cell-view";
import { type Cell, withFlag, withPresence } from "./sheet";

interface Use {
  set: (change: (cell: Cell) => Cell) => void;
  closed: () => void;
}

/** The menu of a cell: why there is no value, and what is special about one. */
export class CellMenu implements ReactiveController {
  private cells: Cell[] | null = null;
  private place = { left: 0, top: 0 };
  private use: Use | null = null;

  constructor(private readonly host: ReactiveControllerHost & HTMLElement) {
    host.addController(this);
  }

  hostConnected(): void {
    // nothing to prepare
  }

  open(cell: HTMLElement, cells: Cell[], use: Use): void {
    const box = cell.getBoundingClientRect();
    this.cells = cells;
    this.use = use;
    this.place = { left: Math.max(8, Math.min(box.left, innerWidth - 270)), top: Math.max(8, Math.min(box.bottom + 2, innerHeight - 460)) };
    this.host.requestUpdate();
    void this.host.updateComplete.then(() => this.items[0]?.focus());
  }

  render(): TemplateResult | typeof nothing {
    const { cells } = this;
    if (!cells) return nothing;
    const all = (fits: (cell: Cell) => boolean) => (cells.every(fits) ? "true" : "false");
    const item = (role: string, words: string, checked: string, act: () => void) =>
      html`<button type="button" role=${role} aria-checked=${checked} tabindex="-1" @click=${() => this.done(act)}>${words}</button>`;
    return html`<div class="q-grid-menu" role="menu" aria-label=${t("edit.mark")} style="left:${this.place.left}px;top:${this.place.top}px" @keydown=${this.keydown} @focusout=${this.left}>
      <div role="group" aria-label=${t("edit.presence")}>
        ${[PRESENCE.missing, PRESENCE.notApplicable, PRESENCE.suppressed].map((presence) =>
          item("menuitemradio", t(ABSENCES[presence]!), all((cell) => cell[3] === presence), () => this.use!.set((cell) => withPresence(cell, presence))))}
      </div>
      <div role="group" aria-label=${t("edit.flags")}>
        ${FLAGS.map(({ bit, words }) => {
          const on = all((cell) => (cell[4] & bit) !== 0);
          return item("menuitemcheckbox", t(words), on, () => this.use!.set((cell) => withFlag(cell, bit, on !== "true")));
        })}
      </div>
    </div>`;
  }

  private get items(): HTMLButtonElement[] {
    return [...this.host.querySelectorAll<HTMLButtonElement>(".q-grid-menu button")];
  }

  private done(act: () => void): void {
    const { use } = this;
    act();
    this.close();
    use?.closed();
  }

  private close(): void {
    this.cells = null;
    this.host.requestUpdate();
  }

  private readonly left = (event: FocusEvent): void => {
    if (!(event.relatedTarget as HTMLElement | null)?.closest(".q-grid-menu")) this.close();
  };

  private readonly keydown = (event: KeyboardEvent): void => {
    const { items } = this;
    const now = items.indexOf(document.activeElement as HTMLButtonElement);
    const to: Record<string, number> = { ArrowDown: (now + 1) % items.length, ArrowUp: (now - 1 + items.length) % items.length, Home: 0, End: items.length - 1 };
    event.stopPropagation();
    if (event.key === "Escape" || event.key === "Tab") this.done(() => undefined);
    else if (event.key in to) items[to[event.key]!]?.focus();
    else return;
    event.preventDefault();
  };
}
