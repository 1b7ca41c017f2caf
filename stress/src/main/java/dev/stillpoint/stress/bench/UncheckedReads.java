// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.bench;

import dev.stillpoint.reclaim.ScopedQsbr.SectionBody;
import dev.stillpoint.reclaim.grace.GracePeriods;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import dev.stillpoint.scheduler.carrier.Registers;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The read sections of the library, on carriers, as they would be without a checked mode: copied from
 * {@code ScopedQsbr}, {@code ReadGuard} and {@code QsbrReference}, and every line that asks for the switch left out.
 */
@State(Scope.Benchmark)
public class UncheckedReads {

    private static final GracePeriods GRACE = GracePeriods.process();

    private final Reference<LongTable> table = new Reference<>(LongTable.full());

    long read(int index) {
        return section(() -> table.get().at(index));
    }

    long readWithGuard(int index) {
        try (Guard guard = open()) {
            return table.get(guard).at(index);
        }
    }

    @TearDown
    public void close() {
        LongTable last = table.get();
        table.current = null;
        last.reclaim();
    }

    // -- ScopedQsbr

    private static <T extends @Nullable Object, X extends Throwable> T section(SectionBody<T, X> body) throws X {
        Objects.requireNonNull(body, "body");
        Registers registers = CurrentCarrier.registers();
        if (registers == null) {
            return asVisitor(body);
        }
        GRACE.enter(registers);
        try {
            return body.read();
        } finally {
            registers.release();
        }
    }

    private static Guard open() {
        Registers registers = CurrentCarrier.registers();
        Guard guard;
        if (registers != null) {
            guard = new Guard(Thread.currentThread(), registers, null);
            GRACE.enter(registers);
        } else {
            Visits visits = new Visits();
            guard = new Guard(Thread.currentThread(), null, visits);
            visits.enter();
        }
        return guard;
    }

    private static <T extends @Nullable Object, X extends Throwable> T asVisitor(SectionBody<T, X> body) throws X {
        Visits visits = new Visits();
        visits.enter();
        try {
            return body.read();
        } finally {
            visits.exit();
        }
    }

    /** Stands for {@code Visitor}, which nobody is here: what matters is the branch. */
    private static final class Visits {

        private int ticket;

        void enter() {
            ticket = GRACE.visitors().enter(Thread.currentThread().threadId());
            // The stamp, which is read whether somebody wants it or not.
            GRACE.requested();
        }

        void exit() {
            GRACE.visitors().exit(ticket);
        }
    }

    /** {@code ReadGuard}. */
    private static final class Guard implements AutoCloseable {

        private final Thread owner;
        private final @Nullable Registers registers;
        private final @Nullable Visits visits;
        private boolean closed;

        Guard(Thread owner, @Nullable Registers registers, @Nullable Visits visits) {
            this.owner = owner;
            this.registers = registers;
            this.visits = visits;
        }

        @Override
        public void close() {
            if (Thread.currentThread() != owner) {
                throw new WrongThreadException();
            }
            if (closed) {
                return;
            }
            closed = true;
            if (registers != null) {
                registers.release();
            } else if (visits != null) {
                visits.exit();
            }
        }

        void requireOpen() {
            if (closed) {
                throw new IllegalStateException();
            }
        }
    }

    /** {@code QsbrReference}. */
    private static final class Reference<T> {

        private volatile @Nullable T current;

        Reference(T initial) {
            current = initial;
        }

        T get() {
            T seen = current;
            if (seen == null) {
                throw new IllegalStateException();
            }
            return seen;
        }

        T get(Guard guard) {
            guard.requireOpen();
            return get();
        }
    }
}
