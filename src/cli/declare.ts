/** `roamsettle declare`: the declared parameters of an annex (CSV or XLSX) as an agreement has them. */
import { basename } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { KINDS, type Kind } from '../declare/columns.ts';
import { type Declared, readDeclared } from '../declare/declare.ts';
import { isImsiLength } from '../declare/identifiers.ts';
import { loadAgreementTexts } from '../domain/agreement/load.ts';
import { type DeclaredLists, withDeclared } from '../domain/agreement/new-version.ts';
import type { Agreement } from '../domain/agreement/types.ts';
import { RoamsettleError } from '../errors.ts';
import { print, withJson } from './context.ts';
import { writeNewFile } from './new-file.ts';
import { declaredYaml } from './render/declared.ts';

interface Flags {
  readonly sheet?: string;
  readonly column?: ReadonlyMap<Kind, string>;
  readonly imsiLength: number;
  readonly agreement?: string;
  readonly effective?: string;
  readonly out?: string;
  readonly json?: boolean;
}

export function declareCommand(): Command {
  const command = new Command('declare')
    .description(
      "Read IMSI ranges, APNs and TACs from an annex's sheet, check them, and print the `declared` block.",
    )
    .argument('<file>', 'CSV or XLSX')
    .option('--sheet <name>', 'of a workbook with several')
    .option('--column <kind=heading...>', `which column holds what: ${KINDS.join(', ')}`, addColumn)
    .option(
      '--imsi-length <digits>',
      'digits of an IMSI; shorter ones stand for all that begin so',
      parseLength,
      15,
    )
    .option('--agreement <file>', 'hold the ranges against the home party of this agreement')
    .option('--effective <date>', 'with --out: first day of the new version, YYYY-MM-DD')
    .option('--out <file>', 'write the next version of --agreement, with what the sheet declares');
  return withJson(command).action(async (file: string, flags: Flags) => {
    const { out, effective } = flags;
    if (
      (out === undefined) !== (effective === undefined) ||
      (out !== undefined && flags.agreement === undefined)
    )
      throw new RoamsettleError('USAGE', '--out goes with --agreement and --effective.');
    const given = flags.agreement === undefined ? null : await oneAgreement(flags.agreement);
    const declared = await readDeclared({
      file,
      sheet: flags.sheet ?? null,
      columns: flags.column ?? new Map(),
      imsiLength: flags.imsiLength,
      agreement: given?.agreement ?? null,
    });
    const lists = { imsi_ranges: declared.imsiRanges, apns: declared.apns, tacs: declared.tacs };
    if (out !== undefined) await writeVersion(out, given!, effective!, lists);
    const { sheet, rows, repeated } = declared;
    const result = { file: basename(file), sheet, rows, declared: lists, repeated, out: out ?? null };
    print(flags, result, () =>
      out === undefined
        ? declaredYaml(declared, given?.agreement.declared.binding ?? true)
        : written(out, declared),
    );
  });
}

function addColumn(text: string, known: ReadonlyMap<Kind, string> = new Map()): Map<Kind, string> {
  const at = text.indexOf('=');
  const kind = KINDS.find((name) => name === text.slice(0, at));
  if (kind === undefined || text.slice(at + 1).trim() === '')
    throw new InvalidArgumentError(`it is kind=heading, the kind one of ${KINDS.join(', ')}.`);
  if (known.has(kind)) throw new InvalidArgumentError(`${kind} is named twice.`);
  return new Map([...known, [kind, text.slice(at + 1)]]);
}

function parseLength(text: string): number {
  if (!isImsiLength(Number(text))) throw new InvalidArgumentError('a whole number from 6 to 15.');
  return Number(text);
}

async function oneAgreement(path: string): Promise<{ agreement: Agreement; text: string }> {
  const [only, ...others] = await loadAgreementTexts(path);
  if (only === undefined || others.length > 0)
    throw new RoamsettleError('USAGE', '--agreement names one agreement file.');
  return only;
}

/** Throws AGREEMENT_* where the new version does not hold together, OUTPUT_EXISTS and OUTPUT_WRITE. */
async function writeVersion(
  out: string,
  { agreement, text }: { agreement: Agreement; text: string },
  effective: string,
  lists: DeclaredLists,
): Promise<void> {
  const made = withDeclared(text, agreement, effective, lists);
  if (made === null)
    throw new RoamsettleError(
      'DECLARE_INVALID',
      'The agreement is written so that only its `declared` block cannot be changed: print the block and put it in by hand.',
      { file: agreement.file },
    );
  if (effective <= agreement.effective)
    throw new RoamsettleError(
      'USAGE',
      `--effective: version ${agreement.version} holds from ${agreement.effective}.`,
    );
  await writeNewFile(out, made);
}

function written(out: string, { imsiRanges, apns, tacs, repeated }: Declared): string {
  const counts = [
    ['IMSI ranges', imsiRanges],
    ['APNs', apns],
    ['TACs', tacs],
  ] as const;
  const parts = counts.flatMap(([name, list]) => (list === null ? [] : [`${list.length} ${name}`]));
  return `${out}: ${parts.join(', ')}${repeated.length > 0 ? `; ${repeated.length} cells repeat others` : ''}`;
}
