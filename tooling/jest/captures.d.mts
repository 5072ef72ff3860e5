/** The absolute path of a recorded file or folder beside the checkout, or undefined where there is none. */
export declare function captured(name: string): string | undefined;
