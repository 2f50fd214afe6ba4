/**
 * YAML text → plain values, with the line of every key. YAML 1.2 core: no tags, no merge keys, keys are plain scalars,
 * a duplicate key is an error. Size, tokens, depth, values and aliases are limited before they cost anything.
 */
import { type Alias, isAlias, isMap, isNode, isScalar, isSeq, Lexer, LineCounter, parseDocument } from 'yaml';
import { type ErrorCode, type ErrorPlace, RoamsettleError } from '../../errors.ts';
import { tooLarge } from '../text-file.ts';

export const MAX_AGREEMENT_BYTES = 1024 * 1024;
const MAX_TOKENS = 200_000;
const MAX_DEPTH = 32;
/** Values after aliases are expanded. */
const MAX_VALUES = 100_000;
const MAX_ALIASES = 100;
const MAX_KEY_SHOWN = 64;

export type KeyPath = readonly (string | number)[];

export interface AgreementDocument {
  readonly file: string;
  /** Plain objects, arrays, strings, numbers, booleans and null; aliases expanded, nothing shared. */
  readonly value: unknown;
  /** Character offset of the key, item or, where it is absent, of the nearest part above it. */
  offset(path: KeyPath): number;
  /** File, line and key path, for an error. */
  place(path: KeyPath): ErrorPlace;
}

/** Throws FILE_TOO_LARGE, or `code` with file and line. */
export function readDocument(
  text: string,
  file: string,
  code: ErrorCode = 'AGREEMENT_SYNTAX',
): AgreementDocument {
  const syntax = (detail: string, line: number) => new RoamsettleError(code, detail, { file, line });
  if (text.length > MAX_AGREEMENT_BYTES || Buffer.byteLength(text) > MAX_AGREEMENT_BYTES) {
    throw tooLarge(file, MAX_AGREEMENT_BYTES);
  }
  countTokens(text, syntax);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    merge: false,
    // The library compares each key with all others: `plainMap` does it in linear time.
    uniqueKeys: false,
    prettyErrors: false,
    // 'silent' would also hide a second document.
    logLevel: 'error',
    lineCounter: lines,
  });
  // An empty text has no line 1 for the library.
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line);
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem !== undefined) {
    throw syntax(parserSentence(problem), lineAt(problem.pos[0]));
  }
  const reader = new PlainReader(document.contents, syntax, lineAt);
  const value = reader.read();
  const offset = (path: KeyPath) => locate(document.contents, path, reader.targets);
  return { file, value, offset, place: (path) => ({ file, line: lineAt(offset(path)), ...keyOf(path) }) };
}

/** Throws `code` at a key of the document. */
export function refuseAt(document: AgreementDocument, path: KeyPath, code: ErrorCode, detail: string): never {
  throw new RoamsettleError(code, detail, document.place(path));
}

/** `['charges', 'usage', 0, 'price']` → `charges.usage[0].price`. A long number in a key may be an identifier: masked. */
export function keyText(path: KeyPath): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += `${text === '' ? '' : '.'}${part.slice(0, MAX_KEY_SHOWN).replace(/[0-9]{6,}/g, '…')}`;
  }
  return text;
}

function keyOf(path: KeyPath): { key?: string } {
  return path.length === 0 ? {} : { key: keyText(path) };
}

/** An error of the document's syntax at a line. */
type SyntaxError = (detail: string, line: number) => RoamsettleError;

/** The parser's own sentence, up to what it cites from the text: that may be an identifier. */
function parserSentence(problem: { code: string; message: string }): string {
  if (problem.code === 'RESOURCE_EXHAUSTION') return `It is nested deeper than ${MAX_DEPTH} levels.`;
  if (problem.code === 'MULTIPLE_DOCS')
    return 'A file holds one document: a second YAML document begins here.';
  const sentence = problem.message.split(/: |\n/)[0] ?? '';
  return `${sentence.replace(/[0-9]{6,}/g, '…').replace(/["'.:]/g, '')}.`;
}

