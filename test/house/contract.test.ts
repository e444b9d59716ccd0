import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, test } from 'vitest'
import { generated } from '../../scripts/generated.ts'
import { endpoints } from '../../server/src/http/endpoints.ts'
import { readHouseFile } from './sources.ts'

describe.each(Object.entries(generated))('docs/%s', (name, make) => {
  test('is what the endpoints declare; `npm run docs` writes it', () => {
    expect(readHouseFile(`docs/${name}`) === make()).toBe(true)
  })

  test('is a valid OpenAPI 3.1 document', async () => {
    expect(await new Validator().validate(JSON.parse(make()))).toEqual({ valid: true })
  })
})

test('every endpoint stands in one of the documents, once', () => {
  const operations = Object.values(generated).flatMap((make) => operationIds(JSON.parse(make())))
  for (const { operationId } of endpoints) {
    expect(
      operations.filter((each) => each === operationId),
      operationId,
    ).toHaveLength(1)
  }
})

function operationIds({ paths }: { paths: Record<string, Record<string, { operationId: string }>> }): string[] {
  return Object.values(paths).flatMap((item) => Object.values(item).map(({ operationId }) => operationId))
}
