package dev.stillpoint.stress.bench;

import dev.stillpoint.reclaim.grace.GracePeriods;
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

    private volatile @Nullable LongTable current = LongTable.full();

    /** {@code ReadGuard} without what the checked mode puts into it. */
    private static final class Guard implements AutoCloseable {

        private final Thread owner;
        private final Registers registers;
        private boolean closed;

        Guard(Thread owner, Registers registers) {
            this.owner = owner;
            this.registers = registers;
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
            registers.release();
        }

        void requireOpen() {
            if (closed) {
                throw new IllegalStateException();
            }
        }
    }

    private interface Body<T> {

        T read();
    }

    long read(int index) {
        return section(() -> get().at(index));
    }

    private static <T> T section(Body<T> body) {
        Objects.requireNonNull(body, "body");
        Registers registers = current();
        GRACE.enter(registers);
        try {
            return body.read();
        } finally {
            registers.release();
        }
    }

    long readWithGuard(int index) {
        try (Guard guard = open()) {
            return get(guard).at(index);
        }
    }

    private static Guard open() {
        Registers registers = current();
        Guard guard = new Guard(Thread.currentThread(), registers);
        GRACE.enter(registers);
        return guard;
    }

    private static Registers current() {
        Registers registers = Registers.current();
        if (registers == null) {
            throw new IllegalStateException("This benchmark runs on carriers; see CarrierExecutor.");
        }
        return registers;
    }

    private LongTable get(Guard guard) {
        guard.requireOpen();
        return get();
    }

    private LongTable get() {
        LongTable seen = current;
        if (seen == null) {
            throw new IllegalStateException();
        }
        return seen;
    }

    @TearDown
    public void close() {
        LongTable last = get();
        current = null;
        last.reclaim();
    }
}
