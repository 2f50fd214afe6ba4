/** A month of many random agreements, settled by the product and held against the oracle. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Statement } from '../../src/domain/statement.ts';
import type { DeviceRow, Settled, World } from '../support/month-world.ts';
import { type Month, stamp } from './calendar.ts';
import type { Deal } from './deal.ts';
import { dealYaml } from './deal-yaml.ts';
import type { Coverage } from './devices.ts';
import { reachedDays } from './known.ts';
import type { ExpectedLine } from './lines.ts';
import { type Expected, settleByTheBook } from './oracle.ts';
import type { Random } from './random.ts';
import { randomDeal } from './random-deal.ts';
import { ratio, same } from './ratio.ts';
import { randomTraffic, recordText, signalText, type Traffic } from './traffic.ts';

/** `from to`: rates with many decimals, so that exact amounts do not end soon. */
const RATES: Readonly<Record<string, string>> = {
  'EUR USD': '1.0837',
  'USD EUR': '0.922764602',
  'XDR EUR': '1.2134567',
  'XDR USD': '1.31',
  'EUR JPY': '163.275',
  'USD JPY': '150.6',
  'XDR JPY': '198.01',
  'EUR KWD': '0.33371',
  'USD KWD': '0.3069',
  'XDR KWD': '0.4021',
};

export interface Case {
  readonly deal: Deal;
  readonly traffic: Traffic;
}

export function randomCases(random: Random, deals: number, months: readonly Month[]): Case[] {
  return Array.from({ length: deals }, (_, i) => {
    const deal = randomDeal(random, i + 1, months);
    return { deal, traffic: randomTraffic(random, deal, months) };
  });
}

/** Loads everything; gives the path of the lists. */
export async function loadCases(
  world: World,
  cases: readonly Case[],
  months: readonly Month[],
): Promise<string> {
  const lists = writeDocuments(world, cases, months);
  writeSignals(world, cases);
  await loadTap(world, cases);
  return lists;
}

/** Writes agreements, rates and lists; gives the path of the lists. */
export function writeDocuments(world: World, cases: readonly Case[], months: readonly Month[]): string {
  const rates = months.flatMap(({ name }) =>
    Object.entries(RATES).map(([pair, rate]) => `${name} ${pair} ${rate}`),
  );
  world.rates(rates.join('\n'));
  for (const { deal } of cases)
    for (const version of deal.versions)
      world.agreement(`${deal.id}-${version.number}`, dealYaml(deal, version));
  const verdicts = cases.flatMap(({ deal, traffic }) =>
    traffic.verdicts.map(
      ({ imsi, word }) =>
        `${deal.id},${imsi},${word},,,,${word === 'charge' || word === 'ignore' ? 'reviewer' : 'BBB'}`,
    ),
  );
  const lists = join(world.root, 'lists.csv');
  const header = 'agreement_id,imsi,verdict,from_period,until_period,reason,source';
  writeFileSync(lists, `${[header, ...verdicts].join('\n')}\n`);
  return lists;
}

export function writeSignals(world: World, cases: readonly Case[]): void {
  const signals = cases.flatMap(({ traffic }) => traffic.signals.map(signalText));
  // The loaded feed must hold one event at least; this one is nobody's.
  world.signaling(['2026-10-15T00:00:00Z 999999999999999 UL', ...signals].join('\n'));
}

/** Loads the files of the traffic that have records, and whatever else was written. */
export async function loadTap(world: World, cases: readonly Case[]): Promise<void> {
  for (const { traffic } of cases) {
    for (const file of traffic.files) {
      const own = traffic.records.filter((record) => record.file === file).map(recordText);
      const { sender, recipient, seq, available, offset, currency, decimals } = file;
      const pair = `${sender} ${recipient}`;
      if (own.length > 0)
        world.tap({ pair, seq, available: stamp(available, offset), currency, decimals }, own.join('\n'));
    }
  }
  const loaded = await world.ingest();
  expect(loaded.filter(({ status }) => status !== 'loaded')).toEqual([]);
}

/** Deals that are in force in the month. */
export const inForce = (cases: readonly Case[], month: Month): Case[] =>
  cases.filter(({ deal }) => deal.versions[0]!.from < month.end && deal.until > month.first);

/** All agreements are of one visited party, so one feed covers them all. */
function coverageOf(cases: readonly Case[], month: Month): Coverage {
  const days = cases.flatMap(({ deal, traffic }) => reachedDays(deal, month, traffic));
  return days.length === 0 ? null : { first: Math.min(...days), last: Math.max(...days) };
}

/** Holds every statement of the month against the oracle, which is given back by agreement. */
export function checkMonth(
  cases: readonly Case[],
  month: Month,
  run: Settled,
  earlier: ReadonlyMap<string, Expected> = new Map(),
): Map<string, Expected> {
  const held = inForce(cases, month);
  const coverage = coverageOf(held, month);
  return new Map(
    held.map(({ deal, traffic }) => {
      const rateOf = (from: string) => (from === deal.currency ? '1' : RATES[`${from} ${deal.currency}`]!);
      const before = earlier.get(deal.id);
      const feeds = { traffic, coverage, rateOf };
      const expected = settleByTheBook(deal, month, feeds, before === undefined ? [] : [before]);
      try {
        check(deal, expected, run);
      } catch (error) {
        // The deal and its traffic say what to look at.
        const shown = [
          month.name,
          ...deal.versions.map((version) => dealYaml(deal, version)),
          ...traffic.records.map((record) => `${recordText(record)} # ${fileText(record.file)}`),
          ...traffic.signals.map(signalText),
          ...traffic.verdicts.map(({ imsi, word }) => `${imsi} ${word}`),
        ];
        throw new Error(`${differenceOf(error)}\n${shown.join('\n')}`, { cause: error });
      }
      return [deal.id, expected];
    }),
  );
}

