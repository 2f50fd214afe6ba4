/**
 * TAP files of a month made by hand: each record is one line of text, so that a test and its working on paper show the
 * same thing. Built on the independent encoder; nothing of the product is imported.
 */
import { encodeTap } from './tap-encoder.ts';
import type { AuditOverride, ChargeModel, Stamp, StampLong, TapEvent, TapFileModel } from './tap-model.ts';

export interface HandFile {
  /** Sender and recipient, `AAAVP BBBHA`. */
  readonly pair?: string;
  readonly seq: number;
  /** FileAvailableTimeStamp, ISO 8601 with offset. */
  readonly available: string;
  /** TapCurrency; null leaves it out, which means XDR. */
  readonly currency?: string | null;
  readonly decimals?: number;
  /** fileTypeIndicator T. */
  readonly test?: boolean;
  readonly audit?: AuditOverride;
  /** RapFileSequenceNumber of the header: the file is sent again. */
  readonly rap?: string;
}

const STAMP = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})([+-]\d{2}):(\d{2})$/;
/** Recording entities by the name a record line uses: GGSNs a and b, switches m and n. */
const ENTITIES = [
  { name: 'a', code: 1, type: 3, id: 'ggsn-a' },
  { name: 'b', code: 2, type: 3, id: 'ggsn-b' },
  { name: 'm', code: 3, type: 1, id: 'msc-m' },
  { name: 'n', code: 4, type: 1, id: 'msc-n' },
] as const;

export function long(iso: string): StampLong {
  const match = STAMP.exec(iso);
  if (match === null) throw new Error(`No time with seconds and offset: ${iso}`);
  return { local: match.slice(1, 7).join(''), offset: `${match[7]}${match[8]}` };
}

function entity(name: string): number {
  const found = ENTITIES.find((entry) => entry.name === name);
  if (found === undefined) throw new Error(`No recording entity ${name}`);
  return found.code;
}

/** Codes of the file's UTC offset table, in order of first use. */
class Offsets {
  readonly rows: { code: number; offset: string }[] = [];

  stamp(iso: string): Stamp {
    const { local, offset } = long(iso);
    let row = this.rows.find((entry) => entry.offset === offset);
    if (row === undefined) {
      row = { code: this.rows.length, offset };
      this.rows.push(row);
    }
    return { local, code: row.code };
  }
}

const charged = (amount: bigint, keys: ReadonlyMap<string, string>): ChargeModel => ({
  item: 'X',
  rateCode: 1,
  details: [
    { type: '00', amount },
    // A breakdown beside the total: never money of its own.
    { type: '01', amount },
  ],
  ...(keys.has('tax') ? { taxes: [{ code: 1, value: BigInt(keys.get('tax')!) }] } : {}),
  ...(keys.has('discount') ? { discount: { value: BigInt(keys.get('discount')!) } } : {}),
});

const KEYS = new Set('up down dur apn imei id at partial charge camel refund tax discount rap'.split(' '));

/**
 * One record: `IMSI SERVICE START key=value…`. Volumes in bytes, `dur` in seconds, amounts in units of
 * 10^-decimals, `rap` the RAP file that returned it before, `id` the charging id or call reference (absent: no reference), `at` the recording entity; `refund` is
 * money of `volte` and `content` only.
 */
