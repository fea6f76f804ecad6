import { LitElement } from "lit";

/** Parts render into the page itself: one style sheet, one set of ids for labels, KERN's classes work. */
export class Light extends LitElement {
  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
