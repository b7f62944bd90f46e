import { setupServer } from "msw/node";

/** The stand-in for the API; each test says what it answers. Anything unexpected fails the test. */
export const server = setupServer();
