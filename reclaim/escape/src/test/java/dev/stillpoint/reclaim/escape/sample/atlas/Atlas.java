// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.atlas;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The places of a country: a version, which the next edition replaces. */
final class Atlas implements Reclaimable {

    private static final int PLACE_BYTES = 48;

    /** Set when the program begins. */
    static QsbrReference<Atlas> current;

    private final NativeBlock block;

    Atlas(int places) {
        block = BlockAllocator.malloc().allocate((long) places * PLACE_BYTES);
    }

    int size() {
        return (int) (block.byteSize() / PLACE_BYTES);
    }

    String name(int number) {
        return place(number).name();
    }

    @GuardScoped
    MemorySegment bytes(int number) {
        return block.segment().asSlice((long) number * PLACE_BYTES, PLACE_BYTES);
    }

    @GuardScoped
    Place place(int number) {
        return number % 2 == 0
                ? new Place.Town(bytes(number))
                : new Place.River(bytes(number), number, number + 1);
    }

    @GuardScoped
    Stream<Place> places() {
        return IntStream.range(0, size()).mapToObj(this::place);
    }

    @GuardScoped
    Iterator<Place> iterator() {
        return places().iterator();
    }

    @GuardScoped
    Optional<Place> find(String name) {
        return places().filter(place -> place.name().equals(name)).findAny();
    }

    @Override
    public void reclaim() {
        block.reclaim();
    }

    @Override
    public long byteSize() {
        return block.byteSize();
    }
}
