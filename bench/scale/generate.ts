/**
 * Makes the month of the scale bench:
 *
 *   node bench/scale/generate.ts --records N --out DIR [--devices N] [--seed N] [--signaling parquet|csv] [--file-mb N]
 *     [--late-records N] [--memory SIZE] [--threads N]
 *
 * DIR gets tap/ signaling/ late/ agreements/ agreements-price/ agreements-segments/ tacs.csv rates.csv; late/ holds one
 * TAP file that is ingested after the first settlement. The same arguments give the same bytes.
 */
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writePapers } from './papers.ts';
import { type SignalingForm, writeSignalingFiles } from './signaling-files.ts';
import { writeLateFile, writeTapFiles } from './tap-files.ts';
import { scaleOf } from './world.ts';

const { values } = parseArgs({
  options: {
    records: { type: 'string' },
    out: { type: 'string' },
    devices: { type: 'string' },
    seed: { type: 'string', default: '7' },
    signaling: { type: 'string', default: 'parquet' },
    'file-mb': { type: 'string', default: '30' },
    'late-records': { type: 'string', default: '5000' },
    memory: { type: 'string', default: '4GB' },
    threads: { type: 'string', default: String(availableParallelism()) },
  },
});
if (values.records === undefined || values.out === undefined) throw new Error('--records and --out');
const form = values.signaling as SignalingForm;
if (form !== 'parquet' && form !== 'csv') throw new Error('--signaling parquet or csv');

const scale = scaleOf(
  Number(values.records),
  Number(values.seed),
  values.devices === undefined ? undefined : Number(values.devices),
);
const fileBytes = Number(values['file-mb']) * 1e6;
mkdirSync(values.out, { recursive: true });
const start = performance.now();
const tap = writeTapFiles(scale, join(values.out, 'tap'), fileBytes);
const tapSeconds = (performance.now() - start) / 1000;
const signaling = await writeSignalingFiles(scale, join(values.out, 'signaling'), form, {
  threads: Number(values.threads),
  memory: values.memory,
  spill: join(values.out, 'spill'),
});
const signalingSeconds = (performance.now() - start) / 1000 - tapSeconds;
const late = writeLateFile(scale, join(values.out, 'late'), fileBytes, Number(values['late-records']));
writePapers(values.out);
process.stdout.write(
  `${JSON.stringify({ devices: scale.devices, tap, signaling, late, tap_seconds: tapSeconds, signaling_seconds: signalingSeconds })}\n`,
);
