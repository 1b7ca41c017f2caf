// SPDX-License-Identifier: Apache-2.0
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
import org.jspecify.annotations.Nullable;

/**
 * A pool that lends its values, with a stripe of idle ones for each carrier. It does what a {@code ThreadLocal} cache
 * did on a thread pool. With a million virtual threads a value for each thread is too many. A value for each carrier is
 * enough, because no more threads run at a time.
 *
 * {@snippet :
 * LeasePool<ByteBuffer> buffers = LeasePool.of(() -> ByteBuffer.allocateDirect(1 << 16));
 * try (LeasePool.Lease<ByteBuffer> lease = buffers.borrow()) {
 *     encode(message, lease.get().clear());
 * }
 * }
 *
 * <p><b>Why a lease.</b> A virtual thread may park while it uses its value, and other threads run on its carrier
 * meanwhile. This is so inside a read section too: it brings the thread back to the carrier, but does not keep others
 * away. So borrowing takes the value out of the stripe, and other threads get other values. Giving back puts the value
 * into the stripe of the carrier where the thread is then, or discards it if that stripe is full.
 *
 * <p><b>Threads on no carrier</b> borrow as well, from stripes that they share. There are as many of these as
 * processors. Such threads have no stripes of their own: for the JDK's virtual threads that would again be a value for
 * each thread.
 *
 * <p><b>Bounds.</b> Each stripe holds at most 4 idle values, or the given capacity. The stripe of a carrier that has
 * ended is emptied when a new carrier first borrows, once the old carrier was garbage collected.
 *
 * <p><b>Threading.</b> Any thread may borrow. A lease is used by one thread at a time, and closed once, by any thread.
 * All this is wait-free, and a carrier's first use lock-free. <b>Memory consistency effects.</b> What was done to a
 * value before it was given back happens-before what its next borrower does.
 *
 * @param <T> the type of the values, which must carry nothing that matters from one borrower to the next
 */
public final class LeasePool<T> implements AutoCloseable {

    // here, because the first lease may be made where there is no stack to initialise its class
    private static final VarHandle ENDED = fieldVarHandle(lookup(), "ended", VarHandle.class, Lease.class,
            boolean.class);
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
     * Lends a value for exclusive use until the lease is closed: one that is idle here, else a new one.
     *
     * @throws IllegalStateException if the pool is closed
     * @throws NullPointerException if a new value is null
     * @throws RuntimeException what making a value throws; nothing was borrowed
     */
    public Lease<T> borrow() {
        if (closed) {
            throw new IllegalStateException("This pool is closed. Close it after its last user.");
        }
        Lease<T> lease = new Lease<>(this);
        // No call stands between the return of the one that hands out a value and the store that keeps it, and none
        // behind that: where memory or stack runs out, the value is in its stripe, or was not made.
        T value = here().take();
        lease.value = value;
        if (value == null) {
            value = make.get();
            if (value == null) {
                throw new NullPointerException("a new value");
            }
            lease.value = value;
        }
        return lease;
    }

    private Stripe<T> here() {
        Carrier carrier = CurrentCarrier.get();
        while (carrier != null) {
            Stripe<T> stripe = carriers.find(carrier);
            if (stripe != null) {
                return stripe;
            }
            carriers.add(carrier);
            // The program's code discards what carriers have left that are gone: it may have gone on elsewhere.
            carrier = CurrentCarrier.get();
        }
        return visitors.get((int) (Thread.currentThread().threadId() % visitors.size()));
    }

    /** How many values are idle at this moment. */
    public int idle() {
        AtomicInteger idle = new AtomicInteger();
        forEachStripe(stripe -> idle.addAndGet(stripe.size()));
        return idle.get();
    }

    /**
     * Discards all idle values; those on loan are discarded when they are given back. Closing again discards what could
     * not be discarded before, because memory or stack ran out; otherwise it does nothing.
     *
     * @throws RuntimeException what discarding one of them throws; the others are discarded all the same, and what that
     *         throws is suppressed in it
     */
    @Override
    public void close() {
        // Pairs with Lease.close: the value is found below, or it sees closed.
        closed = true;
        Discarding<T> all = new Discarding<>(discard);
        forEachStripe(stripe -> stripe.abandon(all));
        all.throwFirst();
    }

    /** Discards all that it is given, whatever discarding one of them throws. */
    private static final class Discarding<T> implements Consumer<T> {

        private final Consumer<? super T> discard;
        private @Nullable RuntimeException first;

        Discarding(Consumer<? super T> discard) {
            this.discard = discard;
        }

        @Override
        public void accept(T value) {
            try {
                discard.accept(value);
            } catch (RuntimeException e) {
                note(e);
            }
        }

        /** The value counts as discarded, so this must not throw. */
        private void note(RuntimeException failure) {
            if (first == null) {
                first = failure;
            } else if (first != failure) {
                try {
                    first.addSuppressed(failure);
                } catch (Throwable e) {
                    // No memory to note it with: the first is told.
                }
            }
        }

        void throwFirst() {
            if (first != null) {
                throw first;
            }
        }
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

        private final LeasePool<T> pool;
        // set by borrow(), before anybody else has the lease
        private @Nullable T value;
        // any thread, CAS
        private volatile boolean ended;

        private Lease(LeasePool<T> pool) {
            this.pool = pool;
        }

        private T value() {
            return Objects.requireNonNull(value, "borrow() has set it");
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
            return value();
        }

        /**
         * Gives the value back. Closing again does nothing. If there is no memory or no stack to give it back, this
         * throws and the lease goes on: close it again.
         *
         * @throws RuntimeException what discarding throws; the lease has ended, and the value is not discarded again
         */
        @Override
        public void close() {
            T returned = value();
            // Needs no pair: it picks the one call that ends the lease.
            if (!ENDED.compareAndSet(this, false, true)) {
                return;
            }
            Stripe<T> stripe;
            boolean kept;
            try {
                stripe = pool.here();
                // Pairs with LeasePool.close and Stripe.abandon: they find the value, or we see below that the stripe
                // is given up.
                kept = stripe.put(returned);
            } catch (Throwable e) {
                ended = false;
                throw e;
            }
            if (!kept) {
                pool.discard.accept(returned);
            } else if (pool.closed || stripe.isAbandoned()) {
                // The value may have been overlooked there.
                stripe.empty(pool.discard);
            }
        }

        /**
         * Ends the lease without giving the value back, because it is damaged or too large to keep.
         *
         * @throws RuntimeException what discarding throws; the lease has ended, and the value is not discarded again
         */
        public void discard() {
            T damaged = value();
            // Needs no pair: it picks the one call that ends the lease.
            if (ENDED.compareAndSet(this, false, true)) {
                pool.discard.accept(damaged);
            }
        }
    }
}
