// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.observe;

/** What several carriers have counted together. Immutable. */
public final class CarrierSums {

    /** Those of no carrier. */
    public static final CarrierSums NONE = new CarrierSums(new long[CarrierCount.values().length]);

    private final long[] sums;

    private CarrierSums(long[] sums) {
        this.sums = sums;
    }

    /** These sums, with what one carrier more has counted so far. */
    public CarrierSums plus(CarrierCounts one) {
        long[] more = sums.clone();
        for (CarrierCount count : CarrierCount.values()) {
            more[count.slot] += one.get(count);
        }
        return new CarrierSums(more);
    }

    /** One of the sums. */
    public long get(CarrierCount count) {
        return sums[count.slot];
    }
}
