// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import java.util.Objects;

/**
 * How an {@link OffHeapMap} is set up.
 *
 * @param name its name in messages
 * @param byteLimit how many bytes its entries may take before entries that were not used lately are removed;
 *        {@link Long#MAX_VALUE} for no limit
 * @param weightLimit how much they may weigh before the same happens; {@link Long#MAX_VALUE} for no limit. An entry
 *        weighs 1, unless the map has a {@link Weigher}
 */
public record OffHeapMapConfig(String name, long byteLimit, long weightLimit) {

    private static final OffHeapMapConfig DEFAULTS = new OffHeapMapConfig("off-heap map", Long.MAX_VALUE);

    /**
     * @throws NullPointerException if the name is null
     * @throws IllegalArgumentException if the name is blank, or a limit is not positive
     */
    public OffHeapMapConfig {
        if (Objects.requireNonNull(name, "name").isBlank()) {
            throw new IllegalArgumentException("The name of a map must not be blank: messages use it.");
        }
        if (byteLimit < 1) {
            throw new IllegalArgumentException("byteLimit must be positive, but is " + byteLimit);
        }
        if (weightLimit < 1) {
            throw new IllegalArgumentException("weightLimit must be positive, but is " + weightLimit);
        }
    }

    /** Without a limit of weight. */
    public OffHeapMapConfig(String name, long byteLimit) {
        this(name, byteLimit, Long.MAX_VALUE);
    }

    /** A map without a limit. */
    public static OffHeapMapConfig defaults() {
        return DEFAULTS;
    }

    /** The same with another name. */
    public OffHeapMapConfig withName(String newName) {
        return new OffHeapMapConfig(newName, byteLimit, weightLimit);
    }

    /** The same with another limit, in bytes. */
    public OffHeapMapConfig withByteLimit(long newByteLimit) {
        return new OffHeapMapConfig(name, newByteLimit, weightLimit);
    }

    /** The same with another limit of weight: of how many entries there are, unless the map has a {@link Weigher}. */
    public OffHeapMapConfig withWeightLimit(long newWeightLimit) {
        return new OffHeapMapConfig(name, byteLimit, newWeightLimit);
    }
}
