import type { Figures, FigureTable } from "../figure-table.js";
import { ChallengeDocket, type ProvenChallenge } from "./challenge-docket.js";
import { generateSlots } from "./generate-slots.js";
import { FIRST_SLOT, LedgerRun } from "./ledger-run.js";
import { challengePeriods } from "./period-challenges.js";
import { challengeSlots } from "./slot-challenges.js";

const SIZES = [10, 100, 1_000, 5_000] as const;
/** More than the slots of all frauds, none of which is ever paid. */
const RING = 32;

/** What each kind of challenge burns, its announcement included, against communities of four sizes. */
export const challenges: FigureTable = {
  name: "ledger/challenges",
  unit: "gas",
  title: "accounts",
  async measure(): Promise<Figures> {
    const sizes: ProvenChallenge[][] = [];
    for (const members of SIZES) sizes.push(await challengeAll(members));
    const kinds = sizes[0] ?? [];
    return {
      columns: SIZES.map((members) => members.toLocaleString("en")),
      rows: kinds.map(({ kind, fault, shown }, place) => ({
        name: `${kind.replace("judge", "")}: ${fault}, by ${shown}`,
        figures: sizes.map((proven) => ({ value: (proven[place] as ProvenChallenge).gas })),
      })),
      notes: [
        "Announcement and proof together, two transactions. Each was proven against a forged result on the ledger.",
      ],
    };
  },
};

async function challengeAll(members: number): Promise<ProvenChallenge[]> {
  const run = await LedgerRun.start({ members, ringSize: RING });
  try {
    const docket = await ChallengeDocket.open(run);
    const slots = generateSlots({ members, ordersPerMember: 1 }, FIRST_SLOT);
    await challengePeriods(docket, slots);
    await challengeSlots(docket, slots);
    return docket.proven;
  } finally {
    await run.end();
  }
}
