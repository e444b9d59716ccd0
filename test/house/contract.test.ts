import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, test } from 'vitest'
import { generated } from '../../scripts/generated.ts'
import { endpoints } from '../../server/src/http/endpoints.ts'
import { readHouseFile } from './sources.ts'

const documents = Object.entries(generated).filter(([name]) => name.endsWith('openapi.json'))

test.each(Object.entries(generated))('docs/%s is what is declared; `npm run docs` writes it', (name, make) => {
  expect(readHouseFile(`docs/${name}`) === make()).toBe(true)
})

describe.each(documents)('docs/%s', (_name, make) => {
  test('is a valid OpenAPI 3.1 document', async () => {
    expect(await new Validator().validate(JSON.parse(make()))).toEqual({ valid: true })
  })
})

test('every endpoint stands in one of the documents, once', () => {
  const operations = documents.flatMap(([, make]) => operationIds(JSON.parse(make())))
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
