/**
 * Declared APNs: case aside, a label `*` is one or more labels. They are network identifiers; the operator identifier that
 * some networks write after one (`.mnc001.mcc999.gprs`, TS 23.003 9.1) is none of it.
 */

const OPERATOR_IDENTIFIER = '(?:\\.mnc[0-9]{2,3}\\.mcc[0-9]{3}\\.gprs)';
const OPERATOR_SUFFIX = new RegExp(`${OPERATOR_IDENTIFIER}$`);

/**
 * A regular expression of the whole text, in lower case, for the database; null where there are none. JavaScript would try
 * every way to share labels out among several `*`, which takes for ever: there is `apnMatcher`.
 */
export function apnExpression(apns: readonly string[]): string | null {
  const patterns = apns.map((apn) => apn.toLowerCase().split('.').map(labelPattern).join('\\.'));
  return patterns.length === 0 ? null : `^(?:${patterns.join('|')})${OPERATOR_IDENTIFIER}?$`;
}

function labelPattern(label: string): string {
  return label === '*' ? '[^.]+(?:\\.[^.]+)*' : label.replace(/[^a-z0-9_-]/g, (c) => `\\${c}`);
}

/** Whether a text is one of `apns`: what `apnExpression` says, in time that labels and patterns bound. */
export function apnMatcher(apns: readonly string[]): (apn: string) => boolean {
  const lower = apns.map((apn) => apn.toLowerCase());
  const plain = new Set(lower);
  const patterns = lower.map((apn) => apn.split('.')).filter((labels) => labels.includes('*'));
  const isOne = (apn: string) => {
    if (plain.has(apn)) return true;
    const labels = apn.split('.');
    return !labels.includes('') && patterns.some((pattern) => matches(pattern, labels));
  };
  return (apn) => {
    const whole = apn.toLowerCase();
    const identifier = whole.replace(OPERATOR_SUFFIX, '');
    return isOne(whole) || (identifier !== whole && isOne(identifier));
  };
}

/** A `*` takes one label, and one more each time that what follows it does not fit; an earlier `*` never needs another. */
function matches(pattern: readonly string[], labels: readonly string[]): boolean {
  let at = 0;
  let label = 0;
  let star = -1;
  let taken = 0;
  while (label < labels.length) {
    if (pattern[at] === '*') {
      star = at++;
      taken = ++label;
    } else if (pattern[at] === labels[label]) {
      at++;
      label++;
    } else if (star < 0) {
      return false;
    } else {
      at = star + 1;
      label = ++taken;
    }
  }
  return at === pattern.length;
}
