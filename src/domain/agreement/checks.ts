/**
 * What a schema cannot say: whether the parts of an agreement fit together. Each check throws at the line of the key
 * that is wrong; the first one wins.
 */
import { compare, fromInteger, mul, parseDecimal } from '../fraction.ts';
import { parseImsiRange } from '../identifiers.ts';
import { isDate } from '../period.ts';
import { accessFault, servicesOf, unitSize, usageFault, usageModel } from './charge-rules.ts';
import { type AgreementDocument, type KeyPath, keyText, refuseAt } from './document.ts';
import type { RawAccess, RawAgreement, RawTier, RawUsage } from './raw.ts';

/** Throws AGREEMENT_INVALID or AGREEMENT_CONFLICT with file, line and key. */
export function checkMeaning(raw: RawAgreement, document: AgreementDocument): void {
  const invalid = (path: KeyPath, detail: string): never =>
    refuseAt(document, path, 'AGREEMENT_INVALID', detail);
  checkParties(raw, invalid);
  checkCurrency(raw, invalid);
  checkDates(raw, invalid);
  checkNumbers(raw, invalid);
  checkSegments(raw, invalid);
  checkCharges(raw, invalid);
  checkOverlaps(raw, document);
  checkExamples(raw, invalid);
}

type Invalid = (path: KeyPath, detail: string) => never;

/** ISO 4217 calls special drawing rights XDR, and so does TAP: money in SDR would meet no rate. */
function checkCurrency(raw: RawAgreement, invalid: Invalid): void {
  if (raw.currency === 'SDR') invalid(['currency'], 'Special drawing rights are written XDR.');
}

function checkParties(raw: RawAgreement, invalid: Invalid): void {
  const shared = raw.home.tadigs.findIndex((tadig) => raw.visited.tadigs.includes(tadig));
  if (shared >= 0) invalid(['home', 'tadigs', shared], 'The same TADIG code is visited and home.');
  if (raw.home.plmns.length === 0 && raw.home.imsi_ranges.length === 0) {
    invalid(['home', 'plmns'], 'The home party has neither a PLMN nor an IMSI range.');
  }
  for (const list of [['home'], ['declared'], ['exclude']] as const) {
    const ranges = raw[list[0]].imsi_ranges;
    const bad = ranges.findIndex((range) => parseImsiRange(range) === null);
    if (bad >= 0) {
      invalid(
        [...list, 'imsi_ranges', bad],
        'The two ends of a range have one length, and the first is not the greater.',
      );
    }
  }
}

function checkDates(raw: RawAgreement, invalid: Invalid): void {
  const dates: readonly [KeyPath, string | undefined][] = [
    [['term', 'from'], raw.term.from],
    [['term', 'until'], raw.term.until],
    [['effective'], raw.effective],
  ];
  for (const [path, date] of dates) {
    if (date !== undefined && !isDate(date)) invalid(path, 'There is no such date.');
  }
  const { from, until } = raw.term;
  if (from >= until)
    invalid(['term', 'until'], 'The term ends before it begins; until is the first day after it.');
  if (raw.effective !== undefined && (raw.effective < from || raw.effective >= until)) {
    invalid(['effective'], `The date is outside the term, ${from} to ${until}.`);
  }
  if (!isTimeZone(raw.period.time_zone)) {
    invalid(['period', 'time_zone'], 'There is no such IANA time zone; write one like Europe/Madrid.');
  }
}

function checkNumbers(raw: RawAgreement, invalid: Invalid): void {
  const { charge_at, review_at, keep_at = charge_at } = raw.detection;
  if (review_at > charge_at) {
    invalid(['detection'], `review_at (${review_at}) is greater than charge_at (${charge_at}).`);
  }
  if (keep_at < review_at || keep_at > charge_at) {
    const detail = `keep_at (${keep_at}) lies between review_at (${review_at}) and charge_at (${charge_at}).`;
    invalid(['detection', 'keep_at'], detail);
  }
  const { days, of_last } = raw.presence.permanent;
  if (days > of_last)
    invalid(['presence', 'permanent'], `days (${days}) is greater than of_last (${of_last}).`);
  if (compare(parseDecimal(raw.tax.rate), fromInteger(1n)) > 0) {
    invalid(['tax', 'rate'], 'The rate is a fraction of the net: write "0.21" for 21 %.');
  }
}

function checkSegments(raw: RawAgreement, invalid: Invalid): void {
  const seen = new Set<string>();
  raw.segments.forEach((segment, index) => {
    if (seen.has(segment.name))
      invalid(['segments', index, 'name'], `The segment ${segment.name} stands twice.`);
    seen.add(segment.name);
    if (segment.when === undefined && index < raw.segments.length - 1) {
      invalid(
        ['segments', index],
        'Only the last segment has no `when`: the segments after this one are never reached.',
      );
    }
  });
}

function checkCharges(raw: RawAgreement, invalid: Invalid): void {
  const names = new Set(raw.segments.map((segment) => segment.name));
  for (const kind of ['usage', 'access'] as const) {
    raw.charges[kind].forEach((entry, index) => {
      const path: KeyPath = ['charges', kind, index];
      const unknown = entry.segments?.findIndex((name) => !names.has(name)) ?? -1;
      if (unknown >= 0)
        invalid([...path, 'segments', unknown], 'There is no segment of this name in `segments`.');
      const fault =
        kind === 'usage' ? usageFault(raw.charges.usage[index]!) : accessFault(raw.charges.access[index]!);
      if (fault !== null) invalid(fault.key === '' ? path : [...path, fault.key], fault.detail);
      checkTiers(entry.tiers ?? [], [...path, 'tiers'], invalid);
    });
  }
  checkBalanced(raw.charges.usage, invalid);
  checkMinAttached(raw.charges.access, invalid);
}

