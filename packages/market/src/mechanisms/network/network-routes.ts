import type { Ukwh } from "@pumasi/quantities";
import type { LayoutLine, NetworkLayout } from "./network-layout.js";

/** Energy (10^-6 kWh) that members of one zone sell to members of another, or of the same. */
export interface NetworkRoute {
  from: number;
  to: number;
  energyUkwh: Ukwh;
}

/**
 * Decomposes what zones sell and buy and what lines carry (10^-6 kWh, by the layout's numbers) into
 * routes: first what stays within a zone, then, zone by zone, ways along the lines to where more is
 * bought than sold, lines in their order. What only goes around in a circle is part of no route.
 */
export function networkRoutes(
  { zones, lines }: Pick<NetworkLayout, "zones" | "lines">,
  soldUkwh: readonly Ukwh[],
  boughtUkwh: readonly Ukwh[],
  flowsUkwh: readonly Ukwh[],
): NetworkRoute[] {
  const routes: NetworkRoute[] = [];
  const exports: Ukwh[] = [];
  for (const [zone, sold] of soldUkwh.entries()) {
    const energyUkwh = Math.min(sold, boughtUkwh[zone] as Ukwh);
    if (energyUkwh > 0) routes.push({ from: zone, to: zone, energyUkwh });
    exports.push(sold - (boughtUkwh[zone] as Ukwh));
  }
  const left = [...flowsUkwh];
  const linesAt = zones.map((_, zone) =>
    lines.flatMap(({ from, to }, line) => (from === zone || to === zone ? [line] : [])),
  );
  const leaving = (zone: number) =>
    linesAt[zone]?.find((line) => (left[line] as Ukwh) * directionFrom(lines[line], zone) > 0);
  for (const from of zones.keys()) {
    while ((exports[from] as Ukwh) > 0) {
      const way: number[] = [];
      const passed = [from];
      let to = from;
      while ((exports[to] as Ukwh) >= 0) {
        const line = leaving(to);
        if (line === undefined) return routes;
        way.push(line);
        to = otherEnd(lines[line] as LayoutLine, to);
        const place = passed.indexOf(to);
        if (place === -1) passed.push(to);
        else {
          takeAlong(way.slice(place), to, Number.POSITIVE_INFINITY, lines, left);
          way.length = place;
          passed.length = place + 1;
        }
      }
      const most = Math.min(exports[from] as Ukwh, -(exports[to] as Ukwh));
      const energyUkwh = takeAlong(way, from, most, lines, left);
      exports[from] = (exports[from] as Ukwh) - energyUkwh;
      exports[to] = (exports[to] as Ukwh) + energyUkwh;
      routes.push({ from, to, energyUkwh });
    }
  }
  return routes;
}

/** Plus one when the line begins in the zone, minus one when it ends there. */
function directionFrom(line: LayoutLine | undefined, zone: number): number {
  return line?.from === zone ? 1 : -1;
}

function otherEnd({ from, to }: LayoutLine, zone: number): number {
  return from === zone ? to : from;
}

/** Takes as much off a way as all its lines carry, and no more than `mostUkwh`. */
function takeAlong(
  way: readonly number[],
  from: number,
  mostUkwh: Ukwh,
  lines: readonly LayoutLine[],
  left: Ukwh[],
): Ukwh {
  let energyUkwh = mostUkwh;
  for (const line of way) energyUkwh = Math.min(energyUkwh, Math.abs(left[line] as Ukwh));
  let zone = from;
  for (const line of way) {
    const each = lines[line] as LayoutLine;
    left[line] = (left[line] as Ukwh) - directionFrom(each, zone) * energyUkwh;
    zone = otherEnd(each, zone);
  }
  return energyUkwh;
}
