// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.rail;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The trains of a week in off-heap memory: a version, which the next timetable replaces. */
final class Timetable implements Reclaimable {

    private static final int STOP_BYTES = 64;

    /** Set when the program begins. */
    static QsbrReference<Timetable> current;

    private final NativeBlock block;

    Timetable(int stops) {
        block = BlockAllocator.malloc().allocate((long) stops * STOP_BYTES);
    }

    static Timetable parse(byte[] file) {
        Timetable made = new Timetable(file.length / STOP_BYTES);
        MemorySegment.copy(file, 0, made.block.segment(), ValueLayout.JAVA_BYTE, 0, file.length);
        return made;
    }

    int size() {
        return (int) (block.byteSize() / STOP_BYTES);
    }

    String station(int stop) {
        return stop(stop).station();
    }

    int minutes(int stop) {
        return stop(stop).minutes();
    }

    @GuardScoped
    Stop stop(int number) {
        return new Stop(bytes(number));
    }

    @GuardScoped
    MemorySegment bytes(int number) {
        return block.segment().asSlice((long) number * STOP_BYTES, STOP_BYTES);
    }

    @GuardScoped
    Optional<Stop> find(String station) {
        return stops().filter(stop -> stop.station().equals(station)).findFirst();
    }

    @GuardScoped
    Stream<Stop> stops() {
        return IntStream.range(0, size()).mapToObj(this::stop);
    }

    @GuardScoped
    Iterator<Stop> iterator() {
        return stops().iterator();
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
