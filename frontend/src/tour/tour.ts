import { driver, type DriveStep } from "driver.js";
import "driver.js/dist/driver.css";
import "../css/tour.css";
import { t, type Key } from "../i18n/t";
import { TOURS, type TourStep } from "./steps";

const PATIENCE = 8000;

/** Walk through this page; arrow keys go on, Escape ends it, focus stays in the box meanwhile and comes back after. */
export async function start(): Promise<void> {
  const steps = TOURS[location.pathname];
  if (!steps) return;
  forget();
  await there(steps[0]!.at);
  const before = document.activeElement;
  const shown = steps.map(drive).filter((step) => step !== null);
  const tour = driver({
    steps: shown,
    animate: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    smoothScroll: false,
    showProgress: true,
    progressText: t("tour.progress", { n: "{{current}}", of: "{{total}}" }),
    nextBtnText: t("tour.next"),
    prevBtnText: t("tour.back"),
    doneBtnText: t("tour.done"),
    overlayOpacity: 0.55,
    stagePadding: 4,
    popoverClass: "q-tour",
    onPopoverRender: (popover) => {
      popover.closeButton.setAttribute("aria-label", t("page.close"));
      popover.closeButton.title = t("page.close");
      // head and foot of the box are none of the page
      for (const part of popover.wrapper.querySelectorAll("header, footer")) part.setAttribute("role", "presentation");
    },
    onDestroyed: () => {
      const back = before instanceof HTMLElement && before !== document.body ? before : document.querySelector("main");
      back?.focus({ preventScroll: true });
    },
  });
  tour.drive();
}

function drive(step: TourStep): DriveStep | null {
  const element = document.querySelector(step.at);
  if (!element || !element.getClientRects().length) return null;
  return { element, popover: { title: t(`tour.${step.key}.title` as Key), description: t(`tour.${step.key}.text` as Key) } };
}

/** A reload or a copied link begins no tour. */
function forget(): void {
  const url = new URL(location.href);
  url.searchParams.delete("rundgang");
  history.replaceState(history.state, "", url);
}

/** The parts of a page come when their data are there. */
async function there(selector: string): Promise<void> {
  const until = performance.now() + PATIENCE;
  while (!document.querySelector(selector) && performance.now() < until) await new Promise(requestAnimationFrame);
}
