/** What moved in one agreement from one run to another. */
import type { Decision } from '../../domain/statement.ts';
import type { Shift } from './psi.ts';

export interface AxisDrift extends Shift {
  readonly axis: 'device' | 'decision' | 'presence' | 'activity' | 'segment' | 'probability';
  readonly values: readonly {
    readonly value: string;
    readonly from_devices: number;
    readonly to_devices: number;
  }[];
}

/** Devices that something says what they are of, and how many of them their probability contradicts. */
export interface LabelDrift {
  readonly label:
    | 'tac_of_machines'
    | 'tac_of_people'
    | 'declared_imsi_range'
    | 'declared_apn'
    | 'declared_tac';
  readonly from_devices: number;
  readonly from_contradicted: number;
  readonly to_devices: number;
  readonly to_contradicted: number;
}

/** Devices that only one run has (the other's decision is null), or that the runs decide otherwise on. */
export interface Movement {
  readonly from_decision: Decision | null;
  readonly to_decision: Decision | null;
  readonly cause: 'appeared' | 'gone' | 'observed' | 'declared' | 'probability' | 'lists';
  readonly devices: number;
  /** What they owe in either run, exact. */
  readonly from_amount: string;
  readonly to_amount: string;
  /** What each source of evidence says more or less of a machine, in logits for a device on average, of two decimals; the most first. */
  readonly reasons: readonly { readonly source: string; readonly logits: string }[];
}

export interface AgreementDrift {
  readonly agreement_id: string;
  readonly currency: string;
  readonly from_devices: number;
  readonly to_devices: number;
  readonly axes: readonly AxisDrift[];
  readonly labels: readonly LabelDrift[];
  readonly moved: readonly Movement[];
}
