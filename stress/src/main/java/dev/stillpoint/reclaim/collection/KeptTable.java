// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.stress.torture.Table;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A map of the library's for the torture program. It is to be loaded with calls that are replaced by those of
 * {@link KeptMemory}.
 */
final class KeptTable implements Table {

    private final OffHeapMap<Long, byte[]> map;

    private KeptTable(Reclaimer reclaimer) {
        map = OffHeapMap.create(reclaimer, Codec.longs(), Codec.bytes());
    }

    /** Makes one whose memory is used again. */
    static final class Reusing implements Function<Reclaimer, Table> {

        @Override
        public Table apply(Reclaimer reclaimer) {
            KeptMemory.useAgain();
            return new KeptTable(reclaimer);
        }
    }

    /** Makes one whose memory is not used again, so that what is broken ends in no circle of links. */
    static final class Keeping implements Function<Reclaimer, Table> {

        @Override
        public Table apply(Reclaimer reclaimer) {
            return new KeptTable(reclaimer);
        }
    }

    @Override
    public void hold(long key, Consumer<@Nullable MemorySegment> body) {
        try (ReadGuard guard = ScopedQsbr.open()) {
            body.accept(map.view(key, guard));
        }
    }

    @Override
    public byte @Nullable [] get(long key) {
        return map.get(key);
    }

    @Override
    public void put(long key, byte[] value) {
        map.put(key, value);
    }

    @Override
    public boolean replace(long key, byte[] value) {
        return map.replace(key, value);
    }

    @Override
    public boolean remove(long key) {
        return map.remove(key);
    }

    @Override
    public void forEach(ObjLongConsumer<MemorySegment> action) {
        map.forEach(entry -> action.accept(entry.valueView(), entry.key()));
    }

    @Override
    public long buckets() {
        return map.statistics().buckets();
    }

    @Override
    public void close() {
        map.close();
    }

    @Override
    public String leftovers() {
        return KeptMemory.giveBack();
    }
}
