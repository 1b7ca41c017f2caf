// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.caffeine;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.memory.NativeBlock;
import java.util.function.Function;

// @start region="cache"
/** Prices of a year by article, each in a block of its own. What the cache drops is freed after its last reader. */
public final class BlockCache implements AutoCloseable {

    private final Cache<Integer, NativeBlock> cache;
    private final Function<Integer, NativeBlock> load;

    public BlockCache(Reclaimer reclaimer, long maximumBytes, Function<Integer, NativeBlock> load) {
        this.load = load;
        cache = Caffeine.newBuilder()
                .maximumWeight(maximumBytes)
                .weigher((Integer article, NativeBlock year) -> Math.toIntExact(year.byteSize()))
                .executor(Runnable::run)
                // Null only in caches of weak or soft values.
                .removalListener((article, year, cause) -> reclaimer.retireWithoutWaiting(requireNonNull(year)))
                .build();
    }

    /** The price on some day. A block that is dropped at this very moment stays until the section ends. */
    public long cents(int article, int day) {
        return ScopedQsbr.read(() -> cache.get(article, load).segment().getAtIndex(JAVA_LONG, day));
    }

    /** Loads the article again when it is next asked for. */
    public void reload(int article) {
        cache.invalidate(article);
    }

    /** Retires what is left. Close it after its readers, and before the reclaimer. */
    @Override
    public void close() {
        cache.invalidateAll();
    }
}
// @end