/** The other direction points at an agreement and a service: there it must find one entry. */
function checkBalanced(entries: readonly RawUsage[], invalid: Invalid): void {
  entries.forEach((entry, index) => {
    if (usageModel(entry) !== 'balanced') return;
    const first = entries.findIndex((one) => usageModel(one) === 'balanced' && one.service === entry.service);
    if (first < index)
      invalid(
        ['charges', 'usage', index, 'service'],
        `charges.usage[${first}] balances ${entry.service} already: an agreement has one balanced entry for a service.`,
      );
  });
}

/** Which attachments count is asked once for a device, not for each fee. */
function checkMinAttached(entries: readonly RawAccess[], invalid: Invalid): void {
  const minutesOf = (entry: RawAccess | undefined) => entry?.min_attached_minutes ?? 0;
  const wanted = Math.max(0, ...entries.map(minutesOf));
  const other = entries.findIndex((entry) => minutesOf(entry) !== wanted);
  if (other < 0) return;
  const path: KeyPath = ['charges', 'access', other];
  const named = entries[other]?.min_attached_minutes !== undefined;
  invalid(
    named ? [...path, 'min_attached_minutes'] : path,
    `An agreement has one min_attached_minutes, in every access entry: another one has ${wanted}.`,
  );
}

/** Tiers begin at 0 and rise. */
function checkTiers(tiers: readonly RawTier[], path: KeyPath, invalid: Invalid): void {
  let previous = fromInteger(-1n);
  tiers.forEach((tier, index) => {
    const from = parseDecimal(String(tier.from));
    if (index === 0 && from.n !== 0n) invalid([...path, index, 'from'], 'The first tier begins at 0.');
    if (compare(from, previous) <= 0)
      invalid([...path, index, 'from'], 'Each tier begins above the one before.');
    previous = from;
  });
}

/** Every (service, segment) has one usage entry at most, every segment one access entry of a kind (`per`) at most. */
function checkOverlaps(raw: RawAgreement, document: AgreementDocument): void {
  const all = raw.segments.map((segment) => segment.name);
  const owners = new Map<string, KeyPath>();
  const claim = (key: string, path: KeyPath, what: string): void => {
    const owner = owners.get(key);
    if (owner !== undefined) {
      const [first, second] = [document.place(owner), document.place(path)];
      const detail = `${keyText(owner)} on line ${first.line} and ${keyText(path)} on line ${second.line} both cover ${what}.`;
      refuseAt(document, path, 'AGREEMENT_CONFLICT', detail);
    }
    owners.set(key, path);
  };
  raw.charges.usage.forEach((entry, index) => {
    for (const service of servicesOf(entry)) {
      for (const segment of entry.segments ?? all) {
        claim(`usage ${service} ${segment}`, ['charges', 'usage', index], `${service} of segment ${segment}`);
      }
    }
  });
  raw.charges.access.forEach((entry, index) => {
    for (const segment of entry.segments ?? all) {
      const { per } = entry;
      claim(`access ${per} ${segment}`, ['charges', 'access', index], `${per} of segment ${segment}`);
    }
  });
}

function checkExamples(raw: RawAgreement, invalid: Invalid): void {
  raw.examples.forEach((example, index) => {
    const path: KeyPath = ['examples', index];
    const [, kind, position] = /^charges\.(usage|access)\[(\d+)\]$/.exec(example.charge) ?? [];
    const usage = kind === 'usage' ? raw.charges.usage[Number(position)] : undefined;
    const access = kind === 'access' ? raw.charges.access[Number(position)] : undefined;
    if (usage === undefined && access === undefined) invalid([...path, 'charge'], 'There is no such entry.');
    if (usage !== undefined && usageModel(usage) === 'as_billed') {
      invalid([...path, 'charge'], 'An as-billed entry is priced by the TAP file: it has no example.');
    }
    const { quantity, devices, opposite } = example;
    if ((quantity === undefined) === (devices === undefined))
      invalid(
        path,
        'An example has a quantity, or a list of devices with the quantity of each: one of the two.',
      );
    const size = fromInteger(BigInt(usage === undefined ? 1 : unitSize(usage)));
    const isWhole = (text: string) => mul(parseDecimal(text), size).d === 1n;
    const detail =
      'The quantity is not a whole number of bytes, seconds, events, IMSI months, days or attaches.';
    if (quantity !== undefined && !isWhole(quantity)) invalid([...path, 'quantity'], detail);
    if (opposite !== undefined && !isWhole(opposite)) invalid([...path, 'opposite'], detail);
    const isBalanced = usage !== undefined && usageModel(usage) === 'balanced';
    if (isBalanced && opposite === undefined)
      invalid(path, 'The entry is balanced: name the quantity of the other direction in `opposite`.');
    if (!isBalanced && opposite !== undefined)
      invalid([...path, 'opposite'], 'Only a balanced entry has an opposite quantity.');
    devices?.forEach((text, at) => {
      if (!isWhole(text)) invalid([...path, 'devices', at], detail);
    });
    if (quantity !== undefined && needsDevices((usage ?? access)!))
      invalid([...path, 'quantity'], 'The entry is priced per IMSI: name the quantity of each in `devices`.');
  });
}

/** What all devices owe together hangs on what each of them has. */
function needsDevices(entry: RawUsage | RawAccess): boolean {
  return entry.included?.scope === 'imsi' || 'cap_per_month' in entry;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
