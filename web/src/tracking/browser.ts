/** The tracking module for sites without React. */
export { record } from "./track";
