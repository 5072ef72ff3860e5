// The order structs, typed from the documentation, so that hashes in the vectors do not come from the code they test.

const fields = (text) =>
  text.split(",").map((field) => {
    const [type, name] = field.trim().split(" ");
    return { name, type };
  });

export const V2_FIELDS = fields(
  "uint256 salt,address maker,address signer,uint256 tokenId,uint256 makerAmount,uint256 takerAmount,uint8 side,uint8 signatureType,uint256 timestamp,bytes32 metadata,bytes32 builder",
);

export const V1_FIELDS = fields(
  "uint256 salt,address maker,address signer,address taker,uint256 tokenId,uint256 makerAmount,uint256 takerAmount,uint256 expiration,uint256 nonce,uint256 feeRateBps,uint8 side,uint8 signatureType",
);
