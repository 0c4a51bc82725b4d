import { printKwh, printPrice } from "@pumasi/quantities";
import type { MarketPlan, PlanRule } from "@pumasi/scenario";

/** A market's settings in the words of the scenario file. */
export function describePlan(plan: MarketPlan): string {
  if (plan.product === "sharing") return `sharing, ${plan.sharing}, mid-market price`;
  const parts: string[] = [plan.product, plan.rule.mechanism, ...settingsOf(plan.rule)];
  if (plan.limits === "drawn") parts.push("drawn limits");
  if ("forecast" in plan) parts.push(`forecast ${plan.forecast}`);
  return parts.join(", ");
}

function settingsOf(rule: PlanRule): string[] {
  const settings: string[] = [];
  if ("pricing" in rule) settings.push(rule.pricing);
  if ("kPpm" in rule && rule.kPpm !== undefined) settings.push(`k ${printKwh(rule.kPpm)}`);
  if ("price" in rule) settings.push(printPrice(rule.price));
  if ("ties" in rule) settings.push(`ties ${rule.ties}`);
  return settings;
}
