/** The signaling of a device's day: registrations, sessions, leaving, and being refused. */

import { wakeOf } from './awake.ts';
import { DAY } from './calendar.ts';
import { cellNow, type DayOf, moments, type Pace, type Signal, type Usage } from './day.ts';
import { isThere } from './device.ts';

const REFUSALS_S6A = ['5004', '5421', '5420', '5012'] as const;
const REFUSALS_MAP = ['8', '11', '34'] as const;
/** Share of registrations that fail first and succeed half a minute later. */
const FIRST_TRY_FAILS = 0.012;
/** Share of data sessions that the feed shows as GTP, before scaling. */
const SESSION_SHARE = 0.3;

/** Attempts of a storm. */
const MOST_TRIES = 60;

type Face = Signal['face'];

/** Appends the signaling of a day; `usage` from index `first` on is the day's own. */
export function signalsOf(
  it: DayOf,
  pace: Pace,
  usage: readonly Usage[],
  first: number,
  out: Signal[],
): void {
  const { device, month, day } = it;
  const there = isThere(device, month, day);
  const before = isThere(device, month, day - 1);
  if (!there) {
    if (before && !device.kind.rejected) leave(it, out);
    return;
  }
  const habit = device.kind.register;
  const scale = (device.kind.fixed ? 1 : pace.signals * device.pace) * wakeOf(device, day);
  const attempt = device.kind.rejected ? refuse : register;
  if (!before) attempt(it, it.rng.between(6 * 3600, 11 * 3600), out);
  for (const at of moments(it, habit.perDay * scale, habit.rhythm, habit.jitter)) attempt(it, at, out);
  if (device.kind.storms > 0 && it.rng.chance(device.kind.storms / 100)) storm(it, out);
  const share = Math.min(1, (SESSION_SHARE * pace.signals) / pace.usage);
  for (let i = first; i < usage.length; i++) {
    const u = usage[i] as Usage;
    if (u.type === 'gprs' && u.partial !== 'I' && u.partial !== 'L' && it.rng.chance(share))
      openSession(it, u, out);
  }
}

function faceOf(it: DayOf): Face {
  const { rat } = it;
  return rat === 'GERAN' || rat === 'UTRAN' ? 'map' : rat === 'NR' ? 'sbi' : 's6a';
}

function push(
  it: DayOf,
  ms: number,
  face: Face,
  procedure: string,
  result: string,
  equipment: boolean,
  out: Signal[],
): void {
  const lowPower = it.rat === 'NB-IOT' || it.rat === 'LTE-M';
  const rat = lowPower && it.device.seenAsEutran ? 'EUTRAN' : it.rat;
  out.push({ ms, device: it.device, face, procedure, result, cell: cellNow(it), equipment, rat });
}

function register(it: DayOf, at: number, out: Signal[]): void {
  let ms = (it.midnight + at) * 1000 + it.rng.below(1000);
  const face = faceOf(it);
  const { steered } = it.device;
  if (steered > 0 && it.rng.chance(steered)) ms = steer(it, ms, face, out);
  if (it.rng.chance(FIRST_TRY_FAILS)) {
    update(it, ms, face, face === 'map' ? '34' : it.rng.pick(['5012', '3002']), out);
    ms += 30_000 + it.rng.below(5000);
  }
  // Vectors are often cached: no new authentication.
  if (it.rng.chance(0.55)) authenticate(it, ms, face, out);
  ms += 80 + it.rng.below(900);
  update(it, ms, face, 'ok', out);
  if (face === 'map' && it.rng.chance(0.4))
    push(it, ms + 700 + it.rng.below(900), face, 'GPRS_UL', 'ok', it.rng.chance(0.5), out);
  if (face === 's6a' && it.rng.chance(0.06)) push(it, ms + 1500, face, 'NOR', 'ok', true, out);
  // The old serving node is told within seconds: the device has not left.
  if (it.device.kind.cells === 'many' && it.rng.chance(0.08)) {
    const [node, procedure] = face === 'map' ? (['map', 'CL'] as const) : (['s6a', 'CLR'] as const);
    push(it, ms + 1000 + it.rng.below(3500), node, procedure, 'ok', false, out);
  }
}

