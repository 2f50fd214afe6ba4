/**
 * Commands beside the server: a command that needs the database asks for its turn through a socket in the data folder, waits in
 * the same queue as jobs do, and then works in its own process, with its own output and exit code. Whoever may open the
 * socket may read the folder anyway: it asks for no token.
 */
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { RoamsettleError } from '../errors.ts';
import { lineReader, type TurnRequest, type TurnWord, turnSocket } from '../store/turn.ts';
import { CommandTurn } from './command-turn.ts';
import { isFinished, type Job } from './job.ts';
import type { Jobs } from './jobs.ts';

/** Commands that are connected at once. */
const MAX_COMMANDS = 100;
const NAME = /^[A-Za-z0-9 ._:@-]{1,80}$/;
const PURPOSE = /^[\x20-\x7e]{1,120}$/;

export class Turns {
  readonly #server: Server;
  readonly #jobs: Jobs;
  readonly #release: () => void;
  readonly #sockets = new Set<Socket>();

  private constructor(jobs: Jobs, release: () => void) {
    this.#jobs = jobs;
    this.#release = release;
    this.#server = createServer((socket) => this.#answer(socket));
    this.#server.maxConnections = MAX_COMMANDS;
  }

  /** Listens; null where the folder can hold no socket: commands are refused by name then. */
  static async listen(data: string, jobs: Jobs): Promise<Turns | null> {
    const { path, close } = turnSocket(data);
    const turns = new Turns(jobs, close);
    rmSync(path, { force: true });
    try {
      await new Promise<void>((resolve, reject) => {
        turns.#server.once('error', reject);
        turns.#server.listen(path, resolve);
      });
      chmodSync(path, 0o600);
      return turns;
    } catch {
      turns.close();
      return null;
    }
  }

  /** Nobody is given a turn any more; who has one goes on. */
  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    this.#release();
  }

  #answer(socket: Socket): void {
    this.#sockets.add(socket);
    let turn: CommandTurn | null = null;
    let job: Job | null = null;
    const say = (word: TurnWord) => socket.writable && socket.write(`${JSON.stringify(word)}\n`);
    const tell = () => {
      if (job !== null && this.#jobs.get(job.id).state === 'queued') say({ waits_for: this.#ahead(job.id) });
    };
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#jobs.off('change', tell);
      turn?.end(false);
      // It went away before its turn.
      if (job !== null && this.#jobs.has(job.id) && this.#jobs.get(job.id).state === 'queued')
        void this.#jobs.cancel(job.id).catch(() => undefined);
    });
    const hear = lineReader((line) => {
      try {
        if (turn !== null) {
          turn.end(true);
          return;
        }
        const { purpose, pid, who } = checked(line);
        turn = new CommandTurn({
          purpose,
          pid,
          begin: () => say({ turn: true }),
          kill: () => say({ cancelled: true }),
        });
        job = this.#jobs.submitCommand({ id: 'cli', name: who }, turn);
        this.#jobs.on('change', tell);
        tell();
      } catch (error) {
        if (error instanceof RoamsettleError) say({ error: { code: error.code, detail: error.detail } });
        socket.end();
      }
    });
    socket.on('data', hear);
  }

  /** What works now, or waits in front. */
  #ahead(id: string): string {
    const open = this.#jobs.list().filter((job) => !isFinished(job) && job.id !== id);
    const job = open.find(({ state }) => state === 'running') ?? open[0];
    if (job === undefined) return '';
    const { work } = job;
    const what = work.kind === 'command' ? work.purpose : work.kind;
    return `job ${job.id} of the server (${what})`;
  }
}

function checked(line: string): TurnRequest {
  const { purpose, pid, who } = JSON.parse(line) as TurnRequest;
  if (!PURPOSE.test(purpose) || !NAME.test(who) || !Number.isSafeInteger(pid) || pid < 1)
    throw new RoamsettleError('REQUEST_INVALID');
  return { purpose, pid, who };
}
