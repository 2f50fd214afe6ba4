/** What stands at the head of a statement, on the page and on paper: names and values, in order. */
import { plural } from '../domain/plural.ts';
import type { Statement } from '../domain/statement.ts';
import { detectionRows } from './detection.ts';
import { formatAmount, formatCount } from './format.ts';
import { accrualRows, invoiceRows } from './invoice.ts';
import { taxRates, versionFacts } from './versions.ts';

export type Fact = readonly [name: string, value: string];

export function headFacts(statement: Statement, invoiceDate: string | null): Fact[] {
  const { agreement, parties, period, currency, inputs, run_id, terms, totals, corrects, commitment } =
    statement;
  const side = (name: string, tadigs: readonly string[]) => `${name} (${tadigs.join(', ')})`;
  const { method, rounding } = terms;
  return [
    ...invoiceRows(statement, invoiceDate),
    ['Visited network', `${side(parties.visited, parties.visited_tadigs)} bills`],
    ['Home network', `${side(parties.home, parties.home_tadigs)} pays`],
    ['Period', `${period}, in ${currency}`],
    [
      totals.payable.startsWith('-') ? 'Credit to the home network' : 'Payable',
      `${formatAmount(totals.payable)} ${currency}`,
    ],
    [
      'Terms',
      `${method.replaceAll('_', ' ')}, rounded ${rounding.mode.replaceAll('_', ' ')} to ${rounding.decimals} decimals, tax rate ${taxRates(statement)}`,
    ],
    ...versionFacts(agreement).map(({ name, digest }): Fact => ['Agreement', `${name}, digest ${digest}`]),
    [
      'Inputs',
      `${formatCount(inputs.files)} ${plural(inputs.files, 'file')}, ${formatCount(inputs.records)} TAP ${plural(inputs.records, 'record')}, ${formatCount(inputs.events)} signaling ${plural(inputs.events, 'event')}, digest ${inputs.digest}`,
    ],
    ['Run', run_id],
    ...accrualRows(statement),
    ...detectionRows(statement),
    ...(corrects === null ? [] : [['Corrects run', corrects] as const]),
    ...(commitment === null
      ? []
      : [
          [
            'Commitment',
            `${formatAmount(commitment.amount)} ${currency} a ${commitment.per}, counted ${formatAmount(commitment.counted)}, remaining ${formatAmount(commitment.remaining)}`,
          ] as const,
        ]),
  ];
}
