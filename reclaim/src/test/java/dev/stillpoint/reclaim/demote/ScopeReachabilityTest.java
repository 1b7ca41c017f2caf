// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.demote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.stillpoint.reclaim.support.Await;
import dev.stillpoint.reclaim.support.Background;
import dev.stillpoint.reclaim.support.Collected;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.Pipe;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What demotion relies on: everything by which a program can come to the memory of a segment keeps the segment's scope
 * reachable, also while only the JDK or a native call uses the memory. docs/bounded-garbage.md says where the JDK does
 * that.
 */
@SuppressWarnings("restricted") // scopes of their own, and native calls
class ScopeReachabilityTest {

    private static final int BYTES = 64;
    private static final Linker LINKER = Linker.nativeLinker();

    // what a reader holds: the only way from a root
    private volatile @Nullable Object held;

    /** Memory that stays, with a scope of its own. */
    private static MemorySegment segment() {
        return Arena.global().allocate(BYTES, 16).reinterpret(Arena.ofShared(), null);
    }

    private Collected scopeOfWhatIsHeld(Function<MemorySegment, Object> view) {
        MemorySegment segment = segment();
        held = view.apply(segment);
        return new Collected(segment.scope());
    }

    static Stream<Named<Function<MemorySegment, Object>>> views() {
        return Stream.of(view("the segment", segment -> segment),
                view("a slice", segment -> segment.asSlice(8)),
                view("a slice of a slice", segment -> segment.asSlice(8, 32).asSlice(4, 4)),
                view("an empty slice", segment -> segment.asSlice(8, 0)),
                view("a read-only view", MemorySegment::asReadOnly),
                view("a view of another size", segment -> segment.reinterpret(8)),
                view("an element", segment -> segment.elements(ValueLayout.JAVA_LONG).toList().getLast()),
                view("a spliterator", segment -> segment.spliterator(ValueLayout.JAVA_LONG)),
                view("a byte buffer", MemorySegment::asByteBuffer),
                view("a duplicate", segment -> segment.asByteBuffer().duplicate()),
                view("a slice of a buffer", segment -> segment.asByteBuffer().position(8).slice()),
                view("a read-only buffer", segment -> segment.asByteBuffer().asReadOnlyBuffer()),
                view("a buffer of longs", segment -> segment.asByteBuffer().asLongBuffer()),
                view("a segment of a buffer", segment -> MemorySegment.ofBuffer(segment.asByteBuffer())),
                view("the scope", MemorySegment::scope));
    }

    private static Named<Function<MemorySegment, Object>> view(String name, Function<MemorySegment, Object> view) {
        return Named.of(name, view);
    }

    @ParameterizedTest
    @MethodSource("views")
    void aViewKeepsTheScope(Function<MemorySegment, Object> view) {
        Collected scope = scopeOfWhatIsHeld(view);
        scope.awaitInVain("the scope of a view that is held");
        assertThat(held).isNotNull();
        held = null;
        scope.await("the scope of a view that was dropped");
    }

    @Test
    void aViewDoesNotKeepTheSegment() {
        MemorySegment segment = segment();
        held = segment.asSlice(8);
        Collected found = new Collected(segment);
        segment = null;
        // So whoever tracks the segment frees under the reader of a slice.
        found.await("the segment of a slice that is held");
        assertThat(held).isNotNull();
    }

    @Test
    void anAddressDoesNotKeepTheScope() {
        Collected scope = scopeOfWhatIsHeld(segment -> MemorySegment.ofAddress(segment.address()).reinterpret(BYTES));
        scope.await("the scope of memory of which only the address is held");
        assertThat(held).isNotNull();
    }

    @Test
    void aNativeCallKeepsTheScopeUntilItReturns() throws Throwable {
        assumeTrue(LINKER.defaultLookup().find("pipe").isPresent(), "not a Unix");
        MethodHandle read = function("read", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
        MethodHandle write = function("write", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
        MemorySegment ends = Arena.global().allocate(ValueLayout.JAVA_INT, 2);
        int made = (int) function("pipe", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS))
                .invokeExact(ends);
        assertThat(made).isZero();
        int in = ends.getAtIndex(ValueLayout.JAVA_INT, 0);
        int out = ends.getAtIndex(ValueLayout.JAVA_INT, 1);
        Collected[] scope = {null};
        Background reader = Background.platform("reader", () -> assertThat(readInto(scope, read, in)).isEqualTo(1));
        Await.until("it is called", () -> scope[0] != null);
        scope[0].awaitInVain("the scope of memory that a native call fills");
        long written = (long) write.invokeExact(out, Arena.global().allocate(1), 1L);
        assertThat(written).isEqualTo(1);
        reader.join();
        scope[0].await("the scope after the call");
    }

    private static long readInto(Collected[] scope, MethodHandle read, int in) {
        MemorySegment segment = segment();
        scope[0] = new Collected(segment.scope());
        try {
            return (long) read.invokeExact(in, segment, 1L);
        } catch (Throwable e) {
            throw new AssertionError("a C function throws nothing", e);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().find(name).orElseThrow(), descriptor);
    }

    @Test
    void aBlockingReadKeepsTheScopeUntilItReturns() throws Exception {
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source(); Pipe.SinkChannel sink = pipe.sink()) {
            Collected[] scope = {null};
            Background reader = Background.platform("reader", () -> assertThat(readInto(scope, source)).isEqualTo(1));
            Await.until("it is called", () -> scope[0] != null);
            scope[0].awaitInVain("the scope of memory that a channel reads into");
            assertThat(sink.write(ByteBuffer.allocate(1))).isEqualTo(1);
            reader.join();
            scope[0].await("the scope after the read");
        }
    }

    private static int readInto(Collected[] scope, Pipe.SourceChannel source) throws IOException {
        MemorySegment segment = segment();
        scope[0] = new Collected(segment.scope());
        return source.read(segment.asByteBuffer());
    }

    @Test
    void anAsynchronousReadKeepsTheScopeUntilItEnds() throws Exception {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (AsynchronousServerSocketChannel server = AsynchronousServerSocketChannel.open().bind(anyPort);
                AsynchronousSocketChannel client = AsynchronousSocketChannel.open()) {
            client.connect(server.getLocalAddress()).get();
            try (AsynchronousSocketChannel peer = server.accept().get()) {
                Collected scope = readInto(client);
                scope.awaitInVain("the scope of memory that a channel reads into, asynchronously");
                assertThat(peer.write(ByteBuffer.allocate(1)).get()).isEqualTo(1);
                awaitRead();
                // The JDK's channel remembers the last view until it reads into another one.
                held = client.read(ByteBuffer.allocate(1));
                assertThat(peer.write(ByteBuffer.allocate(1)).get()).isEqualTo(1);
                awaitRead();
                scope.await("the scope after the asynchronous read");
            }
        }
    }

    /** Nobody holds the view; the result is held, which does not lead to it. */
    private Collected readInto(AsynchronousSocketChannel channel) {
        MemorySegment segment = segment();
        held = channel.read(segment.asByteBuffer());
        return new Collected(segment.scope());
    }

    private void awaitRead() throws InterruptedException, ExecutionException {
        Future<?> read = (Future<?>) held;
        assertThat(read).isNotNull();
        assertThat(read.get()).isEqualTo(1);
        held = null;
    }
}
