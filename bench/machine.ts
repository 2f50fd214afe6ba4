/** Facts of the machine a figure was measured on. */
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';

export function machineFacts() {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memory_gib: Math.round(totalmem() / 1024 ** 3),
    os: `${type()} ${release()}`,
    node: process.version,
  };
}
