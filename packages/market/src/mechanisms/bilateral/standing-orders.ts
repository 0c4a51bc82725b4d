import type { Ukwh } from "@pumasi/quantities";
import type { Side } from "../../order.js";
import type { EnergySource, MarketOrder } from "../market-order.js";
import { hasPreference, wantedSource } from "./preferences.js";
import { StandingList, StandingWalk } from "./standing-list.js";

/** One side's orders that have come in, as those who prefer look for them. */
interface StandingSide {
  all: StandingList;
  byAccount: Map<number, StandingList>;
  bySource: Map<EnergySource, StandingList>;
  /** Those that name the account they prefer; all others that prefer, by the source they want. */
  namers: Map<number, StandingList>;
  seekers: Map<EnergySource | null, StandingList>;
}

/** The orders that have come in and still have energy, found by preference. */
export class StandingOrders {
  readonly #leftUkwh: readonly Ukwh[];
  readonly #sides: Record<Side, StandingSide>;

  /** `leftUkwh` is what each order has left (10^-6 kWh), by sequence, and is looked at again and again. */
  constructor(leftUkwh: readonly Ukwh[]) {
    this.#leftUkwh = leftUkwh;
    const emptySide = (): StandingSide => ({
      all: new StandingList(leftUkwh),
      byAccount: new Map(),
      bySource: new Map(),
      namers: new Map(),
      seekers: new Map(),
    });
    this.#sides = { buy: emptySide(), sell: emptySide() };
  }

  /** Adds an order that came after all others. */
  add(order: MarketOrder): void {
    const { sequence, side, account, source, prefers } = order;
    const own = this.#sides[side];
    own.all.add(sequence);
    this.#addTo(own.byAccount, account, sequence);
    if (source !== undefined) this.#addTo(own.bySource, source, sequence);
    if (!hasPreference(order)) return;
    const partners = new Set(prefers?.partners ?? []);
    for (const partner of partners) this.#addTo(own.namers, partner, sequence);
    if (partners.size === 0) this.#addTo(own.seekers, wantedSource(order), sequence);
  }

  /** All of the other side that prefer an order, and perhaps some that do not. */
  preferrersOf(order: MarketOrder): StandingWalk {
    return new StandingWalk(this.#preferrers(order));
  }

  /** All of the other side that an order prefers or is preferred by, and perhaps some others. */
  counterpartsOf(order: MarketOrder): StandingWalk {
    const lists = this.#preferrers(order);
    if (hasPreference(order)) lists.push(...this.#preferred(order));
    return new StandingWalk(lists);
  }

  #preferrers({ side, account, source }: MarketOrder): StandingList[] {
    const { namers, seekers } = this.#sides[side === "buy" ? "sell" : "buy"];
    const sought = source === undefined ? undefined : seekers.get(source);
    return [namers.get(account), seekers.get(null), sought].filter((list) => list !== undefined);
  }

  #preferred(order: MarketOrder): StandingList[] {
    const others = this.#sides[order.side === "buy" ? "sell" : "buy"];
    const partners = new Set(order.prefers?.partners ?? []);
    const source = wantedSource(order);
    const lists =
      partners.size > 0
        ? Array.from(partners, (account) => others.byAccount.get(account))
        : [source === null ? others.all : others.bySource.get(source)];
    return lists.filter((list) => list !== undefined);
  }

  #addTo<K>(lists: Map<K, StandingList>, key: K, sequence: number): void {
    const list = lists.get(key) ?? new StandingList(this.#leftUkwh);
    list.add(sequence);
    lists.set(key, list);
  }
}
