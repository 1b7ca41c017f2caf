// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.UseAfterReclaimException;
import dev.stillpoint.reclaim.memory.BlockAllocator;
import dev.stillpoint.reclaim.memory.NativeBlock;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What the scanner cannot see, the checked mode catches when it runs: a test for each class of {@code BlindSpots}, with
 * its name. One cannot be caught: a raw address is a number, and a number is not watched.
 */
@Tag("checked")
class BlindSpotsAtRunTimeTest {

    private final Reclaimer reclaimer = Reclaimer.create();
    private final QsbrReference<Book> books = QsbrReference.of(reclaimer, new Book());

    /** A version with parts that no type gives away. */
    private static final class Book implements Reclaimable {

        private final NativeBlock block = BlockAllocator.malloc().allocate(64);
        private final List<MemorySegment> pages = List.of(block.segment().asSlice(0, 32), block.segment().asSlice(32));

        int number() {
            return block.segment().get(ValueLayout.JAVA_INT, 0);
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

    private void replaceAndFree() throws InterruptedException {
        books.replace(new Book());
        reclaimer.barrier();
    }

    @AfterEach
    void close() {
        books.close();
        reclaimer.close();
    }

    @Test
    void unmarkedPart() throws InterruptedException {
        List<Runnable> kept = new ArrayList<>();
        ScopedQsbr.run(() -> {
            Book now = books.get();
            kept.add(now::number);
        });
        replaceAndFree();
        assertThatFreed(kept.getFirst());
    }

    @Test
    void unknownMethod() throws InterruptedException {
        List<Book> kept = new ArrayList<>();
        Consumer<Book> stranger = kept::add;
        ScopedQsbr.run(() -> stranger.accept(books.get()));
        replaceAndFree();
        assertThatFreed(() -> kept.getFirst().number());
    }

    @Test
    void elementsOfCollections() throws InterruptedException {
        MemorySegment kept = ScopedQsbr.read(() -> books.get().pages.iterator().next());
        replaceAndFree();
        assertThatFreed(() -> ScopedQsbr.run(() -> kept.get(ValueLayout.JAVA_INT, 0)));
    }

    @Test
    void callbackInField() throws InterruptedException {
        Map<String, Consumer<Book>> callbacks = new HashMap<>();
        List<Book> kept = new ArrayList<>();
        callbacks.put("keep", kept::add);
        ScopedQsbr.run(() -> callbacks.values().forEach(callback -> callback.accept(books.get())));
        replaceAndFree();
        assertThatFreed(() -> kept.getFirst().number());
    }

    /** The scanner sees this one. */
    @Test
    void resultOfLambda() throws InterruptedException {
        Book kept = ScopedQsbr.read(() -> Optional.of("first").map(_ -> books.get()).orElseThrow());
        replaceAndFree();
        assertThatFreed(kept::number);
    }

    @Test
    void reflection() throws ReflectiveOperationException {
        var get = QsbrReference.class.getMethod("get");
        assertThatThrownBy(() -> get.invoke(books)).isInstanceOf(InvocationTargetException.class)
                .cause().isInstanceOf(IllegalStateException.class).hasMessageContaining("outside a read section");
    }

    @Test
    void closedOnSomePath() throws InterruptedException {
        ReadGuard guard = ScopedQsbr.open();
        Book now = books.get(guard);
        guard.close();
        replaceAndFree();
        assertThatFreed(now::number);
        assertThatIllegalStateException().isThrownBy(() -> books.get(guard)).withMessageContaining("closed");
    }

    @Test
    void withoutSection() {
        assertThatIllegalStateException().isThrownBy(books::get).withMessageContaining("outside a read section");
    }

    private static void assertThatFreed(Runnable use) {
        assertThatExceptionOfType(UseAfterReclaimException.class).isThrownBy(use::run)
                .havingCause().withStackTraceContaining("replaceAndFree");
    }
}
