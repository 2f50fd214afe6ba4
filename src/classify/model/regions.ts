/**
 * Along the numbers of a home network regions of machines and of people follow each other, because fleets are numbered together.
 * Where regions end is not seen; it is estimated from all devices in order of IMSI with a hidden Markov model (Baum and others,
 * Annals of Mathematical Statistics 1970): a region has a share of machines (shares.ts), and goes on to the next device the
 * likelier, the nearer its number is, or begins anew. Where numbers say nothing, regions are learned to end at once.
 */
import { rowsWhere } from './folds.ts';
import { type BoundedEvidence, SHARES } from './shares.ts';

const KINDS = SHARES.length;
/** Steps from one number to the next are looked at in so many ranges. */
const STEPS = 8;
const ROUNDS = 8;
/** Devices that regions are learned from at most, in stretches of so many that follow each other. */
const MOST_LEARNED = 100_000;
const STRETCH = 1000;
/** No region goes on surer than this. */
const MOST_LASTING = 0.995;

interface Chain {
  /** Devices that count, in order. */
  readonly devices: Int32Array;
  /** Range of the step from the device before; `STEPS` where there is none of the same agreement. */
  readonly steps: Uint8Array;
  /** Likelihoods by device and share. */
  readonly likelihood: Float64Array;
  /** What the devices before say of the share of a device's region; what those after it say. */
  readonly before: Float64Array;
  readonly after: Float64Array;
}

interface Regions {
  /** By range of the step: how likely a region goes on. */
  lasting: Float64Array;
  /** Of new regions, by share. */
  begun: Float64Array;
}

/** Of each device the share of machines by the devices around it; NaN where it does not count. */
export function regionShares(
  { no, imsi }: { readonly no: Uint16Array; readonly imsi: Float64Array },
  evidence: BoundedEvidence,
): Float64Array<ArrayBuffer> {
  const all = rowsWhere(no, (_, device) => evidence.counts(device));
  const every = Math.ceil(all.length / MOST_LEARNED);
  const some = every > 1 ? all.filter((_, i) => Math.floor(i / STRETCH) % every === 0) : all;
  const bounds = stepBounds(no, imsi, some);
  const taught = chainOf(no, imsi, evidence, some, bounds);
  let regions: Regions = {
    lasting: new Float64Array(STEPS + 1).fill(0.8).fill(0, STEPS),
    begun: new Float64Array(KINDS).fill(1 / KINDS),
  };
  for (let round = 0; round < ROUNDS; round++) {
    pass(taught, regions);
    regions = learned(taught, regions);
  }
  const chain = some === all ? taught : chainOf(no, imsi, evidence, all, bounds);
  pass(chain, regions);
  const shares = new Float64Array(no.length).fill(NaN);
  const { devices, before, after } = chain;
  for (let i = 0; i < devices.length; i++) {
    let all = 0;
    let machines = 0;
    for (let k = 0; k < KINDS; k++) {
      const part = before[i * KINDS + k]! * after[i * KINDS + k]!;
      all += part;
      machines += part * SHARES[k]!;
    }
    shares[devices[i]!] = machines / all;
  }
  return shares;
}

/** From each device to the next; infinite between agreements. In the order of texts, a number of another length may be lower. */
function gapsOf(no: Uint16Array, imsi: Float64Array, devices: Int32Array): Float64Array {
  const gaps = new Float64Array(devices.length).fill(Infinity);
  for (let i = 1; i < devices.length; i++)
    if (no[devices[i]!] === no[devices[i - 1]!])
      gaps[i] = Math.abs(imsi[devices[i]!]! - imsi[devices[i - 1]!]!);
  return gaps;
}

/** Upper bounds of all ranges of steps but the last. */
function stepBounds(no: Uint16Array, imsi: Float64Array, devices: Int32Array): Float64Array {
  const sorted = gapsOf(no, imsi, devices)
    .filter((gap) => gap < Infinity)
    .sort();
  return Float64Array.from(
    { length: STEPS - 1 },
    (_, step) => sorted[Math.floor(((step + 1) * sorted.length) / STEPS)] ?? Infinity,
  );
}

