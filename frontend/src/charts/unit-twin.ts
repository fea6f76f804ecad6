import { parentNames, unitName, type Scene } from "../data/scene";
import { t } from "../i18n/t";
import { hasValue } from "../model/frame";
import { bareText, figureText, intervalText } from "../model/words";
import { figure, words, type Twin } from "./twin";

/** Every unit with its figure: the table behind pictures of one indicator. */
export function unitTwin(scene: Scene, caption: string): Twin {
  const { frame, ranking, place, parents } = scene;
  const intervals = frame.lower !== null && frame.upper !== null;
  const units = Array.from({ length: frame.n }, (_, i) => i).sort((a, b) => (ranking.rank[a] || Infinity) - (ranking.rank[b] || Infinity) || a - b);
  return {
    caption,
    columns: [
      { name: t("table.name") }, ...(parents.length ? [{ name: t("table.parent") }] : []),
      { name: place.detail.unit ? t("table.value", { unit: place.detail.unit }) : t("table.valueOnly"), number: true },
      ...(intervals ? [{ name: t("table.interval"), number: true }] : []), { name: t("table.rank"), number: true },
    ],
    rows: units.map((unit) => ({
      unit,
      cells: [
        words(unitName(scene, unit)), ...(parents.length ? [words(parentNames(scene, unit)[0] ?? "")] : []),
        hasValue(frame, unit) ? figure(bareText(frame.value[unit]!, place.detail), frame.value[unit]!) : figure(figureText(frame, unit, place.detail), null),
        ...(intervals ? [words(intervalText(frame.lower?.[unit], frame.upper?.[unit], place.detail))] : []),
        figure(ranking.rank[unit] ? String(ranking.rank[unit]) : "", ranking.rank[unit] || null),
      ],
    })),
  };
}
