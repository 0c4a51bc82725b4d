/**
 * A text as a field of a CSV file (RFC 4180). What a spreadsheet would take for a formula is marked as text, because names and
 * other texts come from people.
 */
export function csvField(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
