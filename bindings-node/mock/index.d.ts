/** Path of the program `wppkit` for this platform; throws if the package has none. */
export function binary(): string
