import Type from 'typebox'
import { newKeySchema } from './enlace.ts'
import { forms, like } from './forms.ts'
import { closed, instant, optional, text, uuid } from './schema.ts'

/** Copies of a workspace: those that are used beside it, and those that are kept to go back to. */

/** What a snapshot may be called, as it stands in a path. */
export const snapshotName = () => like(forms.snapshotName)

export const forkRequest = closed({
  name: optional(Type.String({ minLength: 1, maxLength: 128 })),
  snapshot: optional(snapshotName()),
  webhooks: optional(
    Type.Boolean({ description: 'Whether the fork tells the same endpoints; it tells none otherwise.' }),
  ),
})

export const forkSchema = Type.Object({ id: uuid(), name: text(), created_at: instant() })

/** A fork with its pair of keys, whose password is answered this one time. */
export const newForkSchema = Type.Object({ ...forkSchema.properties, key: newKeySchema })

export const forkList = Type.Object({ results: Type.Array(forkSchema) })

export const snapshotSchema = Type.Object({
  name: text(),
  created_at: Type.String({ format: 'date-time', description: "The instant at which the workspace's clock stood." }),
  clock_frozen: Type.Boolean(),
  counts: Type.Record(Type.String(), Type.Integer(), { description: 'Links and records, by resource.' }),
})

export const snapshotList = Type.Object({ results: Type.Array(snapshotSchema) })

export const resetRequest = closed({ snapshot: optional(snapshotName()) })