function chainOf(
  no: Uint16Array,
  imsi: Float64Array,
  evidence: BoundedEvidence,
  devices: Int32Array,
  bounds: Float64Array,
): Chain {
  const likelihood = new Float64Array(devices.length * KINDS);
  for (let i = 0; i < devices.length; i++)
    for (let k = 0; k < KINDS; k++) likelihood[i * KINDS + k] = evidence.under(devices[i]!, k);
  return {
    devices,
    steps: stepsOf(gapsOf(no, imsi, devices), bounds),
    likelihood,
    before: new Float64Array(likelihood.length),
    after: new Float64Array(likelihood.length),
  };
}

function stepsOf(gaps: Float64Array, bounds: Float64Array): Uint8Array {
  const steps = new Uint8Array(gaps.length);
  for (let i = 0; i < gaps.length; i++) {
    const gap = gaps[i]!;
    let step = 0;
    while (step < STEPS - 1 && gap > bounds[step]!) step++;
    steps[i] = gap < Infinity ? step : STEPS;
  }
  return steps;
}

/** Fills `before` and `after`. */
function pass({ devices, steps, likelihood, before, after }: Chain, { lasting, begun }: Regions): void {
  for (let i = 0; i < devices.length; i++) {
    const goesOn = lasting[steps[i]!]!;
    const at = i * KINDS;
    let all = 0;
    if (goesOn > 0)
      for (let k = at; k < at + KINDS; k++) {
        before[k] = before[k - KINDS]! * likelihood[k - KINDS]!;
        all += before[k]!;
      }
    for (let k = 0; k < KINDS; k++)
      before[at + k] = (1 - goesOn) * begun[k]! + (goesOn > 0 ? (goesOn * before[at + k]!) / all : 0);
  }
  for (let i = devices.length - 1; i >= 0; i--) {
    const at = i * KINDS;
    const goesOn = i + 1 < devices.length ? lasting[steps[i + 1]!]! : 0;
    if (goesOn === 0) {
      after.fill(1, at, at + KINDS);
      continue;
    }
    let anew = 0;
    for (let k = 0; k < KINDS; k++) {
      after[at + k] = likelihood[at + KINDS + k]! * after[at + KINDS + k]!;
      anew += begun[k]! * after[at + k]!;
    }
    let all = 0;
    for (let k = at; k < at + KINDS; k++) {
      after[k] = goesOn * after[k]! + (1 - goesOn) * anew;
      all += after[k]!;
    }
    for (let k = at; k < at + KINDS; k++) after[k]! /= all;
  }
}

/** How long regions last and what new ones are, by what was passed. */
function learned({ devices, steps, likelihood, before, after }: Chain, { lasting, begun }: Regions): Regions {
  const lasted = new Float64Array(STEPS + 1).fill(1);
  const counted = new Float64Array(STEPS + 1).fill(2);
  const begins = new Float64Array(KINDS).fill(1);
  for (let i = 0; i < devices.length; i++) {
    const goesOn = lasting[steps[i]!]!;
    const at = i * KINDS;
    let all = 0;
    let anew = 0;
    for (let k = 0; k < KINDS; k++) {
      const seen = likelihood[at + k]! * after[at + k]!;
      all += before[at + k]! * seen;
      anew += (1 - goesOn) * begun[k]! * seen;
    }
    for (let k = 0; k < KINDS; k++)
      begins[k]! += ((1 - goesOn) * begun[k]! * likelihood[at + k]! * after[at + k]!) / all;
    lasted[steps[i]!]! += 1 - anew / all;
    counted[steps[i]!]!++;
  }
  const all = begins.reduce((sum, part) => sum + part, 0);
  return {
    lasting: lasted.map((sum, step) => (step === STEPS ? 0 : Math.min(MOST_LASTING, sum / counted[step]!))),
    begun: begins.map((part) => part / all),
  };
}
