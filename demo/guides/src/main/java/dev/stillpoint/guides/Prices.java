// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.Collectors;

// @start region="prices"
/** One version of all prices, in memory off the heap. It is never changed, and freed as a whole. */
public final class Prices implements Reclaimable {

    private final NativeBlock block;

    private Prices(NativeBlock block) {
        this.block = block;
    }

    /** The price of each article, in cents. */
    public static Prices of(BlockAllocator allocator, long... cents) {
        NativeBlock block = allocator.allocate((long) cents.length * Long.BYTES);
        MemorySegment.copy(cents, 0, block.segment(), JAVA_LONG, 0, cents.length);
        return new Prices(block);
    }

    public long cents(int article) {
        return block.segment().getAtIndex(JAVA_LONG, article);
    }

    /** The prices of some articles, as in "3,5,7"; a copy. */
    public String list(String articles) {
        return Arrays.stream(articles.split(",")).mapToInt(Integer::parseInt).mapToObj(this::cents)
                .map(String::valueOf).collect(Collectors.joining(","));
    }

    @Override
    public long byteSize() {
        return block.byteSize();
    }

    @Override
    public void reclaim() {
        block.reclaim();
    }
}
// @end
