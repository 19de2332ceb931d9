/** What the product asks of a password, wherever one is chosen. */
export const minPasswordLength = 10;
