import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.drop();
});

/** Column → what a program may expect of it, such as `number | null`. */
type Columns = Record<string, string>;

test('tables.ts says what the database has: tables, columns, types, nulls and defaults', async () => {
  expect(await tablesInDatabase()).toEqual(tablesInSource());
});

async function tablesInDatabase(): Promise<Record<string, Columns>> {
  const { rows } = await sql<{
    table_name: string;
    column_name: string;
    data_type: string;
    nullable: boolean;
    generated: boolean;
  }>`
    select table_name, column_name, data_type, is_nullable = 'YES' as nullable, column_default is not null as generated
    from information_schema.columns
    where table_schema = 'public' and table_name not like 'kysely%' and table_name !~ '_[0-9]{4}_[0-9]{2}$'`.execute(
    database.store.db,
  );
  const tables: Record<string, Columns> = {};
  for (const row of rows) {
    const columns = tables[row.table_name] ?? {};
    tables[row.table_name] = columns;
    columns[row.column_name] = describe(KINDS[row.data_type] ?? row.data_type, row.nullable, row.generated);
  }
  return tables;
}

const KINDS: Record<string, string> = {
  uuid: 'string',
  text: 'string',
  inet: 'string',
  'timestamp with time zone': 'time',
  date: 'time',
  bigint: 'number',
  integer: 'number',
  smallint: 'number',
  'double precision': 'number',
  boolean: 'boolean',
  jsonb: 'json',
  bytea: 'bytes',
  ARRAY: 'numbers',
};

function describe(kind: string, nullable: boolean, generated: boolean): string {
  return `${generated ? 'default ' : ''}${kind}${nullable ? ' | null' : ''}`;
}

/** Reads the interfaces themselves, because types are gone at run time. */
function tablesInSource(): Record<string, Columns> {
  const file = new URL('../../src/store/tables.ts', import.meta.url);
  const source = ts.createSourceFile('tables.ts', readFileSync(file, 'utf8'), ts.ScriptTarget.ES2023);
  const interfaces = new Map<string, ts.InterfaceDeclaration>();
  for (const statement of source.statements) {
    if (ts.isInterfaceDeclaration(statement)) interfaces.set(statement.name.text, statement);
  }
  const tables: Record<string, Columns> = {};
  for (const [table, type] of membersOf(interfaces.get('Tables'), source)) {
    const columns: Columns = {};
    for (const [column, text] of membersOf(interfaces.get(type), source))
      columns[column] = describeType(text);
    tables[table] = columns;
  }
  return tables;
}

function membersOf(
  declaration: ts.InterfaceDeclaration | undefined,
  source: ts.SourceFile,
): [string, string][] {
  const found: [string, string][] = [];
  for (const member of declaration?.members ?? []) {
    if (ts.isPropertySignature(member))
      found.push([member.name.getText(source), member.type?.getText(source) ?? '']);
  }
  return found;
}

function describeType(text: string): string {
  const nullable = text.endsWith(' | null');
  const bare = text.replace(/ \| null$/, '');
  const inner = /^Generated<(.*)>$/.exec(bare)?.[1];
  return describe(kindOf(inner ?? bare), nullable, inner !== undefined);
}

/** Anything else, such as a union of words or a type of core, is text. */
function kindOf(type: string): string {
  if (type === 'number' || type === 'boolean') return type;
  if (type === 'Time' || type === 'Date') return 'time';
  if (type === 'Buffer') return 'bytes';
  if (type === 'number[]') return 'numbers';
  return type.startsWith('Json<') ? 'json' : 'string';
}

test('every key of a hot table begins with credential_id', async () => {
  const { rows } = await sql<{ table: string; key: string; first: string; primary: boolean }>`
    select t.relname as table, k.relname as key, a.attname as first, i.indisprimary as primary
    from pg_index i
    join pg_class t on t.oid = i.indrelid
    join pg_class k on k.oid = i.indexrelid
    join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
    where i.indisunique and t.relname = any(${HOT_TABLES})`.execute(database.store.db);
  expect(rows.filter((row) => row.first !== 'credential_id')).toEqual([]);
  const withPrimaryKey = rows.filter((row) => row.primary).map((row) => row.table);
  expect(withPrimaryKey.sort()).toEqual([...HOT_TABLES].sort());
});

const HOT_TABLES = [
  'access_event',
  'alert',
  'alert_note',
  'credential',
  'credential_state',
  'directive',
  'profile',
  'usage_hour',
];

test('every table with a credential_id is known to be hot', async () => {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
    where a.attname = 'credential_id' and c.relkind in ('r', 'p') and not c.relispartition
      and c.relnamespace = 'public'::regnamespace
    order by 1`.execute(database.store.db);
  expect(rows.map((row) => row.name)).toEqual(HOT_TABLES);
});

test('no table has a sequence, a trigger, a foreign key or an identity column', async () => {
  const { rows } = await sql<{ found: string }>`
    select 'sequence ' || relname as found from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace
    union all
    select 'trigger ' || t.tgname from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where c.relnamespace = 'public'::regnamespace
    union all
    select 'foreign key ' || conname from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace
    union all
    select 'identity ' || a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid
    where a.attidentity <> '' and c.relnamespace = 'public'::regnamespace`.execute(database.store.db);
  expect(rows).toEqual([]);
});

test('access_event has at most two indexes beside its key', async () => {
  const { rows } = await sql<{ name: string }>`
    select indexrelid::regclass::text as name from pg_index
    where indrelid = 'access_event'::regclass and not indisprimary`.execute(database.store.db);
  expect(rows.length).toBeLessThanOrEqual(2);
});
