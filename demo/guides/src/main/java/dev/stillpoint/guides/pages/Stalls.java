// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.pages;

import dev.stillpoint.guides.Prices;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/** {@code docs/stall-reports.md}: programs that keep memory from coming back. Each of them is wrong. */
public final class Stalls {

    private Stalls() {
    }

    // @start region="importer"
    /** Wrong: it waits for the next article inside its section. */
    static long sum(QsbrReference<Prices> prices, BlockingQueue<Integer> articles) throws InterruptedException {
        return ScopedQsbr.read(() -> {
            Prices now = prices.get();
            long sum = 0;
            for (int article = articles.take(); article >= 0; article = articles.take()) {
                sum += now.cents(article);
            }
            return sum;
        });
    }
    // @end

    // @start region="leak"
    /** Wrong: where there is no such article the guard stays open. */
    static long cents(QsbrReference<Prices> prices, int article) {
        ReadGuard guard = ScopedQsbr.open();
        long cents = prices.get(guard).cents(article);
        guard.close();
        return cents;
    }
    // @end

    // @start region="computation"
    /** Not wrong in itself: it computes for long, outside of every section, and never unmounts. */
    static long compute(AtomicBoolean enough) {
        long rounds = 0;
        while (!enough.get()) {
            rounds++;
        }
        return rounds;
    }
    // @end

    // @start region="archive"
    /** Wrong: freeing waits until there is room in the archive. */
    record Archived(Prices prices, BlockingQueue<String> archive) implements Reclaimable {

        @Override
        public long byteSize() {
            return prices.byteSize();
        }

        @Override
        public void reclaim() throws InterruptedException {
            archive.put(prices.list("0,1"));
            prices.reclaim();
        }
    }
    // @end
}
