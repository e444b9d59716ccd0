import { Compile } from 'typebox/compile'
import { expect, test } from 'vitest'
import { contradicting, shownExamples } from './examples.ts'

const problemsOf = ({ schema, value }: (typeof shownExamples)[number]) =>
  [...Compile(schema).Errors(value)].map(({ instancePath, message }) => `${instancePath} ${message}`)

test.each(shownExamples.map((each) => [each.operationId, each.status, each.name, each] as const))(
  '%s %s: the example %s is as our schema says, unless it contradicts its own',
  (...[, , name, example]) => {
    const problems = problemsOf(example)
    if (name in contradicting) expect(problems).not.toEqual([])
    else expect(problems).toEqual([])
  },
)

test('every example of the specification that is listed belongs to what is built', () => {
  const shown = new Set(shownExamples.map(({ name }) => name))
  expect(Object.keys(contradicting).filter((name) => !shown.has(name))).toEqual([])
  expect(shown.size).toBeGreaterThanOrEqual(12)
})

test('a reply that has lost a key is noticed', () => {
  const [first] = shownExamples.filter(({ name }) => name === 'AccountsOfdaCheckingDetail')
  if (!first) throw new RangeError('there is no such example')
  const { category: _, ...rest } = first.value
  expect(problemsOf({ ...first, value: rest })).not.toEqual([])
})
