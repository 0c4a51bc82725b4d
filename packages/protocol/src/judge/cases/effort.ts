/** What a search is told from outside. */
interface Environment {
  process?: { env?: Record<string, string | undefined> };
}

/**
 * How often a search runs: `usual` times, or as many times more as PUMASI_JUDGE_EFFORT says. The usual effort suits every
 * change; before a release a hundredfold one is worth an hour.
 */
export function effort(usual: number): number {
  const { process } = globalThis as Environment;
  const more = Number(process?.env?.PUMASI_JUDGE_EFFORT ?? "1");
  return Math.max(1, Math.round(usual * more));
}
