import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { SHARING_RULES, type SharingRuleName } from "@pumasi/market";
import { type Command, Option } from "commander";
import { shareFiles } from "../share/share-files.js";
import { SharingFileInvalidError } from "../share/sharing-file-error.js";

const FORMAT = `
The slots are CSV, a row a meter and slot, energies in kWh with at most six decimals:

  slot,meter,consumed,generated
  2026-06-01T12:00+02:00,flat-1,0.25,0
  2026-06-01T12:00+02:00,roof,0,1.5

  slot        any text; the hourly minimum needs instants with offset
  consumed    what the meter drew from the grid; generated: what it fed in. A home with panels has
              both; neither is netted, what it draws is shared like anybody's
  charged, discharged
              two more columns, if there are any: a storage's, added to consumed and to generated
  Every slot has a row for every meter of the file; an absent row or an empty cell is refused, because
  missing is never zero. Where members change, share the days before and after apart. Of a (slot, meter)
  there is one row.

The answer has a row for each row, in the same order: slot,meter,share,allocated,residual,sold,surplus.
  share       what the rule offers the meter of the community's generation
  allocated   what of that it consumed; residual: the rest of its consumption, the supplier's
  sold        what of its generation was allocated; surplus: the rest of it, the grid's
  In every slot (hourly minimum: hour) allocated and sold add up to the same, to the last 10^-6 kWh.

  rule            keys.json; a part is "25%" or 250000 (parts per million)
  static          { "keys": { "flat-1": "60%", "flat-2": "30%" } }
                  fixed keys of at most 100 % together; what is not used is the producers' surplus
  hybrid          as static; what is left is shared again, by what each still lacks
  proportional    none needed: by what each consumes
  priority        { "order": ["clinic", "flat-1"] }   one after the other
  matrix          { "matrix": { "roof": { "flat-1": "50%", "flat-2": "50%" } } }
                  producer, then consumer; at most 100 % for each of both
  hourly-minimum  none needed: whole hours, the least of what all feed in and all draw; the supplier's
                  bill stays as it is. { "premium": { "price": "0.11", "keys": { "flat-1": "40%" } } }
                  divides a premium on what is shared (with --json); the rest is the community's

  A meter without a key is offered nothing. A key for a meter that is not in the slots is refused.
  With every rule "participation": { "flat-1": "50%" } has a meter take part with that much of both
  registers, rounded down; the rest is the grid's.

Example: npx pumasi share --rule static --keys keys.json < slots.csv`;

/** `pumasi share`: shares metered energy by a rule and prints what every meter gets. */
export function shareCommand(program: Command): void {
  program
    .command("share")
    .description("Share metered energy among neighbours by a rule and print every meter's part.")
    .argument("[slots]", "the slots' file; standard input when absent")
    .addOption(
      new Option("--rule <rule>", "how energy is shared")
        .choices(SHARING_RULES)
        .makeOptionMandatory(),
    )
    .option("--keys <file>", "the rule's keys, and participation factors")
    .option("--json", "print JSON instead of CSV, with sums")
    .addHelpText("after", FORMAT)
    .action(
      async (
        file: string | undefined,
        flags: { rule: SharingRuleName; keys?: string; json?: boolean },
      ) => {
        const keys = flags.keys === undefined ? null : readInput(flags.keys);
        const slots = file === undefined ? await text(process.stdin) : readInput(file);
        const isJson = flags.json === true;
        process.stdout.write(shareFiles({ rule: flags.rule, slots, keys, isJson }));
      },
    );
}

function readInput(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new SharingFileInvalidError([`${file} cannot be read: ${(cause as Error).message}`]);
  }
}
