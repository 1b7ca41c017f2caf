// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.sample;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.ScopedQsbr.GuardedBody;
import dev.stillpoint.reclaim.ScopedQsbr.SectionBody;
import dev.stillpoint.reclaim.Snapshot;
import dev.stillpoint.reclaim.VersionSource;
import dev.stillpoint.reclaim.reload.Reloadable;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** Results of sections and of methods. */
final class ReturnSamples {

    private ReturnSamples() {
    }

    static class SectionResults {

        private final QsbrReference<Table> table;

        SectionResults(QsbrReference<Table> table) {
            this.table = table; // allowed
        }

        String country(int address) {
            return ScopedQsbr.read(() -> table.get().country(address)); // allowed
        }

        int number() {
            return ScopedQsbr.read(guard -> table.get(guard).number(0)); // allowed
        }

        List<String> names() {
            return ScopedQsbr.read(() -> table.get().names()); // allowed
        }

        byte[] copy() {
            return ScopedQsbr.read(() -> table.get().segment().toArray(JAVA_BYTE)); // allowed
        }

        Object version() {
            return ScopedQsbr.read(() -> table.get()); // escapes: SECTION_RESULT
        }

        Object guard() {
            return ScopedQsbr.read(guard -> guard); // escapes: SECTION_RESULT
        }

        MemorySegment slice() {
            return ScopedQsbr.read(guard -> {
                MemorySegment memory = table.get(guard).segment();
                return memory.asSlice(8).asReadOnly(); // escapes: SECTION_RESULT
            });
        }

        Object oneOfTwo(boolean which) {
            return ScopedQsbr.read(() -> {
                if (which) {
                    return "none"; // allowed
                }
                return table.get().row(1); // escapes: SECTION_RESULT
            });
        }

        Object joined(boolean which) {
            return ScopedQsbr.read(() -> which ? "none" : table.get()); // escapes: SECTION_RESULT
        }

        Object checked() {
            return ScopedQsbr.read(() -> Objects.requireNonNull(table.get())); // escapes: SECTION_RESULT
        }
    }

    /** Whoever replaces the version. */
    static class ThroughTheInterface implements VersionSource<Table> {

        private final VersionSource<Table> source;

        ThroughTheInterface(VersionSource<Table> source) {
            this.source = source;
        }

        @Override
        public Table get() {
            return source.get(); // allowed
        }

        @Override
        public Table get(ReadGuard guard) {
            return source.get(guard); // allowed
        }

        @Override
        public Snapshot<Table> snapshot() {
            return source.snapshot(); // allowed
        }

        Table kept() {
            return get(); // escapes: RETURN
        }

        int number() {
            return ScopedQsbr.read(() -> source.get().number(0)); // allowed
        }

        static Object version(VersionSource<Table> tables) {
            return ScopedQsbr.read(() -> tables.get()); // escapes: SECTION_RESULT
        }

        static Object versionByGuard(VersionSource<Table> tables) {
            return ScopedQsbr.read((GuardedBody<Object, RuntimeException>) tables::get); // escapes: SECTION_RESULT
        }

        static Object versionOfAFile(Reloadable<Table> file) {
            return ScopedQsbr.read(() -> file.get()); // escapes: SECTION_RESULT
        }
    }

    static class SectionsByReference {

        private final QsbrReference<Table> table;

        SectionsByReference(QsbrReference<Table> table) {
            this.table = table;
        }

        Object version() {
            return ScopedQsbr.read((SectionBody<Object, RuntimeException>) table::get); // escapes: SECTION_RESULT
        }

        Object versionUncast() {
            return ScopedQsbr.read(table::get); // escapes: SECTION_RESULT
        }

        Object versionByGuard() {
            return ScopedQsbr.read((GuardedBody<Object, RuntimeException>) table::get); // escapes: SECTION_RESULT
        }

        Object row() {
            return ScopedQsbr.read(this::firstRow); // escapes: SECTION_RESULT
        }

        int number() {
            return ScopedQsbr.read(this::firstNumber); // allowed
        }

        @GuardScoped
        Row firstRow() {
            return table.get().row(0); // allowed
        }

        int firstNumber() {
            return table.get().number(0); // allowed
        }
    }

