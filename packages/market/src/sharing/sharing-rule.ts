/** What a meter is called: a point of delivery's text, or the market's number. */
export type MeterId = string | number;

export { WHOLE_PPM } from "../whole-ppm.js";

/** A meter's part in something, in parts per million: a key, a participation factor. */
export interface MeterPart {
  meter: MeterId;
  ppm: number;
}

/** What of a producer's energy (parts per million) is meant for a consumer. */
export interface MatrixCell {
  producer: MeterId;
  consumer: MeterId;
  ppm: number;
}

/** Fixed keys; see `offerStatic`. A meter without a key is offered nothing. */
export interface StaticRule {
  rule: "static";
  keys: readonly MeterPart[];
}

/** By what each consumes; see `offerProportional`. */
export interface ProportionalRule {
  rule: "proportional";
}

/** Fixed keys first, what is left by what is still missing; see `offerHybrid`. */
export interface HybridRule {
  rule: "hybrid";
  keys: readonly MeterPart[];
}

/** One meter after the other; see `offerByPriority`. A meter that is not listed is offered nothing. */
export interface PriorityRule {
  rule: "priority";
  order: readonly MeterId[];
}

/** Who gets how much of whose energy; see `offerByMatrix`. A pair without a cell shares nothing. */
export interface MatrixRule {
  rule: "matrix";
  cells: readonly MatrixCell[];
}

/** The least of both sides, hour by hour; see `shareHour`. */
export interface HourlyMinimumRule {
  rule: "hourly-minimum";
}

/** A rule that every slot is shared by for itself. */
export type SlotSharingRule =
  | StaticRule
  | ProportionalRule
  | HybridRule
  | PriorityRule
  | MatrixRule;

/** Every rule by which a community may share what it metered (MARKET.md, "Sharing rules"). */
export type SharingRule = SlotSharingRule | HourlyMinimumRule;

export type SharingRuleName = SharingRule["rule"];

/** All rules' names, the simplest first. */
export const SHARING_RULES = [
  "static",
  "proportional",
  "hybrid",
  "priority",
  "matrix",
  "hourly-minimum",
] as const satisfies readonly SharingRuleName[];
