// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.guides.pages;

import dev.stillpoint.reclaim.EscapeExemption;
import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.ReadGuard;
import dev.stillpoint.reclaim.ScopedQsbr;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.StructuredTaskScope;
import java.util.function.Consumer;

/** {@code docs/using-guards.md}: patterns that work. */
final class Guards {

    private final QsbrReference<Table> table;

    Guards(QsbrReference<Table> table) {
        this.table = table;
    }

    // @start region="copy"
    /** The form to prefer: the lambda's result is a copy. */
    String country(int address) {
        return ScopedQsbr.read(() -> table.get().country(address));
    }
    // @end

    // @start region="token"
    /** The guard as a token: a helper that needs a section asks for it, so nobody can call it outside one. */
    String countryByToken(int address) {
        return ScopedQsbr.read(guard -> lookUp(guard, address));
    }

    private String lookUp(ReadGuard guard, int address) {
        return table.get(guard).country(address);
    }
    // @end

    // @start region="open"
    /** Where a lambda does not fit. */
    void print(List<Integer> addresses, Consumer<String> printer) {
        try (ReadGuard guard = ScopedQsbr.open()) {
            for (int address : addresses) {
                printer.accept(table.get(guard).country(address));
            }
        }
    }
    // @end

    // @start region="views"
    /** A view over the version says that it is one; it may hold memory, and its users are held to the section. */
    @GuardScoped
    record Row(MemorySegment bytes) {
    }

    /** So does a method that returns one, */
    @GuardScoped
    private Row row(int address) {
        return new Row(table.get().bytes(address));
    }

    /** and an interface that lends one. */
    interface RowReader<R> {

        R read(@GuardScoped Row row);
    }

    <R> R withRow(int address, RowReader<R> reader) {
        return ScopedQsbr.read(() -> reader.read(row(address)));
    }
    // @end

    // @start region="streams"
    /** Lambdas that run before the section ends, streams that end inside it. */
    List<String> countries(List<Integer> addresses) {
        return ScopedQsbr.read(() -> {
            Table now = table.get();
            return addresses.stream().map(now::country).distinct().toList();
        });
    }
    // @end

    // @start region="children"
    /** Children that are joined before the section ends share it. */
    String both(int one, int other) throws InterruptedException {
        return ScopedQsbr.read(() -> {
            Table now = table.get();
            try (var scope = StructuredTaskScope.open()) {
                var first = scope.fork(() -> now.country(one));
                var second = scope.fork(() -> now.country(other));
                scope.join();
                return first.get() + second.get();
            }
        });
    }
    // @end

    // @start region="exemption"
    @EscapeExemption(kind = "BLOCKING_CALL", reason = "a test lets the reader wait, to see what is kept meanwhile")
    String countryAfter(CountDownLatch replaced, int address) throws InterruptedException {
        return ScopedQsbr.read(() -> {
            Table now = table.get();
            replaced.await();
            return now.country(address);
        });
    }
    // @end
}
