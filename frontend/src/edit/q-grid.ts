import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { guard } from "lit/directives/guard.js";
import { language, t, tn } from "../i18n/t";
import { Light } from "../parts/light";
import { cellWords, cellView } from "./cell-view";
import { type Ask, askNumbers, type Meaning } from "./ask";
import { moved, type Point, type Range, within } from "./cursor";
import { CellMenu } from "./menu";
import { type Answer, Server } from "./server";
import { DENOMINATOR, type Edit, type GridData, isHalf, NUMERATOR, Sheet, VALUE, withNumber } from "./sheet";
import { blockOf, pasted } from "./transfer";
import { editText, readNumber } from "./reading";
import { type Chosen, chosenCells, editsOfBlock } from "./selection";
import { handInView, headView, overtakenView, questionView } from "./views";

const PAUSE = 700;

/** Values of one indicator as a spreadsheet: arrows, Enter or F2, Tab, Escape, blocks from Excel, undo. */
export class QGrid extends Light {
  @property() data = "";
  @property() draft = "";
  @property() check = "";
  @state() private sheet: Sheet | null = null;
  @state() private at: Point = { row: 0, column: 0 };
  @state() private anchor: Point = { row: 0, column: 0 };
  @state() private typed: string | null = null;
  @state() private filter = "";
  @state() private reason = "";
  @state() private message = "";
  @state() private fault = "";
  @state() private ask: Ask | null = null;
  @state() private busy = false;
  private server!: Server;
  private timer = 0;
  private menu = new CellMenu(this);
  /** names of the rows that fit the filter */
  private rows: number[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    const token = this.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
    this.server = new Server(token);
    this.replaceChildren();
    void this.load();
  }

  private async load(): Promise<void> {
    const answer = await this.server.get<GridData>(this.data);
    if (!answer.ok) return void (this.fault = answer.words);
    this.sheet = new Sheet(answer.found);
    this.reason = answer.found.draft?.reason ?? "";
    // The newest period is what people come for.
    const column = Math.max(this.sheet.periods.length - 1, 0) * this.fields.length;
    this.at = this.anchor = { row: 0, column };
    await this.updateComplete;
    const box = this.querySelector<HTMLElement>(".q-grid-scroll");
    box?.scrollTo({ left: box.scrollWidth });
  }

  private get fields(): number[] {
    return this.sheet?.data.quotient ? [NUMERATOR, DENOMINATOR, VALUE] : [VALUE];
  }

  private get columns(): number {
    return (this.sheet?.periods.length ?? 0) * this.fields.length;
  }

  /** Which period and which field a column of the table is. */
  private spot(column: number): { period: number; field: number } {
    const each = this.fields.length;
    return { period: Math.floor(column / each), field: this.fields[column % each]! };
  }

  private get range(): Range {
    return {
      top: Math.min(this.at.row, this.anchor.row), bottom: Math.max(this.at.row, this.anchor.row),
      left: Math.min(this.at.column, this.anchor.column), right: Math.max(this.at.column, this.anchor.column),
    };
  }

  override render(): TemplateResult {
    const { sheet } = this;
    if (!sheet) return html`<p class="q-nothing" role=${this.fault ? "alert" : "status"}>${this.fault || t("edit.loading")}</p>`;
    const needle = this.filter.trim().toLocaleLowerCase(language);
    this.rows = sheet.data.units.flatMap(({ code, name }, row) => (`${code} ${name}`.toLocaleLowerCase(language).includes(needle) ? [row] : []));
    return html`
      ${sheet.overtaken ? overtakenView(sheet.overtaken, () => this.apply(() => sheet.keepMine())) : nothing}
      ${this.toolbar(sheet)}
      <p id="q-grid-help" class="q-small">${t("edit.help")}</p>
      ${this.ask ? questionView(this.ask, (as) => this.answered(as)) : nothing}
      ${sheet.data.units.length ? this.table(sheet) : html`<p class="q-nothing">${t("edit.noUnits")}</p>`}
      <p class="q-hidden" role="status" aria-live="polite">${this.message}</p>
      ${this.menu.render()}
      ${handInView({
        fault: this.fault, reason: this.reason, able: sheet.count > 0, busy: this.busy, submit: this.submit,
        write: (reason) => ((this.reason = reason), this.later()),
        revert: () => this.apply(() => this.say(tn("edit.reverted", sheet.revert()))),
      })}`;
  }

