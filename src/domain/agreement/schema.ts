/**
 * The agreement against its JSON Schema (`schema.json`, draft 2020-12): defaults filled in, every error with the line
 * and the key path of its place.
 */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { type ErrorCode, RoamsettleError } from '../../errors.ts';
import type { AgreementDocument, KeyPath } from './document.ts';
import type { RawAgreement } from './raw.ts';
import agreementSchema from './schema.json' with { type: 'json' };

/** More problems than these are counted, not listed. */
const MAX_LISTED = 5;
/** A place is looked up in the document for so many problems only. */
const MAX_PLACED = 100;

/** A check of documents, made when it is asked for first: making it takes longer than many a command. */
type SchemaCheck<T> = () => ValidateFunction<T>;

/**
 * A check of documents against a JSON Schema of ours that fills its defaults in. That the schema itself is one is for
 * tests to say: it would take as long again at every start, as would code that is optimized to run more than once.
 */
export function compileSchema<T>(schema: object): SchemaCheck<T> {
  let check: ValidateFunction<T> | undefined;
  return () => {
    check ??= new Ajv2020({
      strict: true,
      allErrors: true,
      verbose: true,
      useDefaults: true,
      allowUnionTypes: true,
      validateSchema: false,
      code: { optimize: false },
    }).compile<T>(schema);
    return check;
  };
}

const check = compileSchema<RawAgreement>(agreementSchema);

interface Problem {
  readonly path: KeyPath;
  /** Missing keys come last: the key that stands there under another name is the better place. */
  readonly missing: boolean;
  readonly offset: number;
  readonly detail: string;
}

/** The document's value with all defaults of the schema. Throws AGREEMENT_SCHEMA at the first wrong key, naming more. */
export function checkSchema(document: AgreementDocument): RawAgreement {
  return checkAgainst(check, document, 'AGREEMENT_SCHEMA');
}

/** The same for any schema; throws `code`. */
export function checkAgainst<T>(check: SchemaCheck<T>, document: AgreementDocument, code: ErrorCode): T {
  const validate = check();
  const value = document.value;
  if (validate(value)) return value;
  const errors = validate.errors ?? [];
  const problems = errors.slice(0, MAX_PLACED).map((error) => describe(error, document));
  problems.sort((a, b) => Number(a.missing) - Number(b.missing) || a.offset - b.offset);
  const [first, ...others] = problems;
  if (first === undefined) {
    throw new RoamsettleError('INTERNAL', 'The schema refused a document without a reason.');
  }
  const listed = others.slice(0, MAX_LISTED - 1).map(({ path, detail }) => {
    const place = document.place(path);
    return `Line ${place.line}${place.key === undefined ? '' : `, ${place.key}`}: ${detail}`;
  });
  if (errors.length > MAX_LISTED) listed.push(`And ${errors.length - MAX_LISTED} more.`);
  const detail = [first.detail, ...listed].join(' ');
  throw new RoamsettleError(code, detail, document.place(first.path));
}

function describe(error: ErrorObject, document: AgreementDocument): Problem {
  const parent = pointerPath(error.instancePath, document.value);
  const params = error.params as { additionalProperty?: string; missingProperty?: string };
  const path = params.additionalProperty === undefined ? parent : [...parent, params.additionalProperty];
  return {
    path,
    missing: params.missingProperty !== undefined,
    offset: document.offset(path),
    detail: sentence(error),
  };
}

/** What is wrong and how to write it. Never the value: it may be an identifier. */
function sentence(error: ErrorObject): string {
  const schema = (error.parentSchema ?? {}) as { properties?: object; description?: string };
  const params = error.params as {
    missingProperty?: string;
    allowedValues?: unknown[];
    type?: string | string[];
  };
  if (error.keyword === 'additionalProperties') {
    return `This key is not known here; known are ${Object.keys(schema.properties ?? {}).join(', ')}.`;
  }
  if (error.keyword === 'required') return `The key ${params.missingProperty} is missing.`;
  if (error.keyword === 'enum') {
    // A comma or a tab would not be seen among the commas.
    const values = params.allowedValues?.map((value) =>
      /^[,\s]$/.test(String(value)) ? JSON.stringify(value) : value,
    );
    return `It is one of ${values?.join(', ')}.`;
  }
  const plain = typeof error.data === 'number' || typeof error.data === 'boolean';
  const unquoted = error.keyword === 'type' && plain && [params.type].flat().includes('string');
  const meaning = schema.description ?? `It ${error.message ?? 'is not valid'}.`;
  return unquoted ? `Write it in quotes. ${meaning}` : meaning;
}

/** JSON pointer → key path; a part is an index where the value it points into is a list. */
function pointerPath(pointer: string, root: unknown): KeyPath {
  let value = root;
  return pointer
    .split('/')
    .slice(1)
    .map((part) => {
      const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
      const key = Array.isArray(value) ? Number(name) : name;
      value = (value as Record<string | number, unknown> | undefined)?.[key];
      return key;
    });
}