/** Of two lists the rows that only one of them has. */
function differenceOf(error: unknown): string {
  const { message, actual, expected } = error as { message: string; actual?: unknown; expected?: unknown };
  if (!Array.isArray(actual) || !Array.isArray(expected)) return message;
  const only = (sign: string, rows: unknown[], others: unknown[]) =>
    rows.filter((row) => !others.includes(row)).map((row) => `${sign} ${row}`);
  return [message, ...only('product:', actual, expected), ...only('oracle: ', expected, actual)].join('\n');
}

const fileText = ({
  sender,
  recipient,
  seq,
  available,
  offset,
  currency,
  decimals,
}: Traffic['files'][number]) =>
  `${sender} ${recipient} ${seq} ${stamp(available, offset)} ${currency} ${decimals}`;

/** A line of both as text, so that a difference is seen whole. */
function expectedLines(lines: readonly ExpectedLine[], decimals: number): string[] {
  return lines.map(({ version, ref, kind, quantity, included, minor, segments }) => {
    const shares = segments.map(
      ([name, devices, part, amount]) => `${name} ${devices} ${part} ${text(amount, decimals)}`,
    );
    return [`v${version} ${ref}`, kind, quantity, included, text(minor, decimals), ...shares].join(' | ');
  });
}

function linesOf({ lines, agreement }: Statement): string[] {
  return lines.map((line) => {
    const shares = line.segments.map(
      ({ segment, devices, quantity, amount }) => `${segment} ${devices} ${quantity} ${amount}`,
    );
    const ref = `v${line.version ?? agreement.version} ${line.charge_ref ?? `uncovered ${line.service}`}`;
    return [ref, line.kind, line.quantity, line.included, line.amount, ...shares].join(' | ');
  });
}

function text(minor: bigint, decimals: number): string {
  const digits = String(minor < 0n ? -minor : minor).padStart(decimals + 1, '0');
  const shown = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return minor < 0n ? `-${shown}` : shown;
}

function check(deal: Deal, expected: Expected, run: Settled): void {
  const statement = run.statement(deal.id);
  const { decimals } = deal;
  checkDevices(deal, expected, run.devices(deal.id));
  expect(linesOf(statement)).toEqual(expectedLines(expected.lines, decimals));
  for (const [i, line] of statement.lines.entries())
    expect(
      same(ratio(line.amount_exact), expected.lines[i]!.exact),
      `${line.line_id} ${line.amount_exact}`,
    ).toBe(true);
  const gross = expected.net + expected.tax;
  expect(statement.totals).toMatchObject({
    net: text(expected.net, decimals),
    tax: text(expected.tax, decimals),
    gross: text(gross, decimals),
    tap_invoiced: text(expected.tapInvoiced, decimals),
    payable: text(deal.method === 'net_of_tap' ? gross - expected.tapInvoiced : gross, decimals),
  });
  const [tap, volumeOnly] = statement.baselines.map((baseline) => ratio(baseline.amount_exact));
  expect(same(tap!, expected.tapExact), 'tap_as_billed').toBe(true);
  expect(same(volumeOnly!, expected.volumeOnly), 'volume_only').toBe(true);
  checkBridge(expected, statement);
  checkUplift(expected, statement);
}

function checkBridge({ bridge }: Expected, statement: Statement): void {
  const words = (steps: readonly { step: string; devices: number | null }[]) =>
    steps.map(({ step, devices }) => `${step} ${devices}`);
  expect(words(statement.bridge)).toEqual(words(bridge));
  for (const [i, { step, amount_exact }] of statement.bridge.entries())
    expect(same(ratio(amount_exact), bridge[i]!.exact), `${step} ${amount_exact}`).toBe(true);
}

function checkUplift({ uplift }: Expected, { uplift: found }: Statement): void {
  expect(same(ratio(found.before), uplift.before), `before ${found.before}`).toBe(true);
  expect(same(ratio(found.after), uplift.after), `after ${found.after}`).toBe(true);
  expect([found.charges_percent, found.devices_percent, found.devices_percent_signaling_only]).toEqual([
    uplift.charges,
    uplift.devices,
    uplift.silently,
  ]);
}

/** What each device is, and has of the lines. */
function checkDevices({ decimals }: Deal, { lines, devices }: Expected, rows: readonly DeviceRow[]): void {
  const amounts = (imsi: string) =>
    (['usage', 'access', 'as_billed'] as const).map((kind) =>
      text(
        lines
          .filter((line) => line.kind === kind)
          .reduce((sum, { shares }) => sum + (shares.get(imsi) ?? 0n), 0n),
        decimals,
      ),
    );
  expect(
    rows.map((row) =>
      [
        row.imsi,
        row.device,
        row.decision,
        row.declared,
        row.presence,
        row.activity,
        row.days_observed,
        row.days_present,
        row.segment,
        row.usage_amount,
        row.access_amount,
        row.as_billed_amount,
      ].join(' '),
    ),
  ).toEqual(
    devices.map((one) =>
      [
        one.imsi,
        one.device,
        one.decision,
        one.declared,
        one.presence,
        one.activity,
        one.daysObserved,
        one.daysPresent,
        one.excluded ? '' : [...one.segments.values()].at(-1)!.run,
        ...amounts(one.imsi),
      ].join(' '),
    ),
  );
}
