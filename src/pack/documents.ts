/** Documents of a pack → what a settlement is given: the agreement in force, rates, and what earlier statements say. */
import { parseAgreement } from '../domain/agreement/load.ts';
import { versionsInForce } from '../domain/agreement/set.ts';
import type { Agreement, InForce } from '../domain/agreement/types.ts';
import { isDecimal } from '../domain/fraction.ts';
import { earlierPeriodsOf, type Period, parsePeriod } from '../domain/period.ts';
import { parseRates, type Rates } from '../domain/rates.ts';
import type { Statement } from '../domain/statement.ts';
import type { Prior } from '../settle/prior.ts';
import type { PackArchive } from './archive.ts';
import { agreementMember, invalid, isAgreement, isCounted, isRecord, MEMBER, parseJson } from './format.ts';

/** A decimal, or n/d (rule 9). */
const EXACT = /^-?[0-9]{1,30}(\.[0-9]{1,30}|\/0*[1-9][0-9]{0,50})?$/;

export interface PackDocuments {
  readonly agreement: InForce;
  readonly period: Period;
  readonly rates: Rates | null;
  readonly prior: Prior;
  /** As the pack has it; nothing of its shape is known but what the manifest says too. */
  readonly statement: Record<string, unknown>;
}

/** Throws PACK_INVALID, the AGREEMENT_* and RATES_* codes, RATE_CONFLICT and PERIOD_INVALID. */
export async function readPackDocuments(archive: PackArchive): Promise<PackDocuments> {
  const { manifest } = archive;
  const period = parsePeriod(manifest.period);
  const texts: Agreement[] = [];
  for (const name of archive.names().filter(isAgreement)) {
    const version = parseAgreement(await archive.text(name), name);
    if (name !== agreementMember(version.digest)) throw invalid('It is not named by its digest.', name);
    texts.push(version);
  }
  const [agreement, ...others] = versionsInForce(texts, period.name);
  if (agreement === undefined || others.length > 0 || agreement.id !== manifest.agreement_id)
    throw invalid('Its agreements are not those of one statement.', MEMBER.statement);
  const rates = archive.has(MEMBER.rates) ? parseRates(await archive.text(MEMBER.rates), MEMBER.rates) : null;
  const statement = parseJson(await archive.text(MEMBER.statement), MEMBER.statement);
  if (!isRecord(statement)) throw invalid('It is no statement.', MEMBER.statement);
  if (statement.run_id !== manifest.run_id)
    throw invalid('It is of another run than the manifest says.', MEMBER.statement);
  return {
    agreement,
    period,
    rates,
    prior: await readPrior(archive, agreement.latest, statement),
    statement,
  };
}

async function readPrior(
  archive: PackArchive,
  agreement: Agreement,
  { corrects = null }: Record<string, unknown>,
): Promise<Prior> {
  const { period } = archive.manifest;
  const counted: Statement[] = [];
  for (const name of archive.names().filter(isCounted).sort()) {
    const statement = await readStatement(archive, name, agreement);
    if (name !== `counted/${statement.period}.json` || statement.period >= period)
      throw invalid('It is no statement of the month that its name says.', name);
    counted.push(statement);
  }
  const months = counted.map((statement) => statement.period);
  const corrected = archive.has(MEMBER.corrected)
    ? await readStatement(archive, MEMBER.corrected, agreement)
    : null;
  if ((corrected?.run_id ?? null) !== corrects || (corrected !== null && corrected.period !== period))
    throw invalid('It is not the statement that is corrected.', MEMBER.corrected);
  const missing = earlierPeriodsOf(agreement.term, period).filter((month) => !months.includes(month));
  return { counted, missing, corrected };
}

/** An earlier statement, with all of it that a later one reads. */
async function readStatement(
  archive: PackArchive,
  name: string,
  { id, currency }: Agreement,
): Promise<Statement> {
  const value = parseJson(await archive.text(name), name);
  if (!isStatement(value)) throw invalid('It is no statement.', name);
  if (value.agreement.id !== id || value.currency !== currency)
    throw invalid('It is a statement of another agreement or currency.', name);
  return value;
}

function isStatement(value: unknown): value is Statement {
  if (!isRecord(value)) return false;
  const { run_id, period, currency, agreement, lines, terms, baselines } = value;
  return (
    [run_id, period, currency].every((text) => typeof text === 'string') &&
    isRecord(agreement) &&
    (agreement.versions === undefined || isList(agreement.versions, isVersion)) &&
    isList(lines, isLine) &&
    isRecord(terms) &&
    isDecimalText(terms.tax_rate) &&
    isRecord(terms.rounding) &&
    ['half_up', 'half_even', 'down'].includes(terms.rounding.mode as string) &&
    [0, 1, 2, 3, 4, 5, 6].includes(terms.rounding.decimals as number) &&
    isList(baselines, ({ amount, rates }) => isDecimalText(amount) && isRates(rates)) &&
    (baselines as { name?: unknown }[]).some(({ name }) => name === 'tap_as_billed')
  );
}

function isLine(line: Record<string, unknown>): boolean {
  return (
    typeof line.line_id === 'string' &&
    typeof line.kind === 'string' &&
    [line.quantity, line.included, line.priced_unit_size].every(isInteger) &&
    (line.priced_unit_size as number) > 0 &&
    isDecimalText(line.amount) &&
    isRates(line.rates) &&
    isList(line.segments, ({ segment, quantity }) => typeof segment === 'string' && isInteger(quantity)) &&
    isList(line.tiers, ({ quantity }) => typeof quantity === 'string' && EXACT.test(quantity))
  );
}

function isVersion({ version, tax_rate }: Record<string, unknown>): boolean {
  return isInteger(version) && isDecimalText(tax_rate);
}

/** A list of objects that pass the test. */
function isList(value: unknown, passes: (item: Record<string, unknown>) => boolean): boolean {
  return Array.isArray(value) && value.every((item) => isRecord(item) && passes(item));
}

function isInteger(value: unknown): boolean {
  return Number.isSafeInteger(value);
}

function isRates(rates: unknown): boolean {
  return isList(rates, ({ from, value }) => typeof from === 'string' && isDecimalText(value));
}

function isDecimalText(value: unknown): boolean {
  return typeof value === 'string' && isDecimal(value);
}
