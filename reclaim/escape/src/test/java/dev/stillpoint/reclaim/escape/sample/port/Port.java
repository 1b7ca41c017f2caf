// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.port;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The ships in a harbour: a version, which the next tide replaces. */
final class Port implements Reclaimable {

    private static final int SHIP_BYTES = 64;

    /** Set when the program begins. */
    static QsbrReference<Port> current;
    /** Set when the program begins. */
    static Reclaimer reclaimer;

    /** A remark about a ship, which may be anything. */
    static final class Note<T> {

        private final T value;

        Note(T value) {
            this.value = value;
        }

        T value() {
            return value;
        }
    }

    /** The papers of a ship, as they lie in memory. */
    record Manifest(MemorySegment bytes, int lines) {
    }

    private final NativeBlock block;

    Port(int berths) {
        block = BlockAllocator.malloc().allocate((long) berths * SHIP_BYTES);
    }

    int size() {
        return (int) (block.byteSize() / SHIP_BYTES);
    }

    String name(int berth) {
        return ship(berth).name();
    }

    MemorySegment hull(int berth) {
        return block.segment().asSlice((long) berth * SHIP_BYTES, SHIP_BYTES);
    }

    ByteBuffer log(int berth) {
        return hull(berth).asByteBuffer();
    }

    Stream<MemorySegment> hulls() {
        return IntStream.range(0, size()).mapToObj(this::hull);
    }

    Manifest manifest(int berth) {
        return new Manifest(hull(berth), 4);
    }

    Note<Object> note(int berth) {
        return new Note<>(hull(berth));
    }

    Object attachment(int berth) {
        return hull(berth);
    }

    <T> T part(Class<T> type, int berth) {
        return type.cast(hull(berth));
    }

    @GuardScoped
    Ship ship(int berth) {
        return new Ship(hull(berth), berth);
    }

    @GuardScoped
    Stream<Ship> ships() {
        return IntStream.range(0, size()).mapToObj(this::ship);
    }

    @GuardScoped
    Iterator<Ship> iterator() {
        return ships().iterator();
    }

    @GuardScoped
    Iterable<Ship> docked() {
        return this::iterator;
    }

    @GuardScoped
    Optional<Ship> find(String name) {
        return ships().filter(ship -> ship.name().equals(name)).findAny();
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