  private toolbar(sheet: Sheet): TemplateResult {
    const tool = (words: string, able: boolean, act: () => void, keys: string) =>
      html`<button type="button" class="q-grid-tool" ?disabled=${!able} @click=${act} aria-keyshortcuts=${keys}>${words}</button>`;
    return html`<div class="q-grid-tools" role="group" aria-label=${t("edit.tools")}>
      ${tool(t("edit.undo"), sheet.canUndo, () => this.undo(), "Control+Z")}
      ${tool(t("edit.redo"), sheet.canRedo, () => this.redo(), "Control+Y")}
      ${tool(t("edit.mark"), true, () => this.openMenu(), "Shift+F10")}
      <label class="q-grid-find">${t("edit.find")} <input type="search" .value=${this.filter} @input=${(event: Event) => (this.filter = (event.target as HTMLInputElement).value)}></label>
      <form class="q-grid-add" @submit=${this.addPeriod}><label>${t("edit.newPeriod")} <input name="period" placeholder="2025" maxlength="20" required></label><button class="q-grid-tool">${t("edit.add")}</button></form>
      <span class="q-grid-count">${sheet.count ? tn("edit.changed", sheet.count) : t("edit.unchanged")}</span>
    </div>`;
  }

  private table(sheet: Sheet): TemplateResult {
    const { quotient } = sheet.data;
    return html`<div class="q-grid-scroll">
      <table role="grid" class="q-grid" aria-label=${sheet.data.name} aria-describedby="q-grid-help" aria-multiselectable="true"
        aria-rowcount=${this.rows.length + (quotient ? 2 : 1)} aria-colcount=${this.columns + 1}
        @keydown=${this.keydown} @copy=${this.copy} @paste=${this.paste} @mousedown=${this.press} @mouseover=${this.drag} @dblclick=${() => this.edit()} @contextmenu=${this.context}>
        ${headView(sheet, this.fields)}
        <tbody>${this.rows.map((row, place) => guard([...this.stamp(sheet, place), row], () => this.row(sheet, row, place)))}</tbody>
      </table></div>`;
  }

  /** What the picture of a row depends on. */
  private stamp(sheet: Sheet, place: number): unknown[] {
    const { top, bottom, left, right } = this.range;
    const row = this.rows[place]!;
    const inside = place >= top && place <= bottom;
    const here = place === this.at.row;
    return [sheet, sheet.versions[row], sheet.periods.length, inside ? `${left} ${right}` : "", here ? this.at.column : -1, here ? this.typed : null, here && this.busy];
  }

  private row(sheet: Sheet, row: number, place: number): TemplateResult {
    const { code, name } = sheet.data.units[row]!;
    return html`<tr role="row" aria-rowindex=${place + (sheet.data.quotient ? 3 : 2)}>
      <th role="rowheader" scope="row">${name}<span class="q-grid-code">${code}</span></th>
      ${Array.from({ length: this.columns }, (_, column) => this.cell(sheet, row, place, column))}</tr>`;
  }

  private cell(sheet: Sheet, row: number, place: number, column: number): TemplateResult {
    const { period, field } = this.spot(column);
    const cell = sheet.cell(row, period);
    const here = place === this.at.row && column === this.at.column;
    const editing = here && this.typed !== null;
    const base = sheet.base(row, period);
    const marked = field === VALUE && (cell[3] !== base[3] || cell[4] !== base[4]);
    const changed = sheet.isChanged(row, period) && (marked || cell[field as 0] !== base[field as 0]);
    const selected = within(this.range, place, column);
    return html`<td role="gridcell" data-row=${place} data-column=${column} aria-colindex=${column + 2} tabindex=${here ? 0 : -1}
      aria-selected=${selected} aria-readonly=${this.fixed(row, column) ? "true" : nothing}
      ?data-changed=${changed} ?data-overtaken=${changed && sheet.isOvertaken(row, period)} ?data-last=${column % this.fields.length === this.fields.length - 1}
      title=${changed ? t("edit.was", { value: cellWords(base, field, sheet.data) }) : nothing}
      >${editing
        ? html`<input class="q-grid-input" aria-label=${`${sheet.data.units[row]!.name}, ${sheet.periods[period]!.label}`} inputmode="decimal" .value=${this.typed!} @blur=${this.blurred}>`
        : cellView(cell, field, sheet.data, changed)}</td>`;
  }

