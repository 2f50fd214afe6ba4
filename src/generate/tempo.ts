/** How much busier than another a kind, a fleet or a device is. */
import type { Kind } from './habit.ts';
import type { Rng } from './prng.ts';

export interface Tempo {
  readonly sessions: number;
  readonly volume: number;
  readonly talk: number;
  readonly register: number;
}

/** Factors that spread by `octaves`: one standard deviation is that many doublings. */
export function tempoOf(rng: Rng, octaves: number): Tempo {
  const register = stretch(rng, octaves);
  return {
    sessions: stretch(rng, octaves),
    volume: stretch(rng, 2 * octaves),
    talk: stretch(rng, octaves),
    register,
  };
}

/** Two to the power of about a normal number. Between whole powers it is a straight line: the same on every machine. */
function stretch(rng: Rng, octaves: number): number {
  const power = 2 * octaves * (rng.unit() + rng.unit() + rng.unit() - 1.5);
  const whole = Math.floor(power);
  return 2 ** whole * (1 + power - whole);
}

/** The kind at another tempo. */
export function paced(kind: Kind, tempo: Tempo): Kind {
  const { data, register } = kind;
  return {
    ...kind,
    data:
      data === null
        ? null
        : {
            ...data,
            perDay: data.perDay * tempo.sessions,
            up: data.up * tempo.volume,
            down: data.down * tempo.volume,
          },
    smsMo: kind.smsMo * tempo.talk,
    smsMt: kind.smsMt * tempo.talk,
    voiceMo: kind.voiceMo * tempo.talk,
    voiceMt: kind.voiceMt * tempo.talk,
    register: { ...register, perDay: register.perDay * tempo.register },
  };
}
