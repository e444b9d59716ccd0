import Type from 'typebox'
import { route } from './route.ts'

/** What client libraries call to find out whether their keys are right; they look at the status alone. */
export const probe = route({
  method: 'GET',
  path: '/api/',
  operationId: 'CheckKeys',
  tag: 'Keys',
  summary: 'Answer 200 when the keys are right',
  scope: null,
  replies: { 200: Type.Object({}) },
  faults: [],
  async handle() {
    return { status: 200, body: {} }
  },
})
