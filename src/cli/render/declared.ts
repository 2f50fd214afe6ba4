/** The `declared` block of an agreement as YAML text. */
import type { Declared } from '../../declare/declare.ts';

/** Cells that a comment names. */
const SHOWN = 10;

/** What the sheet has no column of stays out. */
export function declaredYaml({ imsiRanges, apns, tacs, repeated }: Declared, binding: boolean): string {
  const list = (name: string, values: readonly string[] | null) => {
    if (values === null) return [];
    return values.length === 0
      ? [`  ${name}: []`]
      : [`  ${name}:`, ...values.map((value) => `    - "${value}"`)];
  };
  const shown = repeated.slice(0, SHOWN);
  const more = repeated.length > SHOWN ? ' …' : '';
  return [
    'declared:',
    `  binding: ${binding}`,
    ...list('imsi_ranges', imsiRanges),
    ...list('apns', apns),
    ...list('tacs', tacs),
    ...(repeated.length === 0
      ? []
      : [`# said again by ${repeated.length} cells: ${shown.join(', ')}${more}`]),
  ].join('\n');
}
