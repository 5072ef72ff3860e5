/** A clock that only moves when work says so, in milliseconds. */
export const fakeClock = () => {
  let at = 0;
  return {
    now: () => at,
    spend: (milliseconds: number) => {
      at += milliseconds;
    },
  };
};
