// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.migrate;

import dev.stillpoint.guides.Prices;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

// @start region="delayed"
/** Before: the old version is freed when surely nobody reads it any more. */
public final class DelayedPrices implements PriceList {

    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
    private final long delayMillis;
    private volatile Prices current;

    public DelayedPrices(Prices first, long delayMillis) {
        this.delayMillis = delayMillis;
        current = first;
    }

    @Override
    public long cents(int article) {
        return current.cents(article); // wrong if this thread stands still for longer than the delay, here
    }

    @Override
    public void replace(Prices next) {
        Prices old = current;
        current = next;
        var _ = later.schedule(old::reclaim, delayMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        later.close(); // waits for those that are scheduled
        current.reclaim();
    }
}
// @end
