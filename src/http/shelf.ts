/** Finished runs, each `run.json` read once: a run never changes, and its list of files may be long. */
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Statement } from '../domain/statement.ts';
import { RoamsettleError } from '../errors.ts';
import type { CloseItem, Unmatched } from '../runs/close.ts';
import type { RunInputs } from '../runs/identity.ts';
import { isIssued, withIssued } from '../runs/issued.ts';
import { standingRun } from '../runs/month-run.ts';
import { findRun, type RunFile, runIds } from '../runs/read.ts';
import { Kept } from './kept.ts';

/** Runs whose heads are kept. */
const MAX_KEPT = 5000;
/** Statements that are kept. */
const MAX_STATEMENTS = 200;

/** What is kept of `run.json`. */
export interface RunHead {
  readonly run_id: string;
  readonly period: string;
  readonly statements: RunFile['statements'];
  readonly unmatched: Unmatched;
  readonly close: readonly CloseItem[];
  readonly inputs: Omit<RunInputs, 'files' | 'gaps'> & { readonly files: number };
  /** Milliseconds: which run of a period is the newest. */
  readonly written: number;
}

export interface OpenRun extends RunHead {
  readonly folder: string;
  readonly issued: boolean;
}

export class Shelf {
  readonly #data: string;
  readonly #heads = new Map<string, Omit<RunHead, 'written'>>();
  readonly #statements = new Kept<Statement>(MAX_STATEMENTS);

  constructor(data: string) {
    this.#data = data;
  }

  /** All runs, by period and id; statements of issued runs say so. */
  async list(): Promise<RunHead[]> {
    const heads: RunHead[] = [];
    for (const id of runIds(this.#data)) heads.push(await this.#head(id));
    return heads.sort((a, b) => (runKey(a) < runKey(b) ? -1 : 1));
  }

  /** The run that a text names by its id or the beginning of it. Throws RUN_NOT_FOUND, RUN_AMBIGUOUS. */
  async get(text: string): Promise<OpenRun> {
    const { runId, folder } =
      this.#heads.has(text) && existsSync(join(this.#data, 'runs', text, 'run.json'))
        ? { runId: text, folder: join(this.#data, 'runs', text) }
        : findRun(this.#data, text);
    return { ...(await this.#head(runId)), folder, issued: isIssued(this.#data, runId) };
  }

  /** The run of a period that was written last; null where none settles it. */
  async newest(period: string): Promise<RunHead | null> {
    return newestOf((await this.list()).filter((run) => run.period === period));
  }

  /** The run that stands for a month, of those that settle the agreement (null: any). Throws RUN_NOT_FOUND. */
  async ofMonth(period: string, agreement: string | null): Promise<string> {
    const isAccrual = ({ inputs }: RunHead) => inputs.accrual;
    return standingRun(this.#data, period, agreement, { all: await this.list(), isAccrual, newestOf });
  }

  /** A statement of a run, as its folder holds it. Throws STATEMENT_NOT_FOUND. */
  async statement(run: { folder: string; run_id: string }, agreement: string): Promise<Statement> {
    const read = () => readStatement(join(run.folder, `statement-${agreement}.json`));
    const statement = await this.#statements.of(`${run.run_id} ${agreement}`, read);
    return withIssued(this.#data, run.run_id, statement);
  }

  async #head(id: string): Promise<RunHead> {
    const path = join(this.#data, 'runs', id, 'run.json');
    let head = this.#heads.get(id);
    if (head === undefined) {
      const { inputs, ...run } = JSON.parse(await readFile(path, 'utf8')) as RunFile;
      const { files, gaps: _, ...rest } = inputs;
      head = { ...run, inputs: { ...rest, files: files.length } };
      if (this.#heads.size >= MAX_KEPT) this.#heads.clear();
      this.#heads.set(id, head);
    }
    return {
      ...head,
      // A run that is settled again is the newest again.
      written: (await stat(join(this.#data, 'runs', id))).mtimeMs,
      statements: head.statements.map((statement) => withIssued(this.#data, id, statement)),
    };
  }
}

async function readStatement(path: string): Promise<Statement> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    throw new RoamsettleError('STATEMENT_NOT_FOUND');
  }
  return JSON.parse(text) as Statement;
}

/** What runs are ordered by. */
export function runKey({ period, run_id }: Pick<RunHead, 'period' | 'run_id'>): string {
  return `${period} ${run_id}`;
}

export function newestOf(runs: readonly RunHead[]): RunHead | null {
  return runs.toSorted((a, b) => b.written - a.written || (a.run_id < b.run_id ? -1 : 1))[0] ?? null;
}
