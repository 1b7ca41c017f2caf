// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.migrate;

import dev.stillpoint.guides.Prices;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;

// @start region="guarded"
/** After: readers read in a section, and write nothing that others read. */
public final class GuardedPrices implements PriceList {

    private final QsbrReference<Prices> current;

    public GuardedPrices(Reclaimer reclaimer, Prices first) {
        current = QsbrReference.of(reclaimer, first);
    }

    @Override
    public long cents(int article) {
        return ScopedQsbr.read(() -> current.get().cents(article));
    }

    @Override
    public void replace(Prices next) {
        current.replace(next); // does not wait: the old one is freed soon after its last reader has left
    }

    @Override
    public void close() {
        current.close();
    }
}
// @end
