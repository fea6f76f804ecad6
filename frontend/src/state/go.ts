import type { Change, Step } from "./store";

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
