import { expect, test } from 'vitest'
import { breathe } from './deadline.ts'
import { Gate } from './gate.ts'

const late = () => new Error('late')

/** Work that is inside until it is let go. */
function givenWork() {
  const done = Promise.withResolvers<void>()
  return { work: () => done.promise, finish: done.resolve }
}

test('many are inside beside each other', async () => {
  const gate = new Gate()
  const first = givenWork()
  const inside = gate.enter(first.work)
  expect(await gate.enter(async () => 'beside')).toBe('beside')
  first.finish()
  await inside
})

test('who is alone waits for those inside, and those who come meanwhile are let in', async () => {
  const gate = new Gate()
  const order: string[] = []
  const first = givenWork()
  const inside = gate.enter(first.work).then(() => order.push('inside'))
  const alone = gate.alone(60_000, late, async () => void order.push('alone'))
  await gate.enter(async () => void order.push('came meanwhile'))
  first.finish()
  await Promise.all([inside, alone])
  expect(order).toEqual(['came meanwhile', 'inside', 'alone'])
})

test('nobody comes in while one is alone, and two are never alone together', async () => {
  const gate = new Gate()
  const order: string[] = []
  const first = givenWork()
  const alone = gate.alone(60_000, late, first.work).then(() => order.push('alone'))
  const second = gate.alone(60_000, late, async () => {
    order.push('second begins')
    await breathe()
    order.push('second ends')
  })
  const entered = gate.enter(async () => void order.push('entered'))
  await breathe()
  expect(order).toEqual([])
  first.finish()
  await Promise.all([alone, second, entered])
  expect(order.indexOf('second ends')).toBe(order.indexOf('second begins') + 1)
  expect(order).toHaveLength(4)
})

test('who may not wait longer is told so, and the others go on', async () => {
  const gate = new Gate()
  const first = givenWork()
  const inside = gate.enter(first.work)
  await expect(gate.alone(5, late, async () => 'never')).rejects.toThrow('late')
  first.finish()
  await inside
  expect(await gate.alone(60_000, late, async () => 'now')).toBe('now')
})

test('work that throws leaves the gate as open as before', async () => {
  const gate = new Gate()
  const fail = async () => {
    throw new Error('failed')
  }
  await expect(gate.enter(fail)).rejects.toThrow('failed')
  await expect(gate.alone(60_000, late, fail)).rejects.toThrow('failed')
  expect(await gate.enter(async () => 'in')).toBe('in')
})
