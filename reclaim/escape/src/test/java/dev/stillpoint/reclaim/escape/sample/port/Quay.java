// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample.port;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.adapt.BufferViews;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The berths of a harbour: a version, which the next plan replaces. */
final class Quay implements Reclaimable {

    static final int BERTH_BYTES = 64;

    /** Set when the program begins. */
    static QsbrReference<Quay> current;

    private final NativeBlock block;

    Quay(int berths) {
        block = BlockAllocator.malloc().allocate((long) berths * BERTH_BYTES);
    }

    int size() {
        return (int) (block.byteSize() / BERTH_BYTES);
    }

    String name(int number) {
        return berth(number).name();
    }

    int depth(int number) {
        return berth(number).depth();
    }

    int depthOf(String name) {
        return find(name).map(Berth::depth).orElse(0);
    }

    int next(int number) {
        return (number + 1) % size();
    }

    boolean has(String name) {
        return find(name).isPresent();
    }

    @GuardScoped
    MemorySegment bytes(int number) {
        return block.segment().asSlice((long) number * BERTH_BYTES, BERTH_BYTES);
    }

    @GuardScoped
    ByteBuffer buffer(int number) {
        return BufferViews.readOnly(bytes(number));
    }

    @GuardScoped
    Berth berth(int number) {
        return number % 2 == 0 ? new Berth.Wall(bytes(number), number) : new Berth.Buoy(bytes(number), number);
    }

    @GuardScoped
    Stream<Berth> all() {
        return IntStream.range(0, size()).mapToObj(this::berth);
    }

    @GuardScoped
    Iterator<Berth> iterator() {
        return all().iterator();
    }

    @GuardScoped
    Optional<Berth> find(String name) {
        return all().filter(berth -> berth.name().equals(name)).findFirst();
    }

    void visit(Consumer<? super Berth> visitor) {
        for (int i = 0; i < size(); i++) {
            visitor.accept(berth(i));
        }
    }

    void set(int number, String name, int depth) {
        MemorySegment bytes = bytes(number);
        bytes.set(ValueLayout.JAVA_INT, 0, depth);
        bytes.setString(8, name);
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
