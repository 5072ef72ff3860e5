import { type Address, type ApiKey, address, type Hex, secret } from "@pm/core-types";
import {
  type ApiCredentials,
  createBuilderHeaders,
  createL1Headers,
  createL2Headers,
  privateKey,
  verifyL1,
} from "@pm/signing";
import type { Vector } from "../vector.ts";
import { compared, differences, type Verdict } from "../verdict.ts";

type Request = {
  readonly timestamp: number;
  readonly method: string;
  readonly body: string | null;
  readonly preimage: string;
};

/** L1 headers: the `ClobAuth` signature, and that it recovers to its key. */
export async function checkL1({ input, expected }: Vector): Promise<Verdict> {
  const { privateKey: key, ...rest } = input as {
    readonly privateKey: Hex;
    readonly chainId: number;
    readonly nonce: number;
    readonly timestamp: number;
    readonly address?: Address;
  };
  const signer = privateKey(key);
  const headers = await createL1Headers(signer, rest);
  const recovered = verifyL1(headers, rest.chainId);
  return {
    problems: [...differences(expected, headers), ...differences(signer.address, recovered, "recovered")],
  };
}

/** L2 headers: the HMAC over the exact bytes of a request. */
export function checkL2({ input, expected }: Vector): Verdict {
  const {
    apiKey,
    passphrase,
    secret: key,
    requestPath,
    ...request
  } = input as Request & {
    readonly apiKey: string;
    readonly passphrase: string;
    readonly secret: string;
    readonly requestPath: string;
  };
  const { POLY_ADDRESS } = expected as { readonly POLY_ADDRESS: Address };
  const credentials = credentialsOf({ key: apiKey, secret: key, passphrase });
  // The vector does not say whose key it is: the address is passed through, once its checksum is right.
  const headers = createL2Headers(credentials, address(POLY_ADDRESS), sent(request, requestPath));
  return { problems: [...preimageProblems(request, requestPath), ...differences(expected, headers)] };
}

/** The builder's headers of relayer and RFQ requests. */
export function checkBuilder({ input, expected }: Vector): Verdict {
  const { creds, path, ...request } = input as Request & {
    readonly creds: { readonly key: string; readonly secret: string; readonly passphrase: string };
    readonly path: string;
  };
  const headers = createBuilderHeaders(credentialsOf(creds), sent(request, path));
  const { problems } = compared(expected, headers);
  return { problems: [...preimageProblems(request, path), ...problems] };
}

/** Credentials from the plain text of a vector. */
export function credentialsOf(plain: {
  readonly key: string;
  readonly secret: string;
  readonly passphrase: string;
}): ApiCredentials {
  return { key: plain.key as ApiKey, secret: secret(plain.secret), passphrase: secret(plain.passphrase) };
}

function sent({ timestamp, method, body }: Request, path: string) {
  return { timestamp, method, path, ...(body === null || body === undefined ? {} : { body }) };
}

/** A vector tells which text it means to sign; ours is timestamp, method, path and body. */
function preimageProblems(request: Request, path: string): string[] {
  if (request.preimage === undefined) return [];
  const text = `${request.timestamp}${request.method.toUpperCase()}${path}${request.body ?? ""}`;
  return differences(request.preimage, text, "preimage");
}