/** The home network refuses a few times, so that the device tries another network first; it comes back. */
function steer(it: DayOf, ms: number, face: Face, out: Signal[]): number {
  const tries = it.rng.between(2, 4);
  for (let i = 0; i < tries; i++)
    update(it, ms + i * 12_000 + it.rng.below(3000), face, face === 'map' ? '8' : '5004', out);
  return ms + tries * 12_000 + 5000;
}

function authenticate(it: DayOf, ms: number, face: Face, out: Signal[]): void {
  const procedure = face === 'map' ? 'SAI' : face === 'sbi' ? 'AUTH' : 'AIR';
  push(it, ms, face, procedure, 'ok', false, out);
}

function update(it: DayOf, ms: number, face: Face, result: string, out: Signal[]): void {
  const procedure = face === 'map' ? 'UL' : face === 'sbi' ? 'REGISTER' : 'ULR';
  push(it, ms, face, procedure, result, face === 'map' ? it.rng.chance(0.35) : it.rng.chance(0.93), out);
}

/** Vectors are given, the location update is not: the device knocks again, and again. */
function refuse(it: DayOf, at: number, out: Signal[]): void {
  const face = faceOf(it);
  const knocks = it.rng.between(1, 3);
  const code = face === 'map' ? it.rng.pick(REFUSALS_MAP) : it.rng.pick(REFUSALS_S6A);
  for (let i = 0; i < knocks; i++) {
    const ms = (it.midnight + at + i * 75) * 1000 + it.rng.below(20_000);
    authenticate(it, ms, face, out);
    update(it, ms + 200 + it.rng.below(400), face, code, out);
  }
}

/** Refused, and tried again after the same pause, until it is let in or gives up (GSMA TS.34: what a device must not do). */
function storm(it: DayOf, out: Signal[]): void {
  const face = faceOf(it);
  const code = face === 'map' ? it.rng.pick(REFUSALS_MAP) : it.rng.pick(REFUSALS_S6A);
  const pause = it.rng.between(10, 300);
  const tries = it.rng.between(5, MOST_TRIES);
  const from = it.rng.below(DAY - pause * tries);
  for (let i = 0; i < tries; i++) {
    const ms = (it.midnight + from + i * pause) * 1000 + it.rng.below(2000);
    if (it.rng.chance(0.3)) authenticate(it, ms, face, out);
    update(it, ms + 200 + it.rng.below(400), face, code, out);
  }
  if (it.rng.chance(0.6)) register(it, Math.min(DAY - 60, from + tries * pause), out);
}

function openSession(it: DayOf, usage: Usage, out: Signal[]): void {
  const ms = usage.start * 1000 + it.rng.below(1000);
  push(it, ms, 'gtp', 'CREATE_SESSION', it.rng.chance(0.985) ? 'ok' : '73', it.rng.chance(0.8), out);
  if (usage.partial === '' && it.rng.chance(0.3)) {
    push(it, ms + usage.seconds * 1000, 'gtp', 'DELETE_SESSION', 'ok', false, out);
  }
}

/** Registered at home or elsewhere again: the home network cancels the old location, sometimes the node purges first. */
function leave(it: DayOf, out: Signal[]): void {
  const ms = (it.midnight + it.rng.between(4 * 3600, 9 * 3600)) * 1000 + it.rng.below(1000);
  const face = faceOf(it);
  if (it.rng.chance(0.15)) {
    const purge = face === 'map' ? 'PURGE' : face === 'sbi' ? 'DEREGISTER' : 'PUR';
    push(it, ms - 600_000, face, purge, 'ok', false, out);
  }
  const cancel = face === 'map' ? 'CL' : face === 'sbi' ? 'DEREGISTER' : 'CLR';
  push(it, ms, face, cancel, 'ok', false, out);
}
