import type { isMarketPriceError, MarketPriceError } from "../books/market-price.ts";
import type { FitBudgetError, isFitBudgetError } from "../fees/budget.ts";
import type { FeeError, isFeeError } from "../fees/taker-fee.ts";
import type { isOrderAmountsError, OrderAmountsError } from "../money/amounts.ts";
import type { isPriceUnitsError, PriceUnitsError } from "../money/tick.ts";
import { errorGuard } from "./guard.ts";
import type { InsufficientLiquidityError, OrderBookError, UnsupportedFeeError } from "./market-data.ts";
import type { InvalidOrderError } from "./trading.ts";
import { TimeoutError } from "./transport.ts";
import { InvalidDecimalError, type InvalidTickSizeError, type TickSizeError } from "./validation.ts";

type Equal<Left, Right> =
  (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : false;
type Guarded<Guard> = Guard extends (error: unknown) => error is infer Narrowed ? Narrowed : never;
const holds = <_Claim extends true>(): void => {};

// The unions are what the functions say they throw …
holds<Equal<PriceUnitsError, InvalidDecimalError | InvalidTickSizeError | TickSizeError>>();
holds<Equal<OrderAmountsError, PriceUnitsError | InvalidOrderError>>();
holds<
  Equal<
    MarketPriceError,
    InsufficientLiquidityError | InvalidDecimalError | InvalidOrderError | OrderBookError
  >
>();
holds<Equal<FeeError, InvalidDecimalError | InvalidOrderError | TickSizeError | UnsupportedFeeError>>();
holds<Equal<FitBudgetError, FeeError | InvalidTickSizeError>>();

// … and each guard narrows to its union.
holds<Equal<Guarded<typeof isPriceUnitsError>, PriceUnitsError>>();
holds<Equal<Guarded<typeof isOrderAmountsError>, OrderAmountsError>>();
holds<Equal<Guarded<typeof isMarketPriceError>, MarketPriceError>>();
holds<Equal<Guarded<typeof isFeeError>, FeeError>>();
holds<Equal<Guarded<typeof isFitBudgetError>, FitBudgetError>>();

const isEither = errorGuard(TimeoutError, InvalidDecimalError);
holds<Equal<Guarded<typeof isEither>, TimeoutError | InvalidDecimalError>>();
