import { Command } from "commander";
import { expect, test } from "vitest";
import { shareCommand } from "./share.js";

/** The command as people call it, without a process around it. */
function program(): Command {
  const own = new Command("pumasi").exitOverride().configureOutput({ writeErr: () => undefined });
  shareCommand(own);
  for (const command of own.commands) command.exitOverride().copyInheritedSettings(own);
  return own;
}

test("names every rule and option in its help", () => {
  const [share] = program().commands;
  let help = "";
  share?.configureOutput({ writeOut: (text) => (help += text) });
  share?.outputHelp();
  for (const word of ["--rule", "--keys", "--json", "participation", "charged", "hourly-minimum"]) {
    expect(help).toContain(word);
  }
});

test("refuses an unknown rule, none at all, and a file that is not there", async () => {
  const run = (...args: string[]) => program().parseAsync(["share", ...args], { from: "user" });
  await expect(run("--rule", "fair")).rejects.toThrow("Allowed choices are static, proportional");
  await expect(run()).rejects.toThrow("required option '--rule <rule>' not specified");
  await expect(run("--rule", "proportional", "absent.csv")).rejects.toMatchObject({
    code: "sharing_file_invalid",
    message: expect.stringContaining("absent.csv cannot be read"),
  });
});
