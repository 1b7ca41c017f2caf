package dev.stillpoint.reclaim.adapt;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.carrier.CurrentCarrier;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A pool that lends its values, with a stripe of idle ones for each carrier: what a {@code ThreadLocal} cache was on a
 * thread pool. With a million virtual threads a value for each thread is too many; a value for each carrier is enough,
 * because so many threads run.
 *
 * {@snippet :
 * LeasePool<ByteBuffer> buffers = LeasePool.of(() -> ByteBuffer.allocateDirect(1 << 16));
 * try (LeasePool.Lease<ByteBuffer> lease = buffers.borrow()) {
 *     encode(message, lease.get().clear());
 * }
 * }
 *
 * <p><b>Why a lease.</b> A virtual thread may park while it uses its value, and others run on its carrier meanwhile:
 * also inside a read section, which brings it back to the carrier but does not keep the others away. So borrowing takes
 * the value out of the stripe, and whoever else comes gets another one. Giving back puts it into the stripe of the
 * carrier where the thread is then, or discards it if that is full.
 *
 * <p><b>Threads on no carrier</b> borrow as well: from stripes that they share, as many as there are processors. They
 * have none of their own, since for the JDK's virtual threads that would be a value for each thread again.
 *
 * <p><b>Bounds.</b> At most 4 idle values, or as many as was said, lie in each stripe. A carrier that has ended gives
 * up its stripe after it was garbage collected, when a new carrier first borrows.
 *
 * <p><b>Threading.</b> Any thread borrows; a lease is used by one thread at a time and closed once, by any. Wait-free,
 * but for a carrier's first time. <b>Memory consistency effects.</b> What was done to a value before it was given back
 * happens-before what its next borrower does.
 *
 * @param <T> the value, which carries nothing over from one borrower to the next that matters
 */
public final class LeasePool<T> implements AutoCloseable {

    private static final int CAPACITY = 4;
    private static final int LARGEST_CAPACITY = 1 << 10;

    private final Supplier<? extends T> make;
    private final Consumer<? super T> discard;
    private final CarrierStripes<T> carriers;
    private final List<Stripe<T>> visitors = new ArrayList<>();
    // set by close
    private volatile boolean closed;

    private LeasePool(Supplier<? extends T> make, Consumer<? super T> discard, int capacity) {
        this.make = Objects.requireNonNull(make, "make");
        this.discard = Objects.requireNonNull(discard, "discard");
        if (capacity < 1 || capacity > LARGEST_CAPACITY) {
            throw new IllegalArgumentException(
                    "capacity must be 1 to %d, but is %d".formatted(LARGEST_CAPACITY, capacity));
        }
        carriers = new CarrierStripes<>(capacity, discard);
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            visitors.add(new Stripe<>(capacity));
        }
    }

    /**
     * A pool of values that the garbage collector takes care of.
     *
     * @throws NullPointerException if it is null
     */
    public static <T> LeasePool<T> of(Supplier<? extends T> make) {
        return of(make, _ -> {
        }, CAPACITY);
    }

    /**
     * A pool of values that must be discarded by hand, such as blocks of native memory.
     *
     * @param make makes a value when there is none to borrow; must not return null
     * @param discard is given each value that the pool does not keep, on the thread that gives it back or closes
     * @param capacity how many idle values are kept for each carrier, from 1 to 1024
     * @throws NullPointerException if anything is null
     * @throws IllegalArgumentException if the capacity is out of range
     */
    public static <T> LeasePool<T> of(Supplier<? extends T> make, Consumer<? super T> discard, int capacity) {
        return new LeasePool<>(make, discard, capacity);
    }

    /**
     * A value for exclusive use, until the lease is closed: one that lay idle here, else a new one.
     *
     * @throws IllegalStateException if the pool is closed
     * @throws NullPointerException if a new value is null
     * @throws RuntimeException what making a value throws; nothing was borrowed
     */
    public Lease<T> borrow() {
        if (closed) {
            throw new IllegalStateException("This pool is closed. Close it after its last user.");
        }
        T idle = here().take();
        return new Lease<>(this, idle != null ? idle : Objects.requireNonNull(make.get(), "a new value"));
    }

    private Stripe<T> here() {
        Carrier carrier = CurrentCarrier.get();
        return carrier != null ? carriers.of(carrier)
                : visitors.get((int) (Thread.currentThread().threadId() % visitors.size()));
    }

    /** A value that is put into a stripe while that is given up may be overlooked there, so it is emptied again. */
    private void giveBack(T value) {
        Stripe<T> stripe = here();
        if (!stripe.put(value)) {
            // Pairs with LeasePool.close and Stripe.abandon: they find the value, or we see that the shelf is given up.
            discard.accept(value);
        } else if (closed || stripe.isAbandoned()) {
            stripe.empty(discard);
        }
    }

    /** How many values lie idle; a snapshot. */
    public int idle() {
        AtomicInteger idle = new AtomicInteger();
        forEachStripe(stripe -> idle.addAndGet(stripe.size()));
        return idle.get();
    }

    /** Discards all idle values; those on loan are discarded when they are given back. Closing again does nothing. */
    @Override
    public void close() {
        // Pairs with LeasePool.giveBack: the value is found below, or it sees closed.
        closed = true;
        forEachStripe(stripe -> stripe.abandon(discard));
    }

    private void forEachStripe(Consumer<Stripe<T>> visitor) {
        carriers.forEach(visitor);
        visitors.forEach(visitor);
    }

    /**
     * The loan of a value.
     *
     * @param <T> the value
     */
    public static final class Lease<T> implements AutoCloseable {

        private static final VarHandle ENDED = fieldVarHandle(lookup(), "ended", VarHandle.class, Lease.class,
                boolean.class);

        private final LeasePool<T> pool;
        private final T value;
        // CAS
        private volatile boolean ended;

        private Lease(LeasePool<T> pool, T value) {
            this.pool = pool;
            this.value = value;
        }

        /**
         * The value. Do not keep it: after the lease it is somebody else's.
         *
         * @throws IllegalStateException if it was given back
         */
        public T get() {
            if (ended) {
                throw new IllegalStateException(
                        "This value was given back and may be somebody else's. Borrow another.");
            }
            return value;
        }

        /** Gives the value back. Closing again does nothing. */
        @Override
        public void close() {
            // Needs no pair: it picks the one call that ends the lease.
            if (ENDED.compareAndSet(this, false, true)) {
                pool.giveBack(value);
            }
        }

        /** Ends the lease without giving the value back, because it is damaged or too large to keep. */
        public void discard() {
            // Needs no pair: it picks the one call that ends the lease.
            if (ENDED.compareAndSet(this, false, true)) {
                pool.discard.accept(value);
            }
        }
    }
}
