import { describe, expect, test } from "vitest";
import { LARGEST_PROOF_BYTES, readProofFile } from "./read-proof-file.js";

describe("reading a proof's file", () => {
  test("gives its text and name", async () => {
    const file = new File(["{}"], "proof.json");
    expect(await readProofFile([file])).toEqual({ ok: true, name: "proof.json", text: "{}" });
  });

  test("refuses several files, and none", async () => {
    const file = new File(["{}"], "proof.json");
    expect(await readProofFile([file, file])).toMatchObject({ reason: "proof_several_files" });
    expect(await readProofFile([])).toMatchObject({ reason: "proof_several_files" });
  });

  test("refuses what is too large before it is read", async () => {
    const largest = new File([" ".repeat(LARGEST_PROOF_BYTES)], "large.json");
    expect(await readProofFile([largest])).toMatchObject({ ok: true });
    const larger = new File([" ".repeat(LARGEST_PROOF_BYTES + 1)], "larger.json");
    larger.text = () => Promise.reject(new Error("was read"));
    expect(await readProofFile([larger])).toMatchObject({ reason: "proof_too_large" });
  });

  test("refuses what cannot be read, such as a folder", async () => {
    const folder = new File([], "folder");
    folder.text = () => Promise.reject(new DOMException("NotFoundError"));
    expect(await readProofFile([folder])).toEqual({
      ok: false,
      name: "folder",
      reason: "proof_unreadable",
    });
  });
});
