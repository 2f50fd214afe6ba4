/**
 * Constructs of the language that this version does not settle. They are refused at load, never priced at zero
 * (contracts.md, first paragraph); the list shrinks as they are built.
 */
import { type AgreementDocument, type KeyPath, refuseAt } from './document.ts';
import type { RawAccess, RawAgreement, RawUsage } from './raw.ts';

interface Finding {
  readonly path: KeyPath;
  readonly detail: string;
}

/** Throws AGREEMENT_UNSUPPORTED at the first such construct in the document's order. */
export function refuseUnsupported(raw: RawAgreement, document: AgreementDocument): void {
  const findings: Finding[] = [
    ...raw.segments.flatMap((segment, index) =>
      segment.when?.rat === undefined
        ? []
        : [
            {
              path: ['segments', index, 'when', 'rat'],
              detail: 'Segments by radio access (`rat`) are not built yet.',
            },
          ],
    ),
    ...raw.charges.usage.flatMap((entry, index) => usageFindings(entry, ['charges', 'usage', index])),
    ...raw.charges.access.flatMap((entry, index) => accessFindings(entry, ['charges', 'access', index])),
  ];
  const offsets = new Map(findings.map((finding) => [finding, document.offset(finding.path)]));
  findings.sort((a, b) => (offsets.get(a) ?? 0) - (offsets.get(b) ?? 0));
  const [first] = findings;
  if (first !== undefined) refuseAt(document, first.path, 'AGREEMENT_UNSUPPORTED', first.detail);
}

function usageFindings(entry: RawUsage, path: KeyPath): Finding[] {
  return tierFindings(entry, path);
}

function accessFindings(entry: RawAccess, path: KeyPath): Finding[] {
  const findings = tierFindings(entry, path);
  const add = (key: string, detail: string) => findings.push({ path: [...path, key], detail });
  if (entry.per === 'attach') add('per', 'Access per attach is not built yet.');
  if (entry.fee_days === 'present') add('fee_days', 'Fees for present days are not built yet.');
  if ((entry.min_attached_minutes ?? 0) > 0)
    add('min_attached_minutes', 'Fees that ignore short attachments are not built yet.');
  return findings;
}

function tierFindings(entry: RawUsage | RawAccess, path: KeyPath): Finding[] {
  const findings: Finding[] = [];
  const add = (key: string, detail: string) => findings.push({ path: [...path, key], detail });
  if (entry.tiers_over === 'term') add('tiers_over', 'Tiers over the term are not built yet.');
  return findings;
}
