import { emptyDir, removeDataDir } from '../../support/data-dir.ts';
import { OwnPostgres } from './own-postgres.ts';
import { CrashingService } from './service.ts';

/** Services on a PostgreSQL of the test's own. */
export class Fixture {
  readonly postgres: OwnPostgres;
  readonly services: readonly CrashingService[];
  readonly #dataDirs: readonly string[];

  private constructor(
    postgres: OwnPostgres,
    services: readonly CrashingService[],
    dataDirs: readonly string[],
  ) {
    this.postgres = postgres;
    this.services = services;
    this.#dataDirs = dataDirs;
  }

  /** @param envOf settings of each service; without any it is connected to the server itself */
  static async start(
    replicas = 1,
    envOf: (postgres: OwnPostgres) => Promise<Readonly<Record<string, string>>> = async () => ({}),
  ): Promise<Fixture> {
    const postgres = await OwnPostgres.start();
    const env = await envOf(postgres);
    const dataDirs = Array.from({ length: replicas }, emptyDir);
    const services = dataDirs.map(
      (dataDir) => new CrashingService({ DATABASE_URL: postgres.url, DATA_DIR: dataDir, ...env }),
    );
    for (const service of services) await service.start();
    return new Fixture(postgres, services, dataDirs);
  }

  get service(): CrashingService {
    return this.services[0]!;
  }

  async remove(): Promise<void> {
    for (const service of this.services) await service.stop();
    await this.postgres.remove();
    for (const dataDir of this.#dataDirs) await removeDataDir(dataDir);
  }
}
