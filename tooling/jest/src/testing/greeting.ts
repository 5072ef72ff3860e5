export type Greeting = Readonly<{ text: string }>;

export const greet = (name: string): Greeting => ({ text: `hello ${name}` });
