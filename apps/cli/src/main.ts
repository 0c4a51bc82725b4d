import { Command } from "commander";
import { checkCommand } from "./commands/check.js";
import { clearCommand } from "./commands/clear.js";
import { demoCommand } from "./commands/demo.js";
import { inviteCommand } from "./commands/invite.js";
import { proofCommand } from "./commands/proof.js";
import { shareCommand } from "./commands/share.js";
import { simulateCommand } from "./commands/simulate.js";
import { startCommand } from "./commands/start.js";
import { statusCommand } from "./commands/status.js";
import { verifyCommand } from "./commands/verify.js";

const program = new Command("pumasi")
  .description("A community's own electricity market.")
  .showHelpAfterError();
startCommand(program);
demoCommand(program);
verifyCommand(program);
proofCommand(program);
checkCommand(program);
statusCommand(program);
inviteCommand(program);
clearCommand(program);
shareCommand(program);
simulateCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  // What people can act on says so itself; anything else is a fault, with its trace for a report.
  const known = error instanceof Error && "code" in error;
  console.error(known ? error.message : error);
  process.exitCode = 1;
}
