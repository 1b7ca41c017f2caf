// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

/**
 * Says how much an entry of an {@link OffHeapMap} counts against its
 * {@linkplain OffHeapMapConfig#withWeightLimit limit of weight}: what it costs to make again, say, or the bytes that it
 * stands for elsewhere.
 *
 * <p><b>Threading.</b> The map calls it on the thread that gives a key a value, on several threads at once, inside a
 * read section, and before anything changes. It is asked once for each value that is put, and again if another thread
 * changes the key meanwhile. The map remembers the answer, so it may change its mind.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 */
@FunctionalInterface
public interface Weigher<K, V> {

    /**
     * The weight of an entry. One that weighs nothing is not removed for the sake of the weight.
     *
     * @return at least 0
     * @throws RuntimeException the map throws it too, and has not changed
     */
    int weigh(K key, V value);
}
