// Tampers with a community's database, as its operator could: node forge.mjs DATABASE line|order
import { PGlite } from "@electric-sql/pglite";

const forgeries = {
  // A coin's worth from one neighbour to another, so that every sum still is zero.
  line: [
    `UPDATE line SET total = total + CASE WHEN account = two.low THEN 1000000 ELSE -1000000 END
     FROM (SELECT slot AS at, min(account) AS low, max(account) AS high FROM line
           GROUP BY slot ORDER BY slot OFFSET 30 LIMIT 1) AS two
     WHERE slot = two.at AND account IN (two.low, two.high)`,
  ],
  // One order's energy, after the guard against that has been taken away.
  order: [
    "DROP TRIGGER market_order_append_only ON market_order",
    `UPDATE market_order SET energy_ukwh = energy_ukwh + 1
     WHERE (slot, sequence) IN (SELECT slot, sequence FROM market_order ORDER BY slot DESC LIMIT 1 OFFSET 100)`,
  ],
};

const [directory, what] = process.argv.slice(2);
const database = await PGlite.create(directory);
let changed = 0;
for (const statement of forgeries[what]) {
  changed = (await database.query(statement)).affectedRows ?? 0;
}
await database.close();
console.log(`forged ${changed} rows: ${what}`);
if (changed === 0) process.exit(1);
