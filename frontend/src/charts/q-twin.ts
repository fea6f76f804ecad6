import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../i18n/t";
import { memo } from "../model/memo";
import { HoverEvent, PickEvent } from "../state/go";
import { Light } from "../parts/light";
import { saveCsv } from "./save";
import { sortedRows, type Twin, type TwinRow } from "./twin";

const MOST_ROWS = 1000;

/** The table behind a picture, sortable, and as a file. */
@customElement("q-twin")
export class TwinTable extends Light {
  @property({ attribute: false }) twin!: Twin;
  @property({ attribute: false }) chosen: readonly number[] = [];
  @state() private order: { column: number; falling: boolean } | null = null;
  private readonly sorted = memo((twin: Twin, order: { column: number; falling: boolean } | null) =>
    order && order.column < twin.columns.length ? sortedRows(twin.rows, order.column, order.falling) : [...twin.rows]);

  override render() {
    const rows = this.sorted(this.twin, this.order);
    return html`<div class="q-table-frame" tabindex="0" role="region" aria-label=${this.twin.caption}>
        <table class="q-table">
          <caption>${this.twin.caption}</caption>
          <thead><tr>${this.twin.columns.map((one, i) => this.head(one.name, one.number ?? false, i))}</tr></thead>
          <tbody>${rows.slice(0, MOST_ROWS).map((row) => this.row(row))}</tbody>
        </table>
      </div>
      <p class="q-twin-files">
        ${rows.length > MOST_ROWS ? html`<span>${t("twin.first", { n: MOST_ROWS, all: rows.length })}</span>` : nothing}
        <button type="button" class="q-link" @click=${this.save}>${t("twin.csv")}</button>
        ${this.twin.xlsx ? html`<a href=${this.twin.xlsx}>${t("twin.xlsx")}</a>` : nothing}
      </p>`;
  }

  private head(name: string, number: boolean, column: number) {
    const active = this.order?.column === column ? this.order : null;
    const sort = () => (this.order = { column, falling: active ? !active.falling : number });
    return html`<th scope="col" class=${number ? "q-num" : ""} aria-sort=${active ? (active.falling ? "descending" : "ascending") : "none"}>
      <button type="button" @click=${sort}>${name}<span aria-hidden="true">${active ? (active.falling ? " ↓" : " ↑") : ""}</span></button>
    </th>`;
  }

  private row({ unit, cells }: TwinRow) {
    const at = unit < 0 ? -1 : this.chosen.indexOf(unit);
    const pick = (event: MouseEvent) => unit >= 0 && this.dispatchEvent(new PickEvent(unit, event.ctrlKey || event.metaKey || event.shiftKey));
    const first = cells[0]!.text;
    return html`<tr class=${at >= 0 ? `q-picked q-chosen-${at}` : ""} @click=${pick} @mouseenter=${() => this.dispatchEvent(new HoverEvent(unit))}>
      <th scope="row">${unit >= 0 ? html`<button type="button" class="q-link" aria-pressed=${at >= 0}>${first}</button>` : first}</th>
      ${cells.slice(1).map((cell, i) => html`<td class=${this.twin.columns[i + 1]?.number ? "q-num" : ""}>${cell.text}</td>`)}
    </tr>`;
  }

  private readonly save = (): void => saveCsv({ ...this.twin, rows: this.sorted(this.twin, this.order) });
}
