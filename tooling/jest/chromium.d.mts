/** The path of a Chromium: installed where `CI` is set, undefined (and said) where there is none elsewhere. */
export declare function findChromium(): string | undefined;
