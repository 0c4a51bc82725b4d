/** Passes each new text on once: a step that is reported again and again is one line. */
export function sayOnce(say: (text: string) => void): (text: string) => void {
  let last = "";
  return (text) => {
    if (text !== last) say(text);
    last = text;
  };
}