  /** A value that follows from its parts is not typed. */
  private fixed(row: number, column: number): boolean {
    const { period, field } = this.spot(column);
    const cell = this.sheet!.cell(row, period);
    return field === VALUE && this.sheet!.data.quotient && (cell[NUMERATOR] !== null || cell[DENOMINATOR] !== null);
  }

  // ---- keyboard -----------------------------------------------------------------------------------------------

  private readonly keydown = (event: KeyboardEvent): void => {
    if (this.typed !== null) return this.keyWhileTyping(event);
    const command = event.ctrlKey || event.metaKey;
    const key = command ? `Control+${event.key.toLowerCase()}` : event.key;
    const act: Record<string, () => void> = {
      "Control+z": () => (event.shiftKey ? this.redo() : this.undo()), "Control+y": () => this.redo(),
      "Control+a": () => this.select({ row: this.rows.length - 1, column: this.columns - 1 }, { row: 0, column: 0 }),
      Enter: () => this.edit(), F2: () => this.edit(), Delete: () => this.clear(), Backspace: () => this.edit(""), ContextMenu: () => this.openMenu(),
      ...(event.shiftKey ? { F10: () => this.openMenu() } : {}),
    };
    const next = moved(event, this.at, this.rows.length, this.columns);
    if (next) this.select(next, event.shiftKey ? this.anchor : next);
    else if (act[key]) act[key]();
    else if (!command && !event.altKey && event.key.length === 1) this.edit(event.key);
    else return;
    event.preventDefault();
  };

