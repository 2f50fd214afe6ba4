/**
 * The TAP files of a home: records in the order of time, cut into files of about the wanted size, each with its sequence
 * number and a true audit. One buffer is used for all of them.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { devicesOf } from './tap-devices.ts';
import { MAX_RECORD, RecordWriter, shareOf, type Totals, utcOf } from './tap-record.ts';
import { tablesPart } from './tap-shapes.ts';
import { group, integer, text } from './template.ts';
import {
  DAY,
  DAYS,
  HOMES,
  MONTH_START,
  OFFSETS,
  offsetText,
  type Scale,
  stampText,
  tapRecords,
  VISITED,
} from './world.ts';

/** Octets of an average record: how many go into a file. */
const AVERAGE_RECORD = 269;
/** A file is available this long after its last record's turn (seconds). */
const AVAILABLE_AFTER = 4 * 3600;
/** No record starts in the last seconds of the month: a person may be late. */
const MARGIN = 900;
const SPAN = DAYS * DAY - MARGIN;
/** Room for header, tables and audit. */
const FRAME_ROOM = 1 << 16;
/** A definite length in the long form of four octets, patched when it is known. */
const LONG_LENGTH = 0x84;

export interface TapFiles {
  readonly files: number;
  readonly records: number;
  readonly bytes: number;
}

interface FilePlan {
  readonly home: number;
  readonly sequence: number;
  /** Turns of the home's stream, half open. */
  readonly from: number;
  readonly until: number;
  /** Turns of the whole month. */
  readonly month: number;
  /** Number of the first record among all of the bench. */
  readonly reference: number;
  /** Local second that the file is available. */
  readonly available: number;
}

/** Writes the month's files; `fileBytes` is about the size of one. */
export function writeTapFiles(scale: Scale, folder: string, fileBytes: number): TapFiles {
  mkdirSync(folder, { recursive: true });
  const perFile = Math.max(1, Math.floor(fileBytes / AVERAGE_RECORD));
  const maker = new FileMaker(scale, perFile);
  const sum = { files: 0, records: 0, bytes: 0 };
  let reference = 0;
  for (const home of HOMES.keys()) {
    const month = shareOf(tapRecords(scale), home);
    const files = Math.max(1, Math.ceil(month / perFile));
    for (let i = 0; i < files; i++) {
      const from = Math.floor((i * month) / files);
      const until = Math.floor(((i + 1) * month) / files);
      if (until === from) continue;
      const available = MONTH_START + Math.ceil((SPAN * until) / month) + AVAILABLE_AFTER;
      const plan = { home, sequence: i + 1, from, until, month, reference, available };
      sum.bytes += maker.write(folder, plan);
      sum.files++;
      sum.records += until - from;
      reference += until - from;
    }
  }
  return sum;
}

/** One more file of the first home, with the number after its last one: `records` records of known devices. */
export function writeLateFile(scale: Scale, folder: string, fileBytes: number, records: number): TapFiles {
  mkdirSync(folder, { recursive: true });
  const perFile = Math.max(1, Math.floor(fileBytes / AVERAGE_RECORD));
  const month = shareOf(tapRecords(scale), 0);
  const plan: FilePlan = {
    home: 0,
    sequence: Math.max(1, Math.ceil(month / perFile)) + 1,
    from: 0,
    until: records,
    month: records,
    reference: tapRecords(scale),
    available: MONTH_START + (DAYS + 4) * DAY,
  };
  const bytes = new FileMaker({ ...scale, seed: scale.seed + 1 }, records).write(folder, plan);
  return { files: 1, records, bytes };
}

class FileMaker {
  readonly #bytes: Uint8Array;
  readonly #writers: RecordWriter[];

  constructor(scale: Scale, perFile: number) {
    const devices = devicesOf(scale.devices);
    this.#writers = HOMES.map((_, home) => new RecordWriter(devices, home, scale.seed));
    const most = Math.min(perFile + 1, tapRecords(scale) + 1);
    this.#bytes = new Uint8Array(FRAME_ROOM + most * MAX_RECORD);
  }

  /** Returns the octets of the file. */
  write(folder: string, plan: FilePlan): number {
    const bytes = this.#bytes;
    const { home, from, until, month } = plan;
    const writer = this.#writers[home]!;
    // TransferBatch [1], its length; header and tables; CallEventDetailList [3], its length.
    bytes.set([0x61, LONG_LENGTH], 0);
    let at = 6;
    const head = headPart(plan);
    bytes.set(head, at);
    at += head.length;
    bytes.set([0x63, LONG_LENGTH], at);
    const listLength = at + 2;
    at += 6;
    const list = at;
    const totals: Totals = { records: 0, charge: 0, tax: 0, earliest: null, latest: null };
    for (let turn = from; turn < until; turn++) {
      const local = MONTH_START + Math.floor((SPAN * turn) / month);
      at = writer.write(bytes, at, turn, local, plan.reference + turn - from, totals);
    }
    putLength(bytes, listLength, at - list);
    const audit = auditPart(totals);
    bytes.set(audit, at);
    at += audit.length;
    putLength(bytes, 2, at - 6);
    const name = `CD${VISITED.tadig}${HOMES[home]}${String(plan.sequence).padStart(5, '0')}`;
    writeFileSync(join(folder, name), bytes.subarray(0, at));
    return at;
  }
}

function headPart({ home, sequence, available }: FilePlan): Uint8Array {
  const control = group(
    4,
    text(196, VISITED.tadig),
    text(182, HOMES[home]!),
    text(109, String(sequence).padStart(5, '0')),
    longTime(108, available - 1800, 1),
    longTime(227, available - 3600, 1),
    longTime(107, available, 1),
    integer(201, 3),
    integer(189, 12),
  );
  const tables = tablesPart(OFFSETS.map(offsetText), home % 2 === 1);
  return Buffer.concat([control.octets, tables.octets]);
}

function auditPart({ records, charge, tax, earliest, latest }: Totals): Uint8Array {
  if (earliest === null || latest === null) throw new RangeError('a file has records');
  if (utcOf(earliest) > utcOf(latest)) throw new RangeError('the first record is not after the last');
  return group(
    15,
    longTime(101, ...earliest),
    longTime(133, ...latest),
    integer(415, charge),
    integer(226, tax),
    integer(225, 0),
    integer(43, records),
  ).octets;
}

function longTime(tag: number, local: number, code: number) {
  return group(tag, text(16, stampText(local)), text(231, offsetText(OFFSETS[code]!)));
}

function putLength(bytes: Uint8Array, at: number, length: number): void {
  new DataView(bytes.buffer).setUint32(at, length);
}
