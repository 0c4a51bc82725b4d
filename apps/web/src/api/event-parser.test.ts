import { describe, expect, test } from "vitest";
import { createEventParser } from "./event-parser.js";

const STREAM =
  ': hello\n\nid: 7\nevent: slot\ndata: {"a":1}\n\nid: 8\r\ndata: one\r\ndata: two\r\n\r\n';

describe("createEventParser", () => {
  test("reads ids, types and several data lines, and passes over comments", () => {
    expect(createEventParser()(STREAM)).toEqual([
      { id: "7", type: "slot", data: '{"a":1}' },
      { id: "8", type: "message", data: "one\ntwo" },
    ]);
  });

  test("gives the same messages however the stream is cut", () => {
    for (let size = 1; size < STREAM.length; size++) {
      const parse = createEventParser();
      const messages = [];
      for (let start = 0; start < STREAM.length; start += size) {
        messages.push(...parse(STREAM.slice(start, start + size)));
      }
      expect(messages.map(({ id }) => id)).toEqual(["7", "8"]);
      expect(messages[1]?.data).toBe("one\ntwo");
    }
  });

  test("keeps the last id for messages that bring none", () => {
    const parse = createEventParser();
    parse("id: 3\ndata: x\n\n");
    expect(parse("data: y\n\n")).toEqual([{ id: "3", type: "message", data: "y" }]);
  });
});
