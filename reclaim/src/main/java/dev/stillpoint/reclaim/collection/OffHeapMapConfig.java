// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import java.util.Objects;

/**
 * How an {@link OffHeapMap} is set up.
 *
 * @param name its name in messages
 * @param byteLimit how many bytes its entries may take before entries that were not used lately are removed;
 *        {@link Long#MAX_VALUE} for no limit
 */
public record OffHeapMapConfig(String name, long byteLimit) {

    private static final OffHeapMapConfig DEFAULTS = new OffHeapMapConfig("off-heap map", Long.MAX_VALUE);

    /**
     * @throws NullPointerException if the name is null
     * @throws IllegalArgumentException if the name is blank, or the limit is not positive
     */
    public OffHeapMapConfig {
        if (Objects.requireNonNull(name, "name").isBlank()) {
            throw new IllegalArgumentException("The name of a map must not be blank: messages use it.");
        }
        if (byteLimit < 1) {
            throw new IllegalArgumentException("byteLimit must be positive, but is " + byteLimit);
        }
    }

    /** A map without a limit. */
    public static OffHeapMapConfig defaults() {
        return DEFAULTS;
    }

    /** The same with another name. */
    public OffHeapMapConfig withName(String newName) {
        return new OffHeapMapConfig(newName, byteLimit);
    }

    /** The same with another limit, in bytes. */
    public OffHeapMapConfig withByteLimit(long newByteLimit) {
        return new OffHeapMapConfig(name, newByteLimit);
    }
}
