/** What baselines, decisions and kinds of line are called where a person reads them. */
import type { Decision, LineKind, Statement } from '../domain/statement.ts';
import { words } from './format.ts';

export const BASELINES: Readonly<Record<Statement['baselines'][number]['name'], string>> = {
  tap_as_billed: 'TAP as billed: every record at its TAP charge',
  volume_only: 'Volume only: declared devices with TAP records, no access fees',
};

export const DECISIONS: Readonly<Record<Decision, string>> = {
  charge: 'Charge: settled as IoT',
  review: 'Review: settled as human until a reviewer decides',
  ignore: 'Ignore: settled as human, excluded, or nothing to charge',
};

export function kindTitle(kind: LineKind): string {
  return words(kind).replace(/^./, (letter) => letter.toUpperCase());
}
