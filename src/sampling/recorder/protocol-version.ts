/** Version of the orders, answers and frames in README.md. A recorder of another version is not used. */
export const PROTOCOL_VERSION = 2;
