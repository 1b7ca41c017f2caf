// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.migrate;

import dev.stillpoint.guides.Prices;
import java.util.concurrent.atomic.AtomicInteger;

// @start region="counted"
/** Before: who reads counts itself in and out, and whoever comes last frees. */
public final class CountedPrices implements PriceList {

    private volatile Version current;

    private static final class Version {

        final Prices prices;
        final AtomicInteger claims = new AtomicInteger(1);

        Version(Prices prices) {
            this.prices = prices;
        }

        /** False if it is being freed: then there is a newer one. */
        boolean claim() {
            return claims.getAndUpdate(n -> n == 0 ? 0 : n + 1) != 0;
        }

        void release() {
            if (claims.decrementAndGet() == 0) {
                prices.reclaim();
            }
        }
    }

    public CountedPrices(Prices first) {
        current = new Version(first);
    }

    @Override
    public long cents(int article) {
        Version version = current;
        while (!version.claim()) {
            version = current;
        }
        try {
            return version.prices.cents(article);
        } finally {
            version.release();
        }
    }

    @Override
    public void replace(Prices next) {
        Version old = current;
        current = new Version(next);
        old.release();
    }

    @Override
    public void close() {
        current.release();
    }
}
// @end
