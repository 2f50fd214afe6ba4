/** The `declared` block of an agreement as YAML text. */
import type { Declared } from '../../declare/declare.ts';

/** What the sheet has no column of stays out. */
export function declaredYaml({ imsiRanges, apns, tacs, repeated }: Declared, binding: boolean): string {
  const list = (name: string, values: readonly string[] | null) => {
    if (values === null) return [];
    return values.length === 0
      ? [`  ${name}: []`]
      : [`  ${name}:`, ...values.map((value) => `    - "${value}"`)];
  };
  return [
    'declared:',
    `  binding: ${binding}`,
    ...list('imsi_ranges', imsiRanges),
    ...list('apns', apns),
    ...list('tacs', tacs),
    ...repeated.map((at) => `# cell ${at} says again what another one says`),
  ].join('\n');
}
