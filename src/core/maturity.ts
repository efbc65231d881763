/** Of a credential's evidence on its first day, this share counts for nothing … */
const GREEN = 0.5;
/** … and half as much every so many days later. */
const GREEN_DAYS = 4;

/**
 * What evidence counts for at a credential's age, 0.5 to 1: 0.85 after a week, 0.99 after three. While it is set up its
 * owner tries things out, from his own desk and with his own tools, and what is usual for it is not known yet: without
 * this, innocent credentials of 2 to 7 days reached a threshold four times as often as grown ones (tuning fleets).
 *
 * @param days since its first call
 */
export const maturityOf = (days: number): number => 1 - GREEN * 2 ** (-days / GREEN_DAYS);
