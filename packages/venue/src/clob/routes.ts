import type { VenueContext } from "../context.ts";
import type { Routes } from "../http/router.ts";
import { accountRoutes } from "./account-routes.ts";
import { cancelRoutes } from "./cancel-routes.ts";
import { candleRoutes } from "./candle-routes.ts";
import { historyRoutes } from "./history-routes.ts";
import { keyRoutes } from "./key-routes.ts";
import { marketRoutes } from "./market-routes.ts";
import { orderRoutes } from "./order-routes.ts";
import { priceRoutes } from "./price-routes.ts";
import { publicTradeRoutes } from "./public-trade-routes.ts";
import { readRoutes } from "./read-routes.ts";
import { rewardRoutes } from "./reward-routes.ts";

/** Every route of the CLOB. */
export function clobRoutes(context: VenueContext): Routes {
  return {
    ...marketRoutes(context),
    ...priceRoutes(context),
    ...historyRoutes(context),
    ...keyRoutes(context),
    ...orderRoutes(context),
    ...cancelRoutes(context),
    ...readRoutes(context),
    ...accountRoutes(context),
    ...publicTradeRoutes(context),
    ...candleRoutes(context),
    ...rewardRoutes(context),
  };
}
