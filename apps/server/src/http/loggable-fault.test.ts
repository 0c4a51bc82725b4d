import { DrizzleQueryError } from "drizzle-orm";
import { pino } from "pino";
import { expect, it } from "vitest";
import { createApp } from "./create-app.js";

const logged: string[] = [];
const log = pino({ level: "error" }, { write: (line: string) => void logged.push(line) });

it("logs a fault without the names that a query was given, a row has, or an address asks for", async () => {
  const app = await createApp(log);
  const cause = Object.assign(new Error('duplicate key value violates "meter_pod"'), {
    ...{ code: "23505", constraint: "meter_pod", detail: "Key (pod)=(POD-7) already exists." },
  });
  app.get("/members/:name", () => {
    throw new DrizzleQueryError('insert into "member" values ($1, $2)', ["Kim", "POD-7"], cause);
  });
  const { statusCode, body } = await app.inject({ url: "/members/Kim?text=Kim" });
  expect(statusCode).toBe(500);
  expect(logged).toHaveLength(1);
  for (const personal of ["Kim", "POD-7"]) expect(logged[0] + body).not.toContain(personal);
  expect(JSON.parse(logged[0] ?? "")).toMatchObject({
    ...{ method: "GET", route: "/members/:name" },
    err: { code: "23505", constraint: "meter_pod", query: expect.stringContaining("$1") },
  });
});

it("logs any other fault as it is", async () => {
  logged.length = 0;
  const app = await createApp(log);
  app.get("/", () => {
    throw new Error("a bug");
  });
  await app.inject({ url: "/" });
  expect(JSON.parse(logged[0] ?? "")).toMatchObject({ err: { message: "a bug" } });
  expect(logged[0]).toContain("loggable-fault.test");
});
