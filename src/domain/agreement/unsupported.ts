/**
 * Constructs of the language that this version does not settle. They are refused at load, never priced at zero
 * (contracts.md, first paragraph); the list shrinks as they are built.
 */
import { type AgreementDocument, refuseAt } from './document.ts';
import type { RawAgreement } from './raw.ts';

/** Throws AGREEMENT_UNSUPPORTED at the first such construct in the document's order. */
export function refuseUnsupported(raw: RawAgreement, document: AgreementDocument): void {
  const paths = (['usage', 'access'] as const)
    .flatMap((kind) =>
      raw.charges[kind].flatMap((entry, index) =>
        entry.tiers_over === 'term' && entry.tiers_per === 'segment'
          ? [['charges', kind, index, 'tiers_over']]
          : [],
      ),
    )
    .sort((a, b) => (document.offset(a) ?? 0) - (document.offset(b) ?? 0));
  const [first] = paths;
  if (first !== undefined)
    refuseAt(document, first, 'AGREEMENT_UNSUPPORTED', 'Tiers per segment over the term are not built yet.');
}
