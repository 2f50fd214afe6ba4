/** Simulated settlements as a table: the candidates of each month one under another, then their totals. */
import { type Fraction, parseExactText, toExactText } from '../../domain/fraction.ts';
import { minorToText, roundFraction } from '../../domain/rounding.ts';
import type { SimulatedAgreement, SimulatedBreakEven, Simulation } from '../../pipeline/simulate.ts';
import { type Figures, figuresOf, MONEY, totalsOf } from '../../pipeline/simulation-json.ts';
import { formatAmount } from '../../report/format.ts';
import { renderTable, type TableRow, wrapText } from './table.ts';

export function renderSimulation(simulation: Simulation, color: boolean): string {
  const { periods, agreements, breakEven } = simulation;
  const several = agreements.some(
    (one, i) => agreements.findIndex(({ candidate }) => candidate === one.candidate) !== i,
  );
  const row = (month: string, { candidate, agreement }: SimulatedAgreement, figures: Figures) => [
    month,
    candidate,
    ...(several ? [agreement.id] : []),
    String(figures.devices_charged),
    ...MONEY.filter((name) => name !== 'tap_as_billed').map((name) => formatAmount(figures[name])),
    figures.uplift_percent ?? '–',
  ];
  const byMonth = periods.flatMap((period, i): TableRow[] => [
    ...(i === 0 ? [] : ['rule' as const]),
    ...agreements.flatMap((one) =>
      one.statements
        .filter((statement) => statement.period === period)
        .map((statement) =>
          row(`${period}${statement.status === 'provisional' ? '*' : ''}`, one, figuresOf(statement)),
        ),
    ),
  ]);
  const all = agreements.map((one) => ({ strong: row('all', one, totalsOf(one)) }));
  const words = several ? ['month', 'candidate', 'agreement'] : ['month', 'candidate'];
  const heads = ['charged', 'usage', 'access', 'as billed', 'commitment', 'net', 'payable', 'uplift %'];
  const table = renderTable(
    [...words, ...heads],
    periods.length > 1 ? [...byMonth, 'rule', ...all] : byMonth,
    [...words.map(() => 'left' as const), ...heads.map(() => 'right' as const)],
    { color },
  );
  const currencies = [...new Set(agreements.map(({ agreement }) => agreement.currency))];
  const notes = [
    `Amounts in ${currencies.join(', ')}${currencies.length > 1 ? ", each in its agreement's currency" : ''}.`,
    ...(periods.length > 1 ? ['Over all months a device counts once for each month it is charged in.'] : []),
    ...(byMonth.some((cells) => Array.isArray(cells) && cells[0].endsWith('*'))
      ? ['* Provisional: sequence gaps, quarantined files or days without signaling.']
      : []),
  ];
  return [table, ...notes, ...(breakEven.length === 0 ? [] : ['', renderBreakEven(breakEven, color)])].join(
    '\n',
  );
}

const NONE = {
  no_quantity: 'none: nothing is priced by it',
  above_at_zero: 'none: net is above the target even at 0',
  never_reached: 'none: net stays below the target whatever the price',
} as const;

function renderBreakEven(rows: readonly SimulatedBreakEven[], color: boolean): string {
  const cells = rows.map(({ period, candidate, target, found, exact, below, above }) => {
    const answer = found === 'price' ? exactText(exact) : NONE[found];
    const nets = [below, above].map((one) => (one === null ? '' : `${one.price} → ${formatAmount(one.net)}`));
    return [period ?? 'all', candidate, shown(target), answer, ...nets];
  });
  const align = ['left', 'left', 'right', 'left', 'left', 'left'] as const;
  const heads = ['break-even', 'candidate', 'target net', 'exact price', 'just below', 'at or above'];
  return `${renderTable(heads, cells, align, { color, width: 140 })}\n${wrapText(
    'Exact: where the settlement is linear in the price. Otherwise (a cap, a commitment that counts the line) the first price of six places that reaches the target.',
    100,
  )}`;
}

/** A decimal as it is; `n/d`, which no decimal ends, beside what it is about. */
function exactText(exact: string | null): string {
  if (exact === null) return '';
  const value = parseExactText(exact)!;
  return exact.includes('/') ? `${exact} ≈ ${shown(value)}` : exact;
}

function shown(value: Fraction): string {
  const text = toExactText(value);
  return text.includes('/') ? minorToText(roundFraction(value, 6, 'half_up'), 6) : formatAmount(text);
}
