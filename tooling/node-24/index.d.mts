/** Path of a Node 24 binary; undefined on platforms for which there is none. */
export declare const node24: () => string | undefined;
