import { html } from "lit";
import { customElement } from "lit/decorators.js";
import { t } from "../i18n/t";
import { Light } from "../parts/light";
import { choose, onTheme, theme } from "./theme";

/** Light or dark. */
@customElement("q-theme-switch")
export class ThemeSwitch extends Light {
  private stop = () => {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.stop = onTheme(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }

  override render() {
    const dark = theme() === "dark";
    return html`<button
      type="button"
      class="q-tool"
      aria-pressed=${dark}
      aria-label=${t("page.dark")}
      title=${dark ? t("page.light") : t("page.dark")}
      @click=${() => choose(dark ? "light" : "dark")}
    >
      <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
        <circle cx="10" cy="10" r="7" fill="none" stroke="currentColor" stroke-width="1.6" />
        <path d="M10 3a7 7 0 0 1 0 14z" fill="currentColor" />
      </svg>
    </button>`;
  }
}