    static class SectionAsClass {

        Object read(QsbrReference<Table> table) {
            return ScopedQsbr.read(new SectionBody<Object, RuntimeException>() { // allowed
                @Override
                public Object read() {
                    return table.get(); // escapes: SECTION_RESULT
                }
            });
        }

        record First(QsbrReference<Table> table) implements SectionBody<Integer, RuntimeException> {

            @Override
            public Integer read() {
                return table.get().number(0); // allowed
            }
        }
    }

    static class Methods {

        private final QsbrReference<Table> table;

        Methods(QsbrReference<Table> table) {
            this.table = table;
        }

        Table unmarked() {
            return table.get(); // escapes: RETURN
        }

        @GuardScoped
        Table marked() {
            return table.get(); // allowed
        }

        MemorySegment unmarkedSlice(ReadGuard guard) {
            return table.get(guard).segment().asSlice(1); // escapes: RETURN
        }

        Row unmarkedView() {
            return new Row(table.get().segment()); // escapes: RETURN
        }

        ReadGuard same(ReadGuard guard) {
            return guard; // escapes: RETURN
        }

        ReadGuard opened() {
            return ScopedQsbr.open(); // escapes: RETURN
        }

        @GuardScoped
        ReadGuard openedAndMarked() {
            return ScopedQsbr.open(); // allowed
        }

        Object fromMarked() {
            Table now = marked();
            return now; // escapes: RETURN
        }

        int number() {
            return marked().number(1); // allowed
        }

        Table.Index unmarkedPart() {
            return table.get().index(); // escapes: RETURN
        }
    }

    interface Source {

        @GuardScoped
        MemorySegment bytes();

        void take(@GuardScoped MemorySegment bytes);
    }

    static class InheritsTheMark implements Source {

        private final QsbrReference<Table> table;
        private MemorySegment kept;

        InheritsTheMark(QsbrReference<Table> table) {
            this.table = table;
        }

        @Override
        public MemorySegment bytes() {
            return table.get().segment(); // allowed
        }

        @Override
        public void take(MemorySegment bytes) {
            kept = bytes; // escapes: FIELD
        }

        int size() {
            return kept.hashCode();
        }

        static MemorySegment steal(Source source) {
            return source.bytes(); // escapes: RETURN
        }
    }

    static class PassesThrough {

        static <T> T same(T value) {
            return value; // allowed
        }

        static MemorySegment body(MemorySegment whole) {
            return whole.asSlice(16); // allowed
        }

        static MemorySegment either(MemorySegment left, MemorySegment right, boolean which) {
            return which ? left : right;
        }

        Object read(QsbrReference<Table> table) {
            return ScopedQsbr.read(() -> same(body(table.get().segment()))); // escapes: SECTION_RESULT
        }

        Object readOne(QsbrReference<Table> table, MemorySegment own) {
            return ScopedQsbr.read(() -> either(own, table.get().segment(), true)); // escapes: SECTION_RESULT
        }

        Object readOwn(QsbrReference<Table> table, MemorySegment own) {
            return ScopedQsbr.read(() -> either(own, own.asSlice(table.get().number(0)), true)); // allowed
        }
    }

    static class Generic<V extends Table> {

        private final QsbrReference<V> reference;
        private final List<Row> rows;

        Generic(QsbrReference<V> reference, List<Row> rows) {
            this.reference = reference;
            this.rows = rows;
        }

        V unmarked() {
            return reference.get(); // escapes: RETURN
        }

        <R> R with(java.util.function.Function<V, R> use) {
            return ScopedQsbr.read(() -> use.apply(reference.get())); // allowed
        }

        Object throughCast() {
            Row row = rows.get(0);
            return row; // escapes: RETURN
        }
    }

    static class FromLambdas {

        Supplier<Table> supplier(QsbrReference<Table> table) {
            return () -> table.get(); // escapes: RETURN
        }

        Supplier<Table> reference(QsbrReference<Table> table) {
            return table::get; // escapes: RETURN
        }

        Supplier<Integer> copied(QsbrReference<Table> table) {
            return () -> ScopedQsbr.read(() -> table.get().number(0)); // allowed
        }
    }
}
