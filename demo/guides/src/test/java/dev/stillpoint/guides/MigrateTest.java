// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.guides.migrate.ArenaPrices;
import dev.stillpoint.guides.migrate.CountedPrices;
import dev.stillpoint.guides.migrate.DelayedPrices;
import dev.stillpoint.guides.migrate.GuardedPrices;
import dev.stillpoint.guides.migrate.LockedPrices;
import dev.stillpoint.guides.migrate.PriceList;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.memory.QuarantineAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.IntToLongFunction;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the page about migrating shows before and after does the same: threads read while one replaces. */
@Timeout(300)
class MigrateTest {

    private static final int READERS = 4;
    private static final int VERSIONS = 500;
    private static final long READS = 20_000;

    @Test
    void countedOnes() throws Exception {
        readAndReplace(CountedPrices::new);
    }

    @Test
    void lockedOnes() throws Exception {
        readAndReplace(LockedPrices::new);
    }

    @Test
    void guardedOnes() throws Exception {
        try (Reclaimer reclaimer = Reclaimer.create()) {
            readAndReplace(first -> new GuardedPrices(reclaimer, first), reclaimer);
        }
    }

    @Test
    void onesWithArenas() throws Exception {
        try (ArenaPrices prices = new ArenaPrices(1, 2)) {
            readWhileReplaced(prices::cents, version -> prices.replace(2 * version + 1, 2 * version + 2));
        }
    }

    /** By one thread: no delay is long enough for all that a machine may do to another one. */
    @Test
    void delayedOnes() {
        try (QuarantineAllocator allocator = new QuarantineAllocator()) {
            try (DelayedPrices prices = new DelayedPrices(Prices.of(allocator, 1, 2), 1)) {
                for (long version = 1; version <= VERSIONS; version++) {
                    prices.replace(Prices.of(allocator, 2 * version + 1, 2 * version + 2));
                    assertThat(prices.cents(0)).isEqualTo(2 * version + 1);
                }
            }

            assertThat(allocator.allocatedBytes()).as("bytes not freed").isZero();
        }
    }

    /** This is why to migrate. */
    @Test
    void withoutDelayAVersionIsFreedUnderWhoeverHoldsIt() throws Exception {
        try (QuarantineAllocator allocator = new QuarantineAllocator()) {
            Prices held = Prices.of(allocator, 1, 2);
            try (DelayedPrices prices = new DelayedPrices(held, 0)) {
                prices.replace(Prices.of(allocator, 3, 4));
            }

            assertThat(allocator.allocatedBytes()).isZero();
            assertThat(held.cents(0)).isNotEqualTo(1);
        }
    }

    private static void readAndReplace(Function<Prices, PriceList> kind, AutoCloseable... then) throws Exception {
        try (QuarantineAllocator allocator = new QuarantineAllocator()) {
            try (PriceList prices = kind.apply(Prices.of(allocator, 1, 2))) {
                readWhileReplaced(prices::cents,
                        version -> prices.replace(Prices.of(allocator, 2 * version + 1, 2 * version + 2)));
            }
            for (AutoCloseable last : then) {
                last.close();
            }

            assertThat(allocator.allocatedBytes()).as("bytes not freed").isZero();
        }
    }

    /** Article 0 has odd prices and article 1 even ones, which never fall. */
    private static void readWhileReplaced(IntToLongFunction cents, LongConsumer replace) throws Exception {
        AtomicLong reads = new AtomicLong();
        List<Future<String>> readers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(READERS)) {
            for (int i = 0; i < READERS; i++) {
                int article = i % 2;
                readers.add(threads.submit((Callable<String>) () -> {
                    long last = 0;
                    while (last < 2L * VERSIONS + 1 || reads.get() < READS) {
                        long price = cents.applyAsLong(article);
                        if (price % 2 == article || price < last || price > 2L * VERSIONS + 2) {
                            return "a price of %d after %d".formatted(price, last);
                        }
                        last = price;
                        reads.incrementAndGet();
                    }
                    return "";
                }));
            }
            for (long version = 1; version <= VERSIONS; version++) {
                replace.accept(version);
            }
            for (Future<String> reader : readers) {
                assertThat(reader.get()).isEmpty();
            }
        }
    }
}
