/** Tests against a double of WPPConnect Server: `wppkit/testing`. */
export { Control, MockError } from './control.js'
export { type FixtureOptions, type MockFixture, type TestHooks, useMock } from './fixture.js'
export { MockServer, type MockServerOptions, type WorldOptions } from './server.js'
export type * from './trouble.js'
export * from './world.js'
