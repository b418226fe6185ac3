import type Database from '@signalapp/sqlcipher';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';

/** Kysely over one synchronous SQLCipher connection. Every query is done when its promise is made. */
export function sqlcipherDialect(database: Database): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new SqlcipherDriver(database),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

const begin = CompiledQuery.raw('begin immediate');
const commit = CompiledQuery.raw('commit');
const rollback = CompiledQuery.raw('rollback');

/** The worker runs one operation after the other, so the connection needs no lock. */
class SqlcipherDriver implements Driver {
  readonly #database: Database;
  readonly #connection: SqlcipherConnection;

  constructor(database: Database) {
    this.#database = database;
    this.#connection = new SqlcipherConnection(database);
  }

  async init() {}

  async acquireConnection() {
    return this.#connection;
  }

  async releaseConnection() {}

  async beginTransaction(connection: DatabaseConnection) {
    await connection.executeQuery(begin);
  }

  async commitTransaction(connection: DatabaseConnection) {
    await connection.executeQuery(commit);
  }

  async rollbackTransaction(connection: DatabaseConnection) {
    await connection.executeQuery(rollback);
  }

  async destroy() {
    this.#connection.close();
    this.#database.close();
  }
}

/** Statements that are kept for the next time; those that are longest out of use go first. */
const STATEMENTS_KEPT = 100;

class SqlcipherConnection implements DatabaseConnection {
  readonly #database: Database;
  readonly #statements = new Map<string, Statement>();

  constructor(database: Database) {
    this.#database = database;
  }

  async executeQuery<R>({ sql, parameters, query }: CompiledQuery): Promise<QueryResult<R>> {
    const statement = this.#statement(sql);
    if (returnsRows(query)) return { rows: statement.all<Row>(parameters.map(toValue)) as R[] };
    const { changes, lastInsertRowid } = statement.run(parameters.map(toValue));
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  streamQuery(): never {
    throw new Error('results are read whole here');
  }

  /** Open statements count against the database until it closes. */
  close(): void {
    for (const statement of this.#statements.values()) statement.close();
    this.#statements.clear();
  }

  #statement(sql: string): Statement {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.delete(sql);
    this.#statements.set(sql, statement);
    const [oldest] = this.#statements;
    if (oldest && this.#statements.size > STATEMENTS_KEPT) {
      this.#statements.delete(oldest[0]);
      oldest[1].close();
    }
    return statement;
  }
}

type Statement = ReturnType<Database['prepare']>;
type Row = Record<string, Value>;
type Value = string | number | null | Uint8Array<ArrayBuffer>;

function returnsRows(query: CompiledQuery['query']): boolean {
  return query.kind === 'SelectQueryNode' || query.kind === 'RawNode' || 'returning' in query;
}

function toValue(parameter: unknown): Value {
  switch (typeof parameter) {
    case 'string':
    case 'number':
      return parameter;
    default:
      if (parameter === null) return null;
      // Buffers of protobuf and msgpack may be views of a shared one; SQLite copies what it gets.
      if (parameter instanceof Uint8Array) return parameter as Uint8Array<ArrayBuffer>;
      throw new TypeError(`a ${typeof parameter} cannot be stored`);
  }
}
