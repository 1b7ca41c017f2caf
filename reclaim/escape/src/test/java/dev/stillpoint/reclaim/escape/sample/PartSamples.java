// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.memory.NativeBlock;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Iterator;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Parts of a version: whoever keeps one keeps its memory. */
final class PartSamples {

    private PartSamples() {
    }

    /** A version that is made of others. */
    static final class Book extends Table {

        private final NativeBlock block;
        private final Chapter first;
        private final Chapter[] chapters;

        Book(MemorySegment memory, NativeBlock block) {
            super(memory);
            this.block = block;
            first = new Chapter(memory);
            chapters = new Chapter[] {first};
        }

        NativeBlock block() {
            return block;
        }

        Chapter first() {
            return first;
        }

        Chapter[] chapters() {
            return chapters;
        }

        Book self() {
            return this;
        }

        Iterator<Integer> numbers() {
            return IntStream.range(0, 10).map(this::number).boxed().iterator();
        }

        Stream<MemorySegment> lines() {
            return segment().elements(JAVA_INT);
        }

        List<MemorySegment> pages() {
            return List.of(segment().asSlice(0, 8), segment().asSlice(8));
        }
    }

    /** Unmarked, but it refers to memory. */
    static final class Chapter {

        private final MemorySegment text;

        Chapter(MemorySegment text) {
            this.text = text;
        }

        MemorySegment text() {
            return text;
        }

        int length() {
            return (int) text.byteSize();
        }
    }

    static class Objects {

        private Object kept;

        void read(QsbrReference<Book> book) {
            ScopedQsbr.run(() -> {
                kept = book.get().first(); // escapes: FIELD
                kept = book.get().first().text(); // escapes: FIELD
                kept = book.get().chapters()[0]; // escapes: FIELD
                kept = book.get().block(); // escapes: FIELD
                kept = book.get().block().segment(); // escapes: FIELD
                kept = book.get().first().length(); // allowed
            });
        }
    }

    static class Itself {

        Object same(QsbrReference<Book> book) {
            return ScopedQsbr.read(() -> book.get().self()); // escapes: SECTION_RESULT
        }

        Object sameByReference(QsbrReference<Book> book) {
            try (ReadGuard guard = ScopedQsbr.open()) {
                Book now = book.get(guard);
                return ScopedQsbr.read(now::self).number(0); // escapes: SECTION_RESULT
            }
        }
    }

    static class Lazily {

        Object stream(QsbrReference<Book> book) {
            return ScopedQsbr.read(() -> book.get().lines()); // escapes: SECTION_RESULT
        }

        Object elements(QsbrReference<Book> book) {
            return ScopedQsbr.read(() -> book.get().segment().elements(JAVA_INT)); // escapes: SECTION_RESULT
        }

        Iterator<Integer> iterator(QsbrReference<Book> book) {
            return ScopedQsbr.read(() -> book.get().numbers()); // escapes: SECTION_RESULT
        }

        long count(QsbrReference<Book> book) {
            return ScopedQsbr.read(() -> book.get().lines().filter(line -> line.byteSize() > 3).count()); // allowed
        }

        int sum(QsbrReference<Book> book) {
            return ScopedQsbr.read(guard -> {
                int sum = 0;
                for (Iterator<Integer> numbers = book.get(guard).numbers(); numbers.hasNext();) { // allowed
                    sum += numbers.next();
                }
                return sum;
            });
        }
    }

    static class Slices {

        private Object kept;

        void read(QsbrReference<Book> book) {
            ScopedQsbr.run(() -> {
                List<MemorySegment> pages = book.get().pages(); // escapes: COLLECTION
                kept = pages.size(); // allowed
            });
        }
    }

    static class Heap {

        private Object kept;

        void copyOut(QsbrReference<Book> book, MemorySegment own, PrimitiveIterator.OfInt keys) {
            ScopedQsbr.run(() -> {
                kept = own.copyFrom(book.get().segment()); // allowed
                kept = book.get().segment().toArray(ValueLayout.JAVA_BYTE); // allowed
                kept = "page " + book.get().byteSize() + book.get().number(keys.nextInt()); // allowed
            });
        }
    }
}
