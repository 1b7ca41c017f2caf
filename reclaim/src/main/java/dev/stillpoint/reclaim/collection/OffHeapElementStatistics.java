// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

/**
 * What an {@link OffHeapStack}, an {@link OffHeapQueue} or an {@link OffHeapSortedSet} has. The figures are read while
 * it works, so they belong to slightly different moments.
 *
 * @param elements how many elements it has
 * @param elementBytes the bytes of those elements, with their headers
 * @param allocatedBytes the same, with the elements that were removed and are not yet freed, and with what an empty one
 *        takes
 */
public record OffHeapElementStatistics(long elements, long elementBytes, long allocatedBytes) {
}
