/** What can go wrong with the database itself, as stable codes (docs/operations.md lists them). */
export type StoreErrorCode =
  | 'schema_too_new'
  | 'migration_failed'
  | 'database_unreachable'
  | 'no_embedded_database'
  | 'embedded_libraries_missing'
  | 'embedded_no_user'
  | 'embedded_init_failed'
  | 'embedded_start_failed'
  | 'embedded_stop_failed'
  | 'embedded_password_missing'
  | 'data_dir_unusable'
  | 'data_dir_other_version'
  | 'data_dir_in_use';

/** Says what failed, what was kept and what to do. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
