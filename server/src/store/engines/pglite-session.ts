import { type PGlite, protocol } from '@electric-sql/pglite'
import { PgliteUpkeep } from './pglite-upkeep.ts'
import { type Column, type Reply, readReply, writeBound } from './pglite-wire.ts'

type Message = { readonly name: string }

/** A statement as the database has it prepared: how its values are written and its columns read. */
type Prepared = {
  readonly name: string
  readonly parameters: readonly number[]
  readonly columns: readonly Column[]
}

export type SessionResult = Pick<Reply, 'rows' | 'count'>

/** Statements that come again are prepared once. Longer ones are batches, each of its own length: they rarely do. */
const preparedMax = 200
const preparedTextMax = 4_000

/** What is written to a folder is in the system's hands at once; only browsers have something to copy afterwards. */
const syncToFs = false

/** The name of the one statement that is forgotten with the next of its kind. */
const unnamed = ''

const { serialize } = protocol

const begin = serialize.query('begin')
const commit = serialize.query('commit')

/**
 * The one session of the embedded database. `PGlite.query` parses, describes and plans every statement anew, in five
 * calls into the database; here a known one takes a single call, which is several times as fast. Its caller
 * lets one statement run at a time.
 */
export class PgliteSession {
  #pglite: PGlite | null
  #prepared = new Map<string, Prepared>()
  #namesCount = 0
  #inTransaction = false
  #upkeep = new PgliteUpkeep((text) => this.#run(text, []))

  constructor(pglite: PGlite) {
    this.#pglite = pglite
  }

  async query(text: string, values: readonly unknown[] = []): Promise<SessionResult> {
    if (!this.#inTransaction) await this.#upkeep.tend()
    return this.#run(text, values)
  }

  async #run(text: string, values: readonly unknown[]): Promise<SessionResult> {
    const prepared = this.#known(text) ?? (await this.#prepare(text))
    const written = values.map((value, index) => this.#write(value, prepared.parameters[index]))
    const message = writeBound(prepared.name, written)
    this.#upkeep.note(message.length)
    return this.#exchange(message, prepared.columns)
  }

  async begin(): Promise<void> {
    await this.#upkeep.tend()
    await this.#exchange(begin)
    this.#inTransaction = true
  }

  /** Throws when the transaction had failed before, as nothing of it is kept then. */
  async commit(): Promise<void> {
    this.#inTransaction = false
    const { tag } = await this.#exchange(commit)
    if (tag === 'ROLLBACK') {
      throw Object.assign(new Error('the transaction had failed and was rolled back'), { code: '25P02' })
    }
  }

  async rollback(): Promise<void> {
    this.#inTransaction = false
    await this.#send(serialize.query('rollback'))
  }

  /** Lets go of the database as well: it holds a quarter of a gigabyte for as long as anybody can reach it. */
  async close(): Promise<void> {
    const pglite = this.#pglite
    this.#pglite = null
    this.#prepared.clear()
    if (pglite && !pglite.closed) await pglite.close()
  }

  get #database(): PGlite {
    if (!this.#pglite) throw new Error('the database is closed')
    return this.#pglite
  }

  /** The one used last goes to the end, so that the first is the one to forget. */
  #known(text: string): Prepared | undefined {
    const prepared = this.#prepared.get(text)
    if (!prepared) return undefined
    this.#prepared.delete(text)
    this.#prepared.set(text, prepared)
    return prepared
  }

  async #prepare(text: string): Promise<Prepared> {
    const name = text.length > preparedTextMax ? unnamed : `enlace_${++this.#namesCount}`
    const described = await this.#send(
      serialize.parse({ name, text }),
      serialize.describe({ type: 'S', name }),
      serialize.sync(),
    )
    const prepared = this.#toPrepared(name, described)
    if (name === unnamed) return prepared
    this.#prepared.set(text, prepared)
    if (this.#prepared.size > preparedMax) await this.#forgetFirst()
    return prepared
  }

  async #forgetFirst(): Promise<void> {
    for (const [text, { name }] of this.#prepared) {
      this.#prepared.delete(text)
      await this.#send(serialize.close({ type: 'S', name }), serialize.sync())
      return
    }
  }

  /** What is seldom said, read by the driver. */
  async #send(...parts: readonly Uint8Array[]): Promise<readonly Message[]> {
    const { messages } = await this.#database.execProtocol(Buffer.concat(parts), { syncToFs })
    return messages
  }

  /** What every statement takes goes past the driver's reader, which needs longer for many rows than the database. */
  async #exchange(message: Uint8Array, columns: readonly Column[] = []): Promise<Reply> {
    const pieces: Buffer[] = []
    await this.#database.execProtocolRawStream(message, {
      syncToFs,
      // What is handed over is the database's own memory.
      onRawData: (piece) => void pieces.push(Buffer.from(piece)),
    })
    const [only] = pieces
    return readReply(pieces.length === 1 && only ? only : Buffer.concat(pieces), columns)
  }

  #write(value: unknown, oid: number | undefined): string | null {
    if (value === null || value === undefined) return null
    const serializer = oid === undefined ? undefined : this.#database.serializers[oid]
    return serializer ? serializer(value) : String(value)
  }

  #toPrepared(name: string, described: readonly Message[]): Prepared {
    const parameters = described.find(isParameters)?.dataTypeIDs ?? []
    const fields = described.find(isColumns)?.fields ?? []
    return { name, parameters, columns: fields.map((field) => this.#toColumn(field)) }
  }

  #toColumn({ name, dataTypeID: oid }: Columns['fields'][number]): Column {
    const parser = this.#database.parsers[oid]
    return { name, parse: parser && ((text) => parser(text, oid)) }
  }
}

type Parameters = Message & { readonly dataTypeIDs: readonly number[] }
type Columns = Message & { readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[] }

const isParameters = (message: Message): message is Parameters => message.name === 'parameterDescription'
const isColumns = (message: Message): message is Columns => message.name === 'rowDescription'
