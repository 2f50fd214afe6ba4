/** Precision, recall and their kin from counts; null where nothing is divided by. */

export interface SliceCount {
  readonly machines: number;
  readonly humans: number;
  readonly machines_charged: number;
  readonly humans_charged: number;
}

export interface Figures extends SliceCount {
  /** Share of the charged that are machines. */
  readonly precision: number | null;
  /** Share of the machines that are charged. */
  readonly recall: number | null;
  /** Harmonic mean of both. */
  readonly f1: number | null;
  /** Share of the humans that are charged. */
  readonly humans_charged_share: number | null;
}

export function figuresOf(count: SliceCount): Figures {
  const { machines, humans, machines_charged, humans_charged } = count;
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  return {
    machines,
    humans,
    machines_charged,
    humans_charged,
    precision: share(machines_charged, machines_charged + humans_charged),
    recall: share(machines_charged, machines),
    f1: share(2 * machines_charged, machines_charged + humans_charged + machines),
    humans_charged_share: share(humans_charged, humans),
  };
}
