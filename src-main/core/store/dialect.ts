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
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  async commitTransaction(connection: DatabaseConnection) {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection) {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  async destroy() {
    this.#database.close();
  }
}

class SqlcipherConnection implements DatabaseConnection {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async executeQuery<R>({ sql, parameters, query }: CompiledQuery): Promise<QueryResult<R>> {
    const statement = this.#database.prepare(sql);
    try {
      if (returnsRows(query)) return { rows: statement.all<Row>(parameters.map(toValue)) as R[] };
      const { changes, lastInsertRowid } = statement.run(parameters.map(toValue));
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
    } finally {
      // Open statements count against the database until it closes.
      statement.close();
    }
  }

  streamQuery(): never {
    throw new Error('results are read whole here');
  }
}

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
      throw new TypeError(`a ${typeof parameter} cannot be stored`);
  }
}