function recordOf(line: string, offsets: Offsets): TapEvent {
  const [imsi = '', service = '', start = '', ...rest] = line.trim().split(/\s+/);
  const keys = new Map(rest.map((pair) => pair.split('=') as [string, string]));
  for (const key of keys.keys()) if (!KEYS.has(key)) throw new Error(`No key ${key} in: ${line}`);
  const number = (key: string): bigint => BigInt(keys.get(key) ?? '0');
  const common = {
    ...(imsi === '-' ? {} : { imsi }),
    ...(keys.has('imei') ? { imei: keys.get('imei')! } : {}),
    start: offsets.stamp(start),
    ...(keys.has('rap') ? { rapSequence: keys.get('rap')! } : {}),
    ...(keys.has('camel') ? { camel: { fee: number('camel') } } : {}),
  };
  const id = number('id');
  if (service === 'data') {
    return {
      kind: 'gprs',
      ...common,
      ...(keys.has('apn') ? { apn: keys.get('apn')! } : {}),
      duration: number('dur'),
      ...(keys.has('partial') ? { partial: keys.get('partial')! } : {}),
      ...(keys.has('id') ? { chargingId: id } : {}),
      location: { recEntities: [entity(keys.get('at') ?? 'a')] },
      bytesOut: number('up'),
      bytesIn: number('down'),
      charges: [charged(number('charge'), keys)],
    };
  }
  if (service === 'volte') {
    return {
      kind: 'session',
      ...common,
      service: 1,
      ...(keys.has('id') ? { eventReference: keys.get('id')! } : {}),
      duration: number('dur'),
      location: { recEntities: [entity(keys.get('at') ?? 'm')] },
      charges: [
        ...(keys.has('charge') ? [charged(number('charge'), keys)] : []),
        ...(keys.has('refund') ? [{ ...charged(number('refund'), new Map()), refund: 1 }] : []),
      ],
    };
  }
  const tele = { sms_mo: '22', sms_mt: '21', voice_mo: '11', voice_mt: '11' }[service];
  if (tele === undefined) throw new Error(`No service ${service}`);
  return {
    kind: service.endsWith('_mo') ? 'moc' : 'mtc',
    ...common,
    otherNumber: '34600000000',
    duration: number('dur'),
    location: {
      recEntities: [entity(keys.get('at') ?? 'm')],
      ...(keys.has('id') ? { callReference: Uint8Array.of(Number(id >> 8n), Number(id & 255n)) } : {}),
    },
    services: [{ tele, charges: [charged(number('charge'), keys)] }],
  };
}

/** A content transaction of one charged and one refunded service, `content START charge=… refund=…`. */
function contentOf(line: string, offsets: Offsets): TapEvent {
  const [imsi = '', , start = '', ...rest] = line.trim().split(/\s+/);
  const keys = new Map(rest.map((pair) => pair.split('=') as [string, string]));
  const detail = (key: string): ChargeModel => charged(BigInt(keys.get(key) ?? '0'), new Map());
  return {
    kind: 'content',
    start: offsets.stamp(start),
    parties: [{ type: 1, id: imsi }],
    services: [{ charges: [detail('charge')] }, { refund: 1, charges: [detail('refund')] }],
  };
}

/** The call events of `text`, one a line, without their file's tables: as RAP returns them. */
export function handEvents(text: string): TapEvent[] {
  const offsets = new Offsets();
  return rows(text).map((line) => recordOf(line, offsets));
}

/** The lines of a text table, without blank ones and `#` comments. */
export function rows(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/#.*$/, '').trim())
    .filter((line) => line !== '');
}

/** The bytes of a TAP 3.12 file with the records of `text`, one a line, and a true audit unless overridden. */
export function handTap(file: HandFile, text: string): Uint8Array {
  const [sender = '', recipient = ''] = (file.pair ?? 'AAAVP BBBHA').split(' ');
  const offsets = new Offsets();
  const events = rows(text).map((line) =>
    / content /.test(line) ? contentOf(line, offsets) : recordOf(line, offsets),
  );
  const available = long(file.available);
  const currency = file.currency === undefined ? 'EUR' : file.currency;
  const model: TapFileModel = {
    header: {
      sender,
      recipient,
      sequence: String(file.seq).padStart(5, '0'),
      created: available,
      cutOff: available,
      available,
      specification: 3,
      release: 12,
      ...(file.test ? { fileType: 'T' } : {}),
      ...(file.rap ? { rapSequence: file.rap } : {}),
    },
    accounting: {
      localCurrency: 'EUR',
      ...(currency === null ? {} : { tapCurrency: currency }),
      taxation: [{ code: 1, type: '13', rate: '2100000' }],
      // Far from every rate of the rates file: who chains it is found out.
      exchangeRates: [{ code: 1, decimals: 2, rate: 777n }],
      decimals: file.decimals ?? 3,
    },
    network: {
      utcOffsets: offsets.rows,
      recEntities: ENTITIES.map(({ code, type, id }) => ({ code, type, id })),
    },
    events,
    ...(file.audit ? { audit: file.audit } : {}),
  };
  return encodeTap(model);
}
