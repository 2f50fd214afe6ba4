/** A new version of an agreement document: the text as it is, comments too, but for what is changed. */
import { type Document, isMap, parseDocument, Scalar } from 'yaml';
import { parseAgreement } from './load.ts';
import type { Agreement } from './types.ts';

/** Lists that replace those of the document; null leaves one as it is. */
export interface DeclaredLists {
  readonly imsi_ranges: readonly string[] | null;
  readonly apns: readonly string[] | null;
  readonly tacs: readonly string[] | null;
}

/**
 * The text of the next version, in force from `effective`; null where the document is written so that the change would touch
 * anything else (an alias that two keys share, say). Throws what `parseAgreement` throws for the new text.
 */
export function withDeclared(
  text: string,
  agreement: Agreement,
  effective: string,
  lists: DeclaredLists,
): string | null {
  const document: Document = parseDocument(text, { version: '1.2', schema: 'core', merge: false });
  document.set('version', agreement.version + 1);
  document.set('effective', effective);
  if (!isMap(document.get('declared'))) document.set('declared', document.createNode({}));
  const declared = document.get('declared');
  // A list of ranges is read line by line.
  if (isMap(declared)) declared.flow = false;
  for (const [name, list] of Object.entries(lists) as [string, readonly string[] | null][]) {
    if (list === null) continue;
    document.setIn(['declared', name], document.createNode(list.map(quoted)));
  }
  const written = textOf(document);
  if (written === null) return null;
  const made = parseAgreement(written, agreement.file);
  const wanted = {
    ...agreement,
    version: agreement.version + 1,
    effective,
    declared: {
      binding: agreement.declared.binding,
      imsiRanges: lists.imsi_ranges?.map(endsOf) ?? agreement.declared.imsiRanges,
      apns: lists.apns ?? agreement.declared.apns,
      tacs: lists.tacs ?? agreement.declared.tacs,
    },
  };
  return meaningOf(made) === meaningOf(wanted) ? written : null;
}

/** null where an alias has lost what it stands for. */
function textOf(document: Document): string | null {
  try {
    return document.toString({ lineWidth: 0, flowCollectionPadding: true });
  } catch {
    return null;
  }
}

function quoted(text: string): Scalar<string> {
  const scalar = new Scalar(text);
  scalar.type = 'QUOTE_DOUBLE';
  return scalar;
}

function endsOf(range: string): { from: string; to: string } {
  const [from = '', to = ''] = range.split('-');
  return { from, to };
}

/** All that settlement sees, without where it stands in the text. */
function meaningOf(agreement: Agreement): string {
  return JSON.stringify(agreement, (key, value: unknown) =>
    ['digest', 'file', 'line', 'lines'].includes(key) ? undefined : value,
  );
}
