import type { Shape } from "./filter-words";
import type { Change, Step } from "./store";
import type { Camera } from "./url";

/** How a part of the page asks for another state: it rises to the page, which owns the store. */
export class GoEvent extends Event {
  static readonly type = "q-go";
  constructor(
    readonly change: Change,
    readonly step: Step = "choice",
  ) {
    super(GoEvent.type, { bubbles: true, composed: true });
  }
}

/** The reader is moving a map: one beside it may follow. */
export class CameraEvent extends Event {
  static readonly type = "q-camera";
  constructor(readonly camera: Camera) {
    super(CameraEvent.type, { bubbles: true, composed: true });
  }
}

/** The pointer or the keyboard rests on a unit (index in the unit order), or on none (-1). */
export class HoverEvent extends Event {
  static readonly type = "q-hover";
  constructor(readonly unit: number) {
    super(HoverEvent.type, { bubbles: true, composed: true });
  }
}

/** A unit was chosen; `add` keeps the ones chosen before. */
export class PickEvent extends Event {
  static readonly type = "q-pick";
  constructor(
    readonly unit: number,
    readonly add: boolean,
  ) {
    super(PickEvent.type, { bubbles: true, composed: true });
  }
}

/** The map is to show this box (west, south, east, north), and to tell of this feature. */
export class LookEvent extends Event {
  static readonly type = "q-look";
  constructor(
    readonly bounds: [number, number, number, number],
    readonly feature: { name: string; layer: string; properties: Record<string, string> } | null,
  ) {
    super(LookEvent.type, { bubbles: true, composed: true });
  }
}

/** A tool of the map is taken up, or laid down ("none"). */
export class ToolEvent extends Event {
  static readonly type = "q-tool";
  constructor(readonly tool: "measure" | "none") {
    super(ToolEvent.type, { bubbles: true, composed: true });
  }
}

/** Somebody wants to draw a shape on the map ("" gives up). */
export class DrawEvent extends Event {
  static readonly type = "q-draw";
  constructor(readonly kind: Shape["kind"] | "") {
    super(DrawEvent.type, { bubbles: true, composed: true });
  }
}
