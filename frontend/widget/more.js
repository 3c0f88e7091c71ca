// What few shoppers ask for, loaded when one does.
export { open } from "./forms.js";
export { turn } from "./turn.js";