/** The parser builds an object for each token, and an error for each bad one: a cheap pass bounds them first. */
function countTokens(text: string, syntax: SyntaxError): void {
  let tokens = 0;
  let line = 1;
  for (const token of new Lexer().lex(text)) {
    line += token.split('\n').length - 1;
    if (++tokens > MAX_TOKENS) throw syntax(`It has more than ${MAX_TOKENS} YAML tokens.`, line);
  }
}

class PlainReader {
  /** What each alias stands for: an anchor may be set again, so this is known only while reading in order. */
  readonly targets = new Map<Alias, unknown>();
  readonly #anchors = new Map<string, unknown>();
  readonly #contents: unknown;
  readonly #syntax: SyntaxError;
  readonly #lineAt: (offset: number) => number;
  #values = 0;
  #aliases = 0;
  #offset = 0;

  constructor(contents: unknown, syntax: SyntaxError, lineAt: (offset: number) => number) {
    this.#contents = contents;
    this.#syntax = syntax;
    this.#lineAt = lineAt;
  }

  read(): unknown {
    return this.#plain(this.#contents, 0);
  }

  #plain(node: unknown, depth: number): unknown {
    if (depth > MAX_DEPTH) throw this.#fail(`It is nested deeper than ${MAX_DEPTH} levels.`);
    if (++this.#values > MAX_VALUES) {
      throw this.#fail(`It has more than ${MAX_VALUES} values, aliases counted each time.`);
    }
    if (!isNode(node)) return null;
    this.#offset = node.range?.[0] ?? this.#offset;
    if (isAlias(node)) return this.#plain(this.#target(node), depth + 1);
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    if (node.tag !== undefined) {
      throw this.#fail('Tags (like !!str) are not used: write text in quotes.');
    }
    if (isSeq(node)) return node.items.map((item) => this.#plain(item, depth + 1));
    if (isMap(node)) return this.#plainMap(node, depth);
    return isScalar(node) ? node.value : null;
  }

  #target(alias: Alias): unknown {
    if (++this.#aliases > MAX_ALIASES) throw this.#fail(`It has more than ${MAX_ALIASES} aliases.`);
    const target = this.targets.get(alias) ?? this.#anchors.get(alias.source);
    if (target === undefined) throw this.#fail('An alias has no anchor before it.');
    this.targets.set(alias, target);
    return target;
  }

  /** Entries are defined, not assigned: a key `__proto__` stays a key, which the schema then refuses. */
  #plainMap(node: { items: { key: unknown; value: unknown }[] }, depth: number): unknown {
    const lines = new Map<string, number>();
    const entries: [string, unknown][] = [];
    for (const { key, value } of node.items) {
      if (isNode(key)) this.#offset = key.range?.[0] ?? this.#offset;
      if (!isScalar(key)) throw this.#fail('A key is plain text, not a list, a map or an alias.');
      const name = scalarName(key);
      const line = this.#lineAt(this.#offset);
      const earlier = lines.get(name);
      if (earlier !== undefined) {
        throw this.#fail(`The key ${keyText([name])} stands twice in one map, first on line ${earlier}.`);
      }
      lines.set(name, line);
      entries.push([name, this.#plain(value, depth + 1)]);
    }
    return Object.fromEntries(entries);
  }

  #fail(detail: string): RoamsettleError {
    return this.#syntax(detail, this.#lineAt(this.#offset));
  }
}

function scalarName(key: unknown): string {
  return isScalar(key) ? String(key.value) : '';
}

/**
 * Offset of what a path leads to, as far as it goes. A map's entry is where its key stands; a list's item where it
 * begins.
 */
function locate(contents: unknown, path: KeyPath, targets: ReadonlyMap<Alias, unknown>): number {
  let node = contents;
  let offset = isNode(contents) ? (contents.range?.[0] ?? 0) : 0;
  for (const part of path) {
    if (isAlias(node)) node = targets.get(node);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => scalarName(key) === String(part));
      if (!isScalar(pair?.key)) return offset;
      offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof part === 'number') {
      const item = node.items[part];
      if (!isNode(item)) return offset;
      offset = item.range?.[0] ?? offset;
      node = item;
    } else {
      return offset;
    }
  }
  return offset;
}
