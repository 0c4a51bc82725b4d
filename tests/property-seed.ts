/**
 * The seed of every property test. A given tree gives the same verdict each time; other draws are asked for
 * with `PUMASI_SEED`: a whole number, or `random` for a new one each run (the nightly run does).
 */
import fc from "fast-check";

const said = process.env.PUMASI_SEED ?? "20260101";
if (said !== "random") {
  const seed = Number(said);
  if (!Number.isSafeInteger(seed)) {
    throw new Error(`PUMASI_SEED is ${said}: give a whole number, or "random"`);
  }
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
}
