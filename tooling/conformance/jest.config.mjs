export { default } from "@pm/jest";
