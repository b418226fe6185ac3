import {
  type Compilable,
  type CompiledQuery,
  DummyDriver,
  type Expression,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  ValueNode,
} from 'kysely';
import type { Schema } from './schema.ts';

/** What a statement is given each time it runs, as its query names it. */
export type Placeholders<P> = { readonly [Name in keyof P]: Expression<P[Name]> };

/**
 * A query that is built and compiled once, for what every message needs: building it costs several times what running it
 * does. Its text never changes, so SQLite keeps it prepared, too.
 */
export class Statement<P extends object, R> {
  readonly #build: (db: Kysely<Schema>, given: Placeholders<P>) => Compilable<R>;
  #compiled: CompiledQuery<R> | undefined;

  constructor(build: (db: Kysely<Schema>, given: Placeholders<P>) => Compilable<R>) {
    this.#build = build;
  }

  async all(db: Kysely<Schema>, given: P): Promise<R[]> {
    this.#compiled ??= this.#build(builder, placeholders()).compile();
    const parameters = this.#compiled.parameters.map((value) =>
      value instanceof Placeholder ? given[value.name as keyof P] : value,
    );
    return (await db.executeQuery<R>({ ...this.#compiled, parameters })).rows;
  }

  async first(db: Kysely<Schema>, given: P): Promise<R | undefined> {
    return (await this.all(db, given))[0];
  }

  /** For what returns nothing. */
  async run(db: Kysely<Schema>, given: P): Promise<void> {
    await this.all(db, given);
  }
}

/** Takes the place of a value in the compiled query. */
class Placeholder<T> implements Expression<T> {
  readonly name: PropertyKey;

  constructor(name: PropertyKey) {
    this.name = name;
  }

  get expressionType(): T | undefined {
    return undefined;
  }

  toOperationNode(): ValueNode {
    return ValueNode.create(this);
  }
}

function placeholders<P>(): Placeholders<P> {
  return new Proxy({} as Placeholders<P>, { get: (_, name) => new Placeholder(name) });
}

/** Builds queries and runs none. */
const builder = new Kysely<Schema>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});
