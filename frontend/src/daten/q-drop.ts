/** A file field that also takes what is dropped on it, and says at once when a file is too large. The field works without it. */
export class QDrop extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("dragover", (event) => {
      event.preventDefault();
      this.toggleAttribute("data-over", true);
    });
    this.addEventListener("dragleave", () => this.toggleAttribute("data-over", false));
    this.addEventListener("drop", (event) => {
      event.preventDefault();
      this.toggleAttribute("data-over", false);
      const files = event.dataTransfer?.files;
      if (files?.length && this.field) {
        this.field.files = files;
        this.check();
      }
    });
    this.field?.addEventListener("change", () => this.check());
  }

  private get field(): HTMLInputElement | null {
    return this.querySelector<HTMLInputElement>("input[type=file]");
  }

  private check(): void {
    const file = this.field?.files?.[0];
    const fault = file && file.size > Number(this.getAttribute("most")) ? (this.getAttribute("too-large") ?? "") : "";
    this.field?.setCustomValidity(fault);
    let words = this.querySelector<HTMLElement>(".q-drop-fault");
    if (!words) {
      words = document.createElement("p");
      words.className = "q-drop-fault";
      words.setAttribute("role", "alert");
      this.append(words);
    }
    words.textContent = fault;
    words.hidden = fault === "";
  }
}
customElements.define("q-drop", QDrop);
