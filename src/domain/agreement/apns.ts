/** Declared APNs as an expression: case aside, a label `*` is one or more labels. */

/** A regular expression of the whole text, in lower case, that JavaScript and RE2 understand alike; null where there are none. */
export function apnExpression(apns: readonly string[]): string | null {
  const patterns = apns.map((apn) => apn.toLowerCase().split('.').map(labelPattern).join('\\.'));
  return patterns.length === 0 ? null : `^(?:${patterns.join('|')})$`;
}

function labelPattern(label: string): string {
  return label === '*' ? '[^.]+(?:\\.[^.]+)*' : label.replace(/[^a-z0-9_-]/g, (c) => `\\${c}`);
}
