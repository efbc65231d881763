import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, truncateSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk of its own (tmpfs) that can be filled to the last byte. Mounting needs root. */
export class SmallDisk {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** The reason when it cannot be mounted. */
  static mount(megabytes: number): SmallDisk | string {
    const path = mkdtempSync(join(tmpdir(), 'zoom-monitor-disk-'));
    const size = `size=${megabytes}m,mode=0700`;
    const { status, stderr, error } = spawnSync('mount', ['-t', 'tmpfs', '-o', size, 'tmpfs', path]);
    if (status === 0) return new SmallDisk(path);
    rmSync(path, { recursive: true });
    return error?.message ?? String(stderr).trim();
  }

  /** Bytes that are free. */
  get free(): number {
    const { bavail, bsize } = statfsSync(this.path);
    return bavail * bsize;
  }

  /** Takes all that is left, and goes on taking what is freed, as whatever filled it would. */
  fill(): void {
    const ballast = openSync(this.#ballast, 'a');
    const block = Buffer.alloc(64 * 1024);
    for (let size = block.length; size > 0; ) {
      try {
        writeSync(ballast, block, 0, size);
      } catch {
        size = Math.floor(size / 2);
      }
    }
    closeSync(ballast);
  }

  empty(): void {
    truncateSync(this.#ballast, 0);
  }

  unmount(): void {
    spawnSync('umount', [this.path]);
    rmSync(this.path, { recursive: true, force: true });
  }

  get #ballast(): string {
    return join(this.path, 'ballast');
  }
}