  private keyWhileTyping(event: KeyboardEvent): void {
    const by: Record<string, [number, number]> = { Enter: [event.shiftKey ? -1 : 1, 0], Tab: [0, event.shiftKey ? -1 : 1] };
    if (event.key === "Escape") {
      this.typed = null;
      void this.focusCell();
    } else if (by[event.key]) {
      if (this.commit()) this.step(...by[event.key]!);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private step(down: number, right: number): void {
    const next = {
      row: Math.min(Math.max(this.at.row + down, 0), this.rows.length - 1),
      column: Math.min(Math.max(this.at.column + right, 0), this.columns - 1),
    };
    this.select(next, next);
  }

  private select(at: Point, anchor: Point): void {
    this.at = at;
    this.anchor = anchor;
    void this.focusCell();
  }

  private async focusCell(): Promise<void> {
    await this.updateComplete;
    const cell = this.querySelector<HTMLElement>(`td[data-row="${this.at.row}"][data-column="${this.at.column}"]`);
    cell?.focus({ preventScroll: false });
    cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  // ---- typing -------------------------------------------------------------------------------------------------

  private edit(begin?: string): void {
    const row = this.rows[this.at.row];
    if (!this.sheet || row === undefined) return;
    if (this.fixed(row, this.at.column)) return this.say(t("edit.follows"));
    const { period, field } = this.spot(this.at.column);
    this.typed = begin ?? editText(this.sheet.cell(row, period)[field as 0], language);
    this.anchor = this.at;
    void this.updateComplete.then(() => {
      const input = this.querySelector<HTMLInputElement>(".q-grid-input");
      input?.focus();
      if (begin === undefined) input?.select();
      else input?.setSelectionRange(begin.length, begin.length);
    });
  }

  private readonly blurred = (): void => {
    if (this.typed !== null) this.commit();
  };

  /** Takes over what was typed; false while it is no number, or has to be asked. */
  private commit(): boolean {
    const input = this.querySelector<HTMLInputElement>(".q-grid-input");
    const { sheet } = this;
    if (!input || !sheet) return true;
    const text = input.value;
    const row = this.rows[this.at.row]!;
    const { period, field } = this.spot(this.at.column);
    const cell = sheet.cell(row, period);
    this.typed = null;
    if (text === editText(cell[field as 0], language)) return true;
    const found = readNumber(text);
    if (found.kind === "bad") {
      this.typed = text;
      this.say(t("edit.noNumber", { text }));
      this.fault = t("edit.noNumber", { text });
      void this.updateComplete.then(() => this.querySelector<HTMLInputElement>(".q-grid-input")?.focus());
      return false;
    }
    this.fault = "";
    const put = (value: number | null) => this.put([{ row, column: period, cell: withNumber(cell, field, value, sheet.data) }]);
    if (found.kind === "ambiguous") {
      this.asked({ text, grouped: found.grouped, decimal: found.decimal, count: 1, take: (grouped) => put(grouped ? found.grouped : found.decimal) });
      return false;
    }
    put(found.kind === "number" ? found.value : null);
    return true;
  }

  private asked(ask: Ask): void {
    this.ask = ask;
    this.say(t("edit.askTitle", { text: ask.text }));
    void this.updateComplete.then(() => this.querySelector<HTMLButtonElement>(".q-grid-ask button")?.focus());
  }

  private answered(as: Meaning): void {
    const { ask } = this;
    this.ask = null;
    if (ask && as !== "none") ask.take(as === "grouped");
    void this.focusCell();
  }

  private put(edits: Edit[]): void {
    this.apply(() => {
      const count = this.sheet!.set(edits);
      const [first] = edits;
      if (count === 1 && first) this.say(t("edit.put", { unit: this.sheet!.data.units[first.row]!.name, period: this.sheet!.periods[first.column]!.label, value: cellWords(first.cell, this.spot(this.at.column).field, this.sheet!.data) }));
      else this.say(tn("edit.changed", count));
    });
  }

  private clear(): void {
    this.put(this.chosen().map(({ row, period, field, cell }) => ({ row, column: period, cell: withNumber(cell, field, null, this.sheet!.data) })));
  }

  private chosen(): Chosen[] {
    return chosenCells(this.range, (place, column) => ({ row: this.rows[place]!, ...this.spot(column) }), this.sheet!);
  }

  private undo(): void {
    this.back(this.sheet!.undo(), "edit.undone");
  }

  private redo(): void {
    this.back(this.sheet!.redo(), "edit.redone");
  }

  private back(edit: Edit | null, words: "edit.undone" | "edit.redone"): void {
    if (!edit) return this.say(t("edit.nothingLeft"));
    const place = this.rows.indexOf(edit.row);
    if (place >= 0) this.select({ row: place, column: edit.column * this.fields.length }, { row: place, column: edit.column * this.fields.length });
    this.apply(() => this.say(t(words)));
  }

  private apply(change: () => void): void {
    change();
    this.requestUpdate();
    this.later();
  }

  private say(words: string): void {
    this.message = words;
  }

  // ---- pointer and menu ---------------------------------------------------------------------------------------

  private pointOf(event: Event): Point | null {
    const cell = (event.target as HTMLElement).closest<HTMLElement>("td[role=gridcell]");
    return cell ? { row: Number(cell.dataset.row), column: Number(cell.dataset.column) } : null;
  }

  private readonly press = (event: MouseEvent): void => {
    const point = this.pointOf(event);
    if (!point || event.button !== 0 || (event.target as HTMLElement).closest(".q-grid-input")) return;
    if (this.typed !== null && !this.commit()) return;
    this.select(point, event.shiftKey ? this.anchor : point);
    event.preventDefault();
  };

  private readonly drag = (event: MouseEvent): void => {
    const point = event.buttons === 1 && this.typed === null ? this.pointOf(event) : null;
    if (point) this.at = point;
  };

  private readonly context = (event: MouseEvent): void => {
    const point = this.pointOf(event);
    if (!point) return;
    event.preventDefault();
    if (!within(this.range, point.row, point.column)) this.select(point, point);
    this.openMenu();
  };

  private openMenu(): void {
    const cell = this.querySelector<HTMLElement>(`td[data-row="${this.at.row}"][data-column="${this.at.column}"]`);
    const cells = this.chosen();
    if (!cell || !cells.length) return;
    this.menu.open(cell, cells.map(({ cell: one }) => one), {
      set: (change) => this.put(cells.map(({ row, period }) => ({ row, column: period, cell: change(this.sheet!.cell(row, period)) }))),
      closed: () => void this.focusCell(),
    });
  }

  // ---- clipboard ----------------------------------------------------------------------------------------------

  private readonly copy = (event: ClipboardEvent): void => {
    if (this.typed !== null || !this.sheet || !event.clipboardData) return;
    const block = blockOf(this.range, (place, column) => ({ cell: this.sheet!.cell(this.rows[place]!, this.spot(column).period), field: this.spot(column).field }), language);
    for (const [type, text] of Object.entries(block)) event.clipboardData.setData(type, text);
    event.preventDefault();
    this.say(t("edit.copied"));
  };

  private readonly paste = (event: ClipboardEvent): void => {
    if (this.typed !== null || !this.sheet || !event.clipboardData) return;
    event.preventDefault();
    const found = pasted(event.clipboardData);
    const target = { ...this.range, rows: this.rows.length, columns: this.columns };
    askNumbers(found, target, (ask) => this.asked(ask), (numbers, faults) => this.take(numbers, faults));
  };

  /** All of a block or nothing: what cannot be read is named. */
  private take(numbers: readonly (readonly (number | null)[])[], faults: readonly string[]): void {
    const { sheet, range } = this;
    if (!sheet) return;
    if (faults.length) {
      this.fault = t("edit.pasteFault", { texts: faults.slice(0, 5).join(" · ") });
      return this.say(this.fault);
    }
    this.fault = "";
    const { edits, fixed } = editsOfBlock(numbers, range, (place, column) =>
      this.rows[place] === undefined || column >= this.columns ? null : { row: this.rows[place]!, ...this.spot(column) }, sheet);
    this.put(edits);
    if (fixed) this.say(t("edit.follows"));
  }

  // ---- the server ---------------------------------------------------------------------------------------------

  private readonly addPeriod = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const key = String(new FormData(form).get("period")).trim();
    const { sheet } = this;
    if (!sheet) return;
    if (!/^\d{4}(-S[12]|-Q[1-4]|-\d\d(-\d\d(\/P1Y)?)?|\/\d{4})?$/.test(key)) {
      this.fault = t("edit.noPeriod", { text: key });
      return;
    }
    this.fault = "";
    const period = sheet.addPeriod(key, key);
    form.reset();
    this.apply(() => this.say(t("edit.periodAdded", { period: key })));
    this.select({ row: 0, column: period * this.fields.length }, { row: 0, column: period * this.fields.length });
  };

  private later(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.keep(), PAUSE);
  }

  private body(): object {
    const { sheet } = this;
    return { release: sheet!.data.release, changes: sheet!.changes(), periods: sheet!.addedPeriods, reason: this.reason };
  }

  private async keep(): Promise<void> {
    const answer = await this.server.post(this.draft, this.body());
    this.toggleAttribute("data-kept", answer.ok);
    if (!answer.ok) this.fault = answer.words;
  }

  private readonly submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { sheet } = this;
    if (!sheet) return;
    const half = sheet.changes().find(({ cell }) => isHalf(cell));
    if (half) {
      this.fault = t("edit.half", { unit: half.unit, period: half.period });
      return;
    }
    window.clearTimeout(this.timer);
    this.busy = true;
    await this.keep();
    const answer: Answer<{ address: string }> = await this.server.post(this.check, this.body());
    this.busy = false;
    if (answer.ok) location.assign(answer.found.address);
    else {
      this.fault = answer.status === 409 ? t("edit.conflict") : answer.words;
      if (answer.status === 409) await this.load();
    }
  };
}
customElements.define("q-grid", QGrid);
