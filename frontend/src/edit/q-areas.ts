import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { theme } from "../frame/theme";
import { t } from "../i18n/t";
import type { AreasView, Piece, Ring } from "../map/areas";
import { canDraw } from "../map/webgl";
import { Light } from "../parts/light";
import { Server } from "./server";

type Doing = "nothing" | "border" | "line" | "ring" | "name";

/** The map of a draft of areas: choose a unit, move its border, split it, draw a new one. Each step goes to the server. */
export class QAreas extends Light {
  @property() shapes = "";
  @property() bounds = "";
  @property() step = "";
  @state() private units: GeoJSON.FeatureCollection | null = null;
  @state() private piece: Piece | null = null;
  @state() private doing: Doing = "nothing";
  @state() private drawn: { kind: "ring" | "line"; points: Ring } | null = null;
  @state() private fault = "";
  @state() private ready = false;
  private view: AreasView | null = null;
  private server!: Server;

  override connectedCallback(): void {
    super.connectedCallback();
    this.server = new Server(this.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "");
    this.replaceChildren();
    document.addEventListener("change", this.marked);
    document.addEventListener("keydown", this.keys);
    void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("change", this.marked);
    document.removeEventListener("keydown", this.keys);
    this.view?.remove();
  }

  private async load(): Promise<void> {
    if (!canDraw()) return void (this.fault = t("areas.noMap"));
    const answer = await this.server.get<GeoJSON.FeatureCollection>(this.shapes);
    if (!answer.ok) return void (this.fault = answer.words);
    this.units = answer.found;
    await this.updateComplete;
    const { AreasView: View } = await import("../map/areas");
    const container = this.querySelector<HTMLElement>(".q-areas-map")!;
    this.view = new View(container, answer.found, this.bounds.split(",").map(Number), theme(), {
      pick: (piece) => this.pick(piece),
      drawn: (kind, points) => this.finished(kind, points),
      ready: () => {
        this.ready = true;
        this.toggleAttribute("data-ready", true);
      },
    });
  }

  private get codes(): Map<number, { code: string; name: string }> {
    return new Map((this.units?.features ?? []).map(({ id, properties }) => [id as number, properties as { code: string; name: string }]));
  }

  override render(): TemplateResult {
    const unit = this.piece ? this.codes.get(this.piece.unit) : undefined;
    return html`<div class="q-areas">
      <div class="q-areas-tools" role="group" aria-label=${t("areas.tools")}>
        ${this.button(t("areas.zoomIn"), () => this.view?.zoom(0.7))}${this.button(t("areas.zoomOut"), () => this.view?.zoom(-0.7))}${this.button(t("areas.whole"), () => this.view?.fit())}
        <label class="q-grid-find">${t("areas.unit")}
          <select .value=${this.piece ? `${this.piece.unit}` : ""} @change=${(event: Event) => this.choose((event.target as HTMLSelectElement).value)}>
            <option value="">${t("areas.none")}</option>${[...this.codes].map(([id, { code, name }]) => html`<option value=${id} ?selected=${this.piece?.unit === id}>${name} (${code})</option>`)}
          </select></label>
        ${this.doing === "nothing"
          ? html`${this.button(t("areas.border"), () => this.border(), !unit)}${this.button(t("areas.split"), () => this.begin("line"), !unit)}${this.button(t("areas.mark"), () => this.mark(), !unit)}${this.button(t("areas.new"), () => this.begin("ring"))}`
          : this.button(t("areas.stop"), () => this.stop())}
      </div>
      ${this.fault ? html`<p class="q-warn" role="alert">${this.fault}</p>` : nothing}
      <p class="q-small" role="status">${this.words(unit)}</p>
      <div class="q-areas-map" role="img" aria-label=${t("areas.map")}></div>
      ${this.doing === "border" ? this.borderForm() : nothing}
      ${this.doing === "name" && this.drawn ? this.nameForm(unit) : nothing}
    </div>`;
  }

  private button(words: string, act: () => void, disabled = false): TemplateResult {
    return html`<button type="button" class="q-grid-tool" ?disabled=${disabled || !this.ready} @click=${act}>${words}</button>`;
  }

  private words(unit: { code: string; name: string } | undefined): string {
    if (this.doing === "border") return t("areas.borderHelp");
    if (this.doing === "line") return t("areas.lineHelp");
    if (this.doing === "ring") return t("areas.ringHelp");
    return unit ? t("areas.chosen", { name: unit.name, code: unit.code }) : t("areas.help");
  }

