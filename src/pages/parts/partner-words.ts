/** A partner's words in ours, as somebody writes them: one a line, `service: DATEN = data`. */

const KEYS = ['line', 'service', 'segment'] as const;
type Words = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** `service: DATEN = data` a line → words by key. */
export function wordsOf(text: string): Record<string, Record<string, string>> {
  const values: Record<string, Record<string, string>> = {};
  for (const line of text.split('\n')) {
    const [, key = '', theirs = '', ours = ''] =
      /^\s*(line|service|segment)\s*:\s*(.*\S)\s*=\s*([^=]*?)\s*$/.exec(line) ?? [];
    if (key === '') continue;
    values[key] = { ...values[key], [theirs]: ours };
  }
  return values;
}

/** What is wrong with a line that would be left out unseen; '' for nothing. */
export function strayWords(text: string): string {
  const stray = text
    .split('\n')
    .find((line) => line.trim() !== '' && Object.keys(wordsOf(line)).length === 0);
  return stray === undefined ? '' : `“${stray.trim()}” is not written like “service: DATEN = data”.`;
}

export function wordsText(values: Words): string {
  return KEYS.flatMap((key) =>
    Object.entries(values[key] ?? {}).map(([theirs, ours]) => `${key}: ${theirs} = ${ours}`),
  ).join('\n');
}
