/**
 * A TAP batch in memory → header, tables, audit and record batches (TD.57, TAP 3.1 to 3.12).
 *
 * One pass visits every element once. Only when it stops is the file walked a second time, slowly: framing faults
 * come before everything else, and every failure gets its tag path and call event.
 */

import type { TakeBatch } from '../../arrow/batch.ts';
import type { ErrorCode } from '../../errors.ts';
import { Fault, MAX_FILE_OCTETS, readRoot } from '../ber/cursor.ts';
import { kindOfBer, tableOf } from '../identify.ts';
import { kernelOfThread } from '../kernel/kernel.ts';
import { WINDOW_OCTETS } from '../kernel/layout.ts';
import type { DecodeOutcome } from '../outcome.ts';
import { compareAudit, totalsOf } from './audit.ts';
import { callEventDetailList } from './call-events.ts';
import { ChargeRows } from './charge-rows.ts';
import { conclude, type Decoded, framingFailure, NO_RECORDS, recordsOf } from './conclude.ts';
import { readHeader } from './header.ts';
import { copyOut, RecordColumns } from './record-columns.ts';
import { releaseOf } from './release.ts';
import { TapState } from './state.ts';
import { TAP_TABLE } from './tag-names.ts';
import { transferBatch } from './transfer-batch.ts';

/**
 * Decodes one batch: its root element begins at `from`, what fills the file up after it may follow, and `bytes` ends
 * with it. Never throws for its content: what is wrong comes back as a failure with its place in `bytes`. An audit that
 * differs is no failure (`audit.agrees`), and neither is a wrong value inside a call event (`rejected`).
 * `take` makes what is handed over of the records; by default a batch is as it was decoded.
 * `windowOctets` is how much of the file the kernel is shown at a time; 0 leaves every call event to the general walkers.
 */
export function decodeTap(
  bytes: Uint8Array,
  from = 0,
  take: TakeBatch = copyOut,
  windowOctets: number = WINDOW_OCTETS,
): DecodeOutcome {
  if (bytes.length <= from) return refuse('FILE_EMPTY', '', from);
  if (bytes.length > MAX_FILE_OCTETS) {
    return refuse('FILE_TOO_LARGE', `${bytes.length} bytes; the limit is ${MAX_FILE_OCTETS}.`, from);
  }
  const kind = kindOfBer(from === 0 ? bytes : bytes.subarray(from));
  if (kind !== 'tap' && kind !== 'notification') return refuseOther(bytes, from, kind);
  const d = new TapState(bytes, from, take);
  d.windowOctets = windowOctets;
  d.setRelease(releaseOf(bytes, from));
  return conclude(d, kind === 'tap' ? wholeBatch(d) : notification(d));
}

function notification(d: TapState): Decoded | null {
  if (!readRoot(d.c, d.from)) return null;
  const header = readHeader(d);
  d.checkMisfit();
  if (header === null || d.c.err !== Fault.NONE) return null;
  return { ok: true, header, tables: null, audit: null, ...NO_RECORDS };
}

function wholeBatch(d: TapState): Decoded | null {
  const charges = new ChargeRows();
  const groups = transferBatch(d, () => {
    d.rows = new RecordColumns(kernelOfThread(), d.take);
    callEventDetailList(d, charges);
  });
  if (groups === null) return null;
  const { header, accounting, network, audit } = groups;
  const records = { ...recordsOf(d), charges: charges.finish() };
  const { rows } = d;
  const totals = totalsOf(rows.records, rows.totals());
  return {
    ok: true,
    header,
    tables: { ...accounting, ...network },
    audit: compareAudit(d, audit, totals),
    ...records,
  };
}

function refuse(code: ErrorCode, detail: string, byteOffset: number): DecodeOutcome {
  return { ok: false, failure: { code, detail, byteOffset, tagPath: '', recordIndex: null } };
}

function refuseOther(bytes: Uint8Array, from: number, kind: 'nrtrde' | 'rap' | 'unknown'): DecodeOutcome {
  if (kind === 'unknown') {
    // Without a grammar only the root's own header can be judged.
    const fault = framingFailure(bytes, from, TAP_TABLE, []);
    if (fault !== null && fault.byteOffset === from) return { ok: false, failure: fault };
    return refuse(
      'TAP_ROOT_UNKNOWN',
      'The first tag is none of TransferBatch, Notification, NRTRDE or RAP.',
      from,
    );
  }
  const failure = framingFailure(bytes, from, tableOf(kind), []);
  if (failure !== null) return { ok: false, failure };
  return refuse(
    'TAP_KIND_UNSUPPORTED',
    kind === 'nrtrde' ? 'It is NRTRDE (TD.35).' : 'It is RAP (TD.32).',
    from,
  );
}
