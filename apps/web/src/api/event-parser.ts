/** One message of a server-sent event stream; `id` is null where the server sent none. */
export interface ServerSentMessage {
  id: string | null;
  type: string;
  data: string;
}

/**
 * Reads a server-sent event stream piece by piece, as the HTML standard defines it. A piece may end
 * anywhere, also inside a line; messages without data are dropped.
 */
export function createEventParser(): (piece: string) => ServerSentMessage[] {
  let rest = "";
  let id: string | null = null;
  let type = "message";
  let data: string[] = [];

  function takeLine(line: string): ServerSentMessage | null {
    if (line === "") {
      const message = data.length === 0 ? null : { id, type, data: data.join("\n") };
      type = "message";
      data = [];
      return message;
    }
    const colon = line.indexOf(":");
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") data.push(value);
    else if (field === "event") type = value;
    else if (field === "id" && !value.includes("\0")) id = value;
    return null;
  }

  return (piece) => {
    // A carriage return at the very end may be half of a line break: it waits for the next piece.
    const lines = (rest + piece).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? "";
    return lines.map(takeLine).filter((message) => message !== null);
  };
}
