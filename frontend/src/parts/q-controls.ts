import { html, nothing, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Scene } from "../data/scene";
import type { Catalogue, Coverage, Dimension, OwnArea, SeriesAnswer } from "../api/types";
import { t } from "../i18n/t";
import { coveredLevels, periodsOf } from "../model/place";
import { readSlice, withMember } from "../model/slice";
import { GoEvent } from "../state/go";
import { Light } from "./light";
import { comparisons, OWN } from "./compared";

/** Level, period, slice, comparison. */
@customElement("q-controls")
export class Controls extends Light {
  @property({ attribute: false }) scene!: Scene;
  @property({ attribute: false }) catalogue!: Catalogue;
  @property({ attribute: false }) series: SeriesAnswer | null = null;
  @property() compare = "";
  @property({ attribute: false }) areas: readonly OwnArea[] = [];

  override render() {
    const { place } = this.scene;
    return html`<form class="q-controls" @submit=${(event: Event) => event.preventDefault()}>
      ${this.level()} ${this.geography()} ${this.period()} ${place.detail.dimensions.map((one) => this.dimension(one))}
      ${this.comparison()}
    </form>`;
  }

  /** A select takes its value only once its options stand. */
  protected override updated(): void {
    for (const select of this.querySelectorAll("select")) select.value = select.dataset.value ?? "";
  }

  private level() {
    const { detail, coverage } = this.scene.place;
    const rows = detail.coverage.filter((one) => one.slice === coverage.slice);
    const options = coveredLevels(rows, this.catalogue).map((one) => [one.key, one.name] as const);
    return choice(t("page.level"), options, coverage.level, (level) => ({ level, geography: "", units: [], camera: null }), this);
  }

  /** Shown only where a level has changed its boundaries. */
  private geography() {
    const { detail, coverage, level } = this.scene.place;
    const keys = new Set(versions(detail.coverage, coverage).map((one) => one.geography));
    const options = level.geographies.filter((one) => keys.has(one.key)).map((one) => [one.key, one.name] as const);
    if (options.length < 2) return nothing;
    const periodFor = (key: string) => versions(detail.coverage, coverage).find((one) => one.geography === key)!.periods.at(-1)!;
    const keeps = (key: string) => versions(detail.coverage, coverage).find((one) => one.geography === key)!.periods.includes(this.scene.place.period);
    return choice(t("page.geography"), options, coverage.geography, (geography) => ({ geography, ...(keeps(geography) ? {} : { period: periodFor(geography) }) }), this);
  }

  private period() {
    const { place } = this.scene;
    const periods = periodsOf(place);
    const options = periods.toReversed().map(({ period }) => [period, place.detail.periods[period]?.label ?? period] as const);
    const geography = (period: string) => periods.find((one) => one.period === period)?.geography ?? "";
    return choice(t("page.period"), options, place.period, (period) => ({ period, geography: geography(period) }), this);
  }

  private dimension(dimension: Dimension) {
    const { detail, coverage } = this.scene.place;
    const current = readSlice(coverage.slice);
    const known = new Set(detail.coverage.map((one) => one.slice));
    // Only what has figures can be chosen: the other dimensions stay as they are.
    const offered = dimension.members.filter((one) => known.has(withMember(coverage.slice, dimension.key, one.key)));
    if (!offered.length) return nothing;
    const total = known.has(withMember(coverage.slice, dimension.key, "")) ? [["", t("page.total")] as const] : [];
    const options = [...total, ...offered.map((one) => [one.key, one.name] as const)];
    const pick = (key: string) => ({ slice: withMember(coverage.slice, dimension.key, key) });
    return choice(dimension.name, options, current.get(dimension.key) ?? "", pick, this);
  }

  private comparison() {
    const areas = this.areas.map((one) => [one.unit, one.name] as const);
    const others = comparisons(this.scene, this.series).filter((one) => one.series.level !== OWN).map((one) => [one.key, one.name] as const);
    const options = [...others, ...areas];
    if (options.length < 2) return nothing;
    const current = options.some(([key]) => key === this.compare) ? this.compare : options[0]![0];
    return choice(t("page.compare"), options, current, (compare) => ({ compare }), this);
  }
}

function versions(rows: readonly Coverage[], { level, slice }: Coverage): Coverage[] {
  return rows.filter((one) => one.level === level && one.slice === slice);
}

type Option = readonly [key: string, name: string];

function choice(
  label: string,
  options: readonly Option[],
  current: string,
  change: (key: string) => ConstructorParameters<typeof GoEvent>[0],
  host: HTMLElement,
): TemplateResult {
  const pick = (event: Event) => host.dispatchEvent(new GoEvent(change((event.target as HTMLSelectElement).value)));
  return html`<label class="q-field">
    <span>${label}</span>
    <select data-value=${current} @change=${pick}>
      ${options.map(([key, name]) => html`<option value=${key} ?selected=${key === current}>${name}</option>`)}
    </select>
  </label>`;
}
