import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { parentNames, unitName, type Scene } from "../data/scene";
import { number } from "../format/number";
import { t, type Key } from "../i18n/t";
import { isAbsent, specialOf } from "../model/classify";
import { memo } from "../model/memo";
import { ranks } from "../model/ranking";
import { COLUMNS, PAGE, sorted, type Column, type Order } from "../model/table";
import { absenceWord, bareText, className, flagWords, intervalText } from "../model/words";
import { GoEvent, HoverEvent, PickEvent } from "../state/go";
import { Light } from "./light";

const TEXT: readonly Column[] = ["name", "parent", "presence"];

/** The map's twin: every unit of the level with its figure, sortable. */
@customElement("q-table")
export class DataTable extends Light {
  @property({ attribute: false }) scene!: Scene;
  @property({ attribute: false }) chosen: readonly number[] = [];
  @state() private order: Order = { column: "rank", falling: false };
  @state() private page = 0;
  private readonly sorted = memo((scene: Scene, order: Order) => sorted(scene, order, (unit) => parentNames(scene, unit)[0] ?? ""));

  override render() {
    const { scene } = this;
    const { detail, level, period } = scene.place;
    const columns = COLUMNS.filter((one) => this.has(one));
    const units = this.sorted(scene, this.order);
    const pages = Math.max(1, Math.ceil(units.length / PAGE));
    const page = Math.min(this.page, pages - 1);
    const caption = t("table.caption", { indicator: detail.name, level: level.plural, period: detail.periods[period]?.label ?? period });
    return html`<div class="q-table-frame" tabindex="0" role="region" aria-label=${caption}>
        <table class="q-table">
          <caption>
            ${caption}. <span class="q-small">${t("table.hint")}</span>
          </caption>
          <thead>
            <tr>
              ${columns.map((one) => this.head(one))}
              <th scope="col"><span class="q-hidden">${t("page.passport")}</span></th>
            </tr>
          </thead>
          <tbody>
            ${units.slice(page * PAGE, (page + 1) * PAGE).map((unit) => this.row(unit, columns))}
          </tbody>
        </table>
      </div>
      ${pages > 1 ? this.pager(page, pages) : nothing}`;
  }

  private has(column: Column): boolean {
    const { frame, parents, place } = this.scene;
    switch (column) {
      case "rank":
        return ranks(place.detail.kind);
      case "parent":
        return parents.length > 0;
      case "interval":
        return frame.lower !== null && frame.upper !== null;
      case "numerator":
        return frame.numerator !== null;
      case "denominator":
        return frame.denominator !== null;
      default:
        return true;
    }
  }

  private head(column: Column) {
    const { unit } = this.scene.place.detail;
    const name = column === "value" ? (unit ? t("table.value", { unit }) : t("table.valueOnly")) : t(`table.${column}` as Key);
    const active = this.order.column === column;
    const falling = active ? !this.order.falling : !TEXT.includes(column) && column !== "rank";
    const sort = () => {
      this.order = { column, falling };
      this.page = 0;
    };
    return html`<th scope="col" class=${TEXT.includes(column) ? "" : "q-num"} aria-sort=${active ? (this.order.falling ? "descending" : "ascending") : "none"}>
      <button type="button" @click=${sort}>${name}<span aria-hidden="true">${active ? (this.order.falling ? " ↓" : " ↑") : ""}</span></button>
    </th>`;
  }

  private row(unit: number, columns: readonly Column[]) {
    const pick = (event: MouseEvent) => this.dispatchEvent(new PickEvent(unit, event.ctrlKey || event.metaKey || event.shiftKey));
    const at = this.chosen.indexOf(unit);
    return html`<tr class=${at >= 0 ? `q-picked q-chosen-${at}` : ""} @click=${pick} @mouseenter=${() => this.dispatchEvent(new HoverEvent(unit))}>
      ${columns.map((one) =>
        one === "name"
          ? html`<th scope="row"><button type="button" class="q-link" aria-pressed=${at >= 0}>${unitName(this.scene, unit)}</button></th>`
          : html`<td class=${TEXT.includes(one) ? "" : "q-num"}>${this.cell(one, unit)}</td>`,
      )}
      ${this.passport(unit)}
    </tr>`;
  }

  /** Each figure has its passport. */
  private passport(unit: number) {
    const { geography, place } = this.scene;
    const open = (event: Event) => {
      event.stopPropagation();
      this.dispatchEvent(new GoEvent({ open: { kind: "passport", level: place.level.key, unit: geography.units.code[unit]! } }));
    };
    const label = t("table.passport", { name: unitName(this.scene, unit) });
    return html`<td><button type="button" class="q-info" aria-haspopup="dialog" aria-label=${label} title=${label} @click=${open}>i</button></td>`;
  }

  private cell(column: Exclude<Column, "name">, unit: number): string {
    const { frame, place, ranking } = this.scene;
    const absent = isAbsent(frame.bins[unit]!);
    const figure = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? "" : number(value, 0));
    switch (column) {
      case "rank":
        return ranking.rank[unit] ? String(ranking.rank[unit]) : "";
      case "parent":
        return parentNames(this.scene, unit)[0] ?? "";
      case "value":
        return absent ? "–" : bareText(frame.value[unit]!, place.detail);
      case "interval":
        return absent ? "" : intervalText(frame.lower?.[unit], frame.upper?.[unit], place.detail);
      case "numerator":
        return figure(frame.numerator?.[unit]);
      case "denominator":
        return figure(frame.denominator?.[unit]);
      case "presence":
        return [this.special(frame.bins[unit]!), ...flagWords(frame.flags[unit]! & ~128)].filter(Boolean).join(", ");
    }
  }

  /** Why there is no value, or which special class it has. */
  private special(bin: number): string {
    const { how, place } = this.scene;
    if (isAbsent(bin)) return absenceWord(bin);
    return specialOf(bin, how) ? className(bin, how, place.detail) : "";
  }

  private pager(page: number, pages: number) {
    const to = (next: number) => () => (this.page = next);
    return html`<nav class="q-pager" aria-label=${t("page.table")}>
      <button type="button" class="kern-btn kern-btn--secondary" ?disabled=${page === 0} @click=${to(page - 1)}><span class="kern-label">${t("table.before")}</span></button>
      <span aria-live="polite">${t("table.page", { page: page + 1, pages })}</span>
      <button type="button" class="kern-btn kern-btn--secondary" ?disabled=${page >= pages - 1} @click=${to(page + 1)}><span class="kern-label">${t("table.next")}</span></button>
    </nav>`;
  }
}