  private borderForm(): TemplateResult {
    return html`<form class="q-row" @submit=${this.takeBorder}>
      <div class="q-check"><input type="checkbox" id="q-neighbours" name="neighbours" checked><label for="q-neighbours">${t("areas.neighbours")}</label></div>
      <button class="kern-btn kern-btn--secondary"><span class="kern-label">${t("areas.takeBorder")}</span></button>
    </form>`;
  }

  private nameForm(unit: { code: string; name: string } | undefined): TemplateResult {
    const split = this.drawn?.kind === "line";
    const field = (name: string, words: string, value: string) =>
      html`<div class="q-field q-short"><label for=${`q-area-${name}`}>${words}</label><input id=${`q-area-${name}`} name=${name} required maxlength=${name.startsWith("code") ? 60 : 200} .value=${value}></div>`;
    return html`<form class="q-row" @submit=${this.takeDrawn}>
      ${split
        ? html`${field("code", t("areas.codeLarger"), unit?.code ?? "")}${field("name", t("areas.nameLarger"), unit?.name ?? "")}${field("code2", t("areas.codeSmaller"), "")}${field("name2", t("areas.nameSmaller"), "")}`
        : html`${field("code", t("areas.code"), "")}${field("name", t("areas.name"), "")}`}
      <button class="kern-btn kern-btn--secondary"><span class="kern-label">${split ? t("areas.takeSplit") : t("areas.takeNew")}</span></button>
    </form>`;
  }

  private pick(piece: Piece): void {
    this.piece = piece;
    this.view?.choose(piece.unit);
  }

  private choose(value: string): void {
    this.piece = value === "" ? null : { unit: Number(value), part: 0 };
    this.view?.choose(this.piece?.unit ?? -1);
  }

  private border(): void {
    if (!this.piece || !this.view) return;
    if (this.view.editRing(this.piece)) this.doing = "border";
    else this.fault = t("areas.noBorder");
  }

  private begin(kind: "ring" | "line"): void {
    this.fault = "";
    this.doing = kind;
    this.view?.drawNew(kind);
  }

  private finished(kind: "ring" | "line", points: Ring): void {
    this.drawn = { kind, points };
    this.doing = "name";
    void this.updateComplete.then(() => this.querySelector<HTMLInputElement>("#q-area-code2, #q-area-code")?.focus());
  }

  private stop(): void {
    this.view?.stop();
    this.doing = "nothing";
    this.drawn = null;
  }

  /** The box of this unit in the table, so that it is merged or deleted with others. */
  private mark(): void {
    const code = this.piece ? this.codes.get(this.piece.unit)?.code : undefined;
    const box = [...document.querySelectorAll<HTMLInputElement>("#q-units-form [name=marked]")].find(({ value }) => value === code);
    if (!box) return;
    box.checked = !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  private readonly marked = (event: Event): void => {
    const box = event.target as HTMLInputElement;
    if (box.name !== "marked") return;
    for (const [id, { code }] of this.codes) if (code === box.value) this.view?.mark(id, box.checked);
  };

  /** Ctrl+Z and Ctrl+Y beside fields, where they have a meaning of their own. */
  private readonly keys = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || (event.target as HTMLElement).matches("input, textarea, select")) return;
    const id = event.key.toLowerCase() === "y" || (event.key.toLowerCase() === "z" && event.shiftKey) ? "q-redo" : event.key.toLowerCase() === "z" ? "q-undo" : "";
    if (!id) return;
    event.preventDefault();
    document.querySelector<HTMLButtonElement>(`#${id}`)?.click();
  };

  private readonly takeBorder = (event: SubmitEvent): void => {
    event.preventDefault();
    const ring = this.view?.ring;
    const unit = this.piece ? this.codes.get(this.piece.unit) : undefined;
    const neighbours = new FormData(event.target as HTMLFormElement).has("neighbours");
    if (ring && unit) void this.send({ op: "reshape", code: unit.code, part: this.piece!.part, ring, neighbours });
  };

  private readonly takeDrawn = (event: SubmitEvent): void => {
    event.preventDefault();
    const sent = new FormData(event.target as HTMLFormElement);
    const text = (name: string) => String(sent.get(name) ?? "");
    const unit = this.piece ? this.codes.get(this.piece.unit) : undefined;
    if (this.drawn?.kind === "line" && unit) {
      void this.send({ op: "split", code: unit.code, line: this.drawn.points, codes: [text("code"), text("code2")], names: [text("name"), text("name2")] });
    } else if (this.drawn) void this.send({ op: "add", code: text("code"), name: text("name"), ring: this.drawn.points });
  };

  private async send(op: object): Promise<void> {
    const answer = await this.server.post(this.step, op);
    if (answer.ok) location.reload();
    else this.fault = answer.words;
  }
}
customElements.define("q-areas", QAreas);
