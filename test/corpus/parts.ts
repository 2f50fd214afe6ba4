/** What the corpus files have in common: invented operators AAAVP and BBBHA of MCC 999, and their tables. */
import type {
  AccountingModel,
  HeaderModel,
  NetworkModel,
  TapEvent,
  TapFileModel,
} from '../support/tap-model.ts';

export const IMSI = '999011234567890';
export const MSISDN = '999155501234';

export const header = (sequence: string, release = 12): HeaderModel => ({
  sender: 'AAAVP',
  recipient: 'BBBHA',
  sequence,
  created: { local: '20260302030000', offset: '+0100' },
  cutOff: { local: '20260302000000', offset: '+0100' },
  available: { local: '20260302040000', offset: '+0100' },
  specification: 3,
  release,
});

const ACCOUNTING: AccountingModel = {
  taxation: [{ code: 0, type: '13', rate: '1900000' }],
  localCurrency: 'EUR',
  tapCurrency: 'USD',
  exchangeRates: [
    { code: 0, decimals: 5, rate: 91234n },
    { code: 1, decimals: 2, rate: 92n },
  ],
  decimals: 3,
};

const NETWORK: NetworkModel = {
  utcOffsets: [
    { code: 0, offset: '+0100' },
    { code: 1, offset: '-0330' },
  ],
  recEntities: [
    { code: 0, type: 1, id: 'msc-a' },
    { code: 1, type: 3, id: 'ggsn-a' },
    { code: 2, type: 4, id: 'sgsn-a' },
    { code: 3, type: 2, id: 'smsc-a' },
  ],
};

export function tapFile(sequence: string, events: readonly TapEvent[], release = 12): TapFileModel {
  return { header: header(sequence, release), accounting: ACCOUNTING, network: NETWORK, events };
}

/** A local time of the first of March 2026 in the clock of offset code 0 or 1. */
export const at = (clock: string, code = 0) => ({ local: `20260301${clock}`, code });
