// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

/**
 * What an {@link OffHeapMap} has. The figures are read while it works, so they belong to slightly different moments.
 *
 * @param entries how many entries it has
 * @param entryBytes the bytes of those entries, with their headers
 * @param allocatedBytes the same, with the entries that were removed and are not yet freed
 * @param buckets how many buckets it has
 * @param bucketBytes the bytes of the buckets, also of those that are being given up
 * @param evictions how many entries were removed because of a limit
 * @param entryWeight what those entries weigh: each 1, unless the map has a {@link Weigher}
 */
public record OffHeapMapStatistics(long entries, long entryBytes, long allocatedBytes, long buckets, long bucketBytes,
        long evictions, long entryWeight) {

    /** Of a map whose entries weigh 1 each. */
    public OffHeapMapStatistics(long entries, long entryBytes, long allocatedBytes, long buckets, long bucketBytes,
            long evictions) {
        this(entries, entryBytes, allocatedBytes, buckets, bucketBytes, evictions, entries);
    }
}
