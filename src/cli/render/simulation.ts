/** Simulated settlements as a table: the candidates of each month one under another, then their totals. */
import {
  add,
  type Fraction,
  parseDecimal,
  parseExactText,
  sub,
  toExactText,
  ZERO,
} from '../../domain/fraction.ts';
import { minorToText, roundFraction } from '../../domain/rounding.ts';
import type { Statement } from '../../domain/statement.ts';
import type { SimulatedAgreement, SimulatedBreakEven, Simulation } from '../../pipeline/simulate.ts';
import { formatAmount } from '../../report/format.ts';
import { percent } from '../../settle/uplift.ts';
import { renderTable, type TableRow, wrapText } from './table.ts';

const MONEY = ['usage', 'access', 'as_billed', 'commitment', 'net', 'payable', 'tap_as_billed'] as const;
type Money = Readonly<Record<(typeof MONEY)[number], string>>;

/** What a table says of a month, or of all months of an agreement. */
interface Figures extends Money {
  /** Of a month; over months each device counts once for each. */
  readonly devices_charged: number;
  readonly uplift_percent: string | null;
}

export function simulationJson({ periods, agreements, breakEven }: Simulation) {
  return {
    periods,
    candidates: agreements.map((simulated) => {
      const { candidate, agreement, statements } = simulated;
      const { devices_charged, ...totals } = totalsOf(simulated);
      return {
        candidate,
        agreement: { id: agreement.id, version: agreement.version, digest: agreement.digest },
        currency: agreement.currency,
        months: statements.map((one) => ({ period: one.period, status: one.status, ...figuresOf(one) })),
        totals: { device_months: devices_charged, ...totals },
      };
    }),
    break_even: breakEven.map(({ candidate, period, target, found, exact, below, above }) => ({
      candidate,
      period,
      target: toExactText(target),
      found,
      exact,
      below,
      above,
    })),
  };
}

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

function figuresOf({ totals, baselines, devices, uplift }: Statement): Figures {
  return {
    devices_charged: devices.by_decision.find(({ decision }) => decision === 'charge')!.devices,
    usage: totals.usage,
    access: totals.access,
    as_billed: totals.as_billed,
    commitment: totals.commitment,
    net: totals.net,
    payable: totals.payable,
    tap_as_billed: baselines.find(({ name }) => name === 'tap_as_billed')!.amount,
    uplift_percent: uplift.charges_percent,
  };
}

function totalsOf({ agreement, statements }: SimulatedAgreement): Figures {
  const figures = statements.map(figuresOf);
  const { decimals } = agreement.rounding;
  const money = MONEY.map((name) => {
    const sum = figures.map((one) => parseDecimal(one[name])).reduce(add, ZERO);
    return [name, minorToText(roundFraction(sum, decimals, 'down'), decimals)] as const;
  });
  const exact = (name: 'before' | 'after') =>
    statements.map(({ uplift }) => parseExactText(uplift[name])!).reduce(add, ZERO);
  return {
    devices_charged: figures.reduce((sum, one) => sum + one.devices_charged, 0),
    ...(Object.fromEntries(money) as Money),
    uplift_percent: percent(sub(exact('after'), exact('before')), exact('before')),
  };
}
