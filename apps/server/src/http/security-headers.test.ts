import { pino } from "pino";
import { expect, it } from "vitest";
import { createApp } from "./create-app.js";

const connectSrcOf = async (pageNodes?: string[]) => {
  const app = await createApp(pino({ level: "silent" }), pageNodes);
  const { headers } = await app.inject({ method: "GET", url: "/nothing" });
  await app.close();
  return /connect-src ([^;]*)/.exec(`${headers["content-security-policy"]}`)?.[1];
};

it("lets pages ask this server only, and those ledger nodes that the operator named", async () => {
  expect(await connectSrcOf()).toBe("'self'");
  expect(await connectSrcOf(["https://node.example.org", "http://127.0.0.1:8545"])).toBe(
    "'self' https://node.example.org http://127.0.0.1:8545",
  );
});
