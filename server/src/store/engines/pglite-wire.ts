import { protocol } from '@electric-sql/pglite'

/** The messages that every statement takes: each written into one piece of memory, and read where it lies. */

/** A column of a result, and what makes a value of its text; without that it stays text. */
export type Column = { readonly name: string; readonly parse: ((text: string) => unknown) | undefined }

export type Reply = {
  readonly rows: Record<string, unknown>[]
  /** How many rows a statement wrote or gave back. */
  readonly count: number
  /** What the database says that it has done last, such as `UPDATE 3`. */
  readonly tag: string
}

const typeOf = { bind: 0x42, rowOfData: 0x44, done: 0x43, error: 0x45 } as const

const executeAndSync = Buffer.concat([protocol.serialize.execute({}), protocol.serialize.sync()])

/** Binds the values, as texts, to a prepared statement, runs it and asks for the end of it. */
export function writeBound(statement: string, values: readonly (string | null)[]): Buffer {
  const lengths = values.map((value) => (value === null ? 0 : Buffer.byteLength(value)))
  // The type, the length, two names that end in zero, three counts.
  let size = 1 + 4 + 1 + statement.length + 1 + 2 + 2 + 2
  for (const length of lengths) size += 4 + length
  const message = Buffer.allocUnsafe(size + executeAndSync.length)
  message[0] = typeOf.bind
  message.writeInt32BE(size - 1, 1)
  message[5] = 0
  message.write(statement, 6, 'latin1')
  let at = 6 + statement.length
  message[at] = 0
  // No formats: all values are texts.
  message.writeUInt16BE(0, at + 1)
  message.writeUInt16BE(values.length, at + 3)
  at += 5
  for (const [index, value] of values.entries()) {
    const length = lengths[index] as number
    message.writeInt32BE(value === null ? -1 : length, at)
    if (value !== null) message.write(value, at + 4)
    at += 4 + length
  }
  message.writeUInt16BE(0, at)
  executeAndSync.copy(message, size)
  return message
}

/** Throws the error that the database has answered with. */
export function readReply(bytes: Buffer, columns: readonly Column[]): Reply {
  const rows: Record<string, unknown>[] = []
  let tag = ''
  let count = 0
  for (let at = 0; at < bytes.length; ) {
    const type = bytes[at]
    const end = at + 1 + bytes.readInt32BE(at + 1)
    if (type === typeOf.rowOfData) rows.push(readRow(bytes, at + 5, columns))
    else if (type === typeOf.done) {
      tag = bytes.toString('latin1', at + 5, end - 1)
      count += countOf(tag)
    } else if (type === typeOf.error) throw errorIn(bytes)
    at = end
  }
  return { rows, count, tag }
}

function readRow(bytes: Buffer, start: number, columns: readonly Column[]): Record<string, unknown> {
  const row: Record<string, unknown> = {}
  let at = start + 2
  for (const { name, parse } of columns) {
    const length = bytes.readInt32BE(at)
    at += 4
    if (length === -1) {
      row[name] = null
      continue
    }
    const text = bytes.toString('utf8', at, at + length)
    row[name] = parse ? parse(text) : text
    at += length
  }
  return row
}

/** The number at the end; commands that touch no rows have none. */
const countOf = (tag: string): number => Number(/ (\d+)$/.exec(tag)?.[1] ?? 0)

/** As the driver throws it: a refusal is rare, and has many fields. */
function errorIn(bytes: Buffer): Error {
  let error = new Error('the database answered with an error that cannot be read')
  new protocol.Parser().parse(bytes, (message) => {
    if (message instanceof protocol.messages.DatabaseError) error = message
  })
  return error
}
