// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench.map;

import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.collection.Codec;
import dev.stillpoint.reclaim.collection.OffHeapMap;
import dev.stillpoint.reclaim.collection.OffHeapMapStatistics;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * What a map takes on the heap, and off it, with so many entries of 8 to 100 bytes.
 *
 * <pre>{@code java -cp stress/target/stress.jar --add-opens=java.base/java.lang=ALL-UNNAMED \
 *     --enable-native-access=ALL-UNNAMED dev.stillpoint.stress.bench.map.MapFootprint [entries]}</pre>
 */
public final class MapFootprint {

    private static final int ENTRIES = 10_000_000;

    private MapFootprint() {
    }

    public static void main(String... args) {
        int entries = args.length > 0 ? Integer.parseInt(args[0]) : ENTRIES;
        // The first map loads classes, which stay.
        try (Reclaimer reclaimer = Reclaimer.create(); OffHeapMap<Long, byte[]> map = fill(reclaimer, 1)) {
            map.get(0L);
        }
        long before = heapBytes();
        try (Reclaimer reclaimer = Reclaimer.create(); OffHeapMap<Long, byte[]> map = fill(reclaimer, entries)) {
            long heap = heapBytes() - before;
            OffHeapMapStatistics off = map.statistics();
            long offHeap = off.allocatedBytes() + off.bucketBytes();
            System.out.printf(Locale.ROOT, "%d entries: %.1f MB of entries and %.1f MB of buckets off the heap, "
                    + "%.3f MB on it, %.4f %%%n", off.entries(), off.allocatedBytes() / 1e6, off.bucketBytes() / 1e6,
                    heap / 1e6, 100.0 * heap / offHeap);
        }
    }

    private static OffHeapMap<Long, byte[]> fill(Reclaimer reclaimer, int entries) {
        OffHeapMap<Long, byte[]> map = OffHeapMap.create(reclaimer, Codec.longs(), Codec.bytes());
        for (int key = 0; key < entries; key++) {
            map.put((long) key, MapBenchmark.Operations.valueOf(key));
        }
        return map;
    }

    private static long heapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
