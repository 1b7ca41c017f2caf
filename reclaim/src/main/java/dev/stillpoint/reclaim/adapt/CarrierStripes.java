// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.adapt;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import dev.stillpoint.scheduler.carrier.Carrier;
import dev.stillpoint.scheduler.support.SafeLog;
import java.lang.System.Logger.Level;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The stripes of the carriers, found and added without a lock. The stripes of carriers that are gone are emptied when a
 * new carrier comes.
 */
final class CarrierStripes<T> {

    /*
     * What it is. An identity hash table with open addressing, replaced as a whole when a carrier is added. That
     * happens at a carrier's first use of the pool, whereas every use looks up. At most half of the table is full.
     *
     * State.
     *   table   replaced by CAS; read by any thread. An array is never changed once it is published.
     *
     * Errors. Until the CAS nothing has changed but stripes of carriers that are gone, which may be emptied any number
     * of times. There is no lock that a thread could keep whose stack ends while it releases it.
     */

    private static final VarHandle TABLE = fieldVarHandle(lookup(), "table", VarHandle.class, CarrierStripes.class,
            Entry[].class);

    private static final SafeLog LOG = SafeLog.to("dev.stillpoint.reclaim.adapt");

    private final int capacity;
    /** Discards what carriers have left that are gone. Whoever meets it has nothing to do with it. */
    private final Consumer<T> discardLeft;
    // any thread, CAS
    private volatile @Nullable Entry<T>[] table = newTable(2);

    private record Entry<T>(WeakReference<Carrier> carrier, int hash, Stripe<T> stripe) {
    }

    CarrierStripes(int capacity, Consumer<? super T> discard) {
        this.capacity = capacity;
        discardLeft = value -> discardLogged(discard, value);
    }

    private static <T> void discardLogged(Consumer<? super T> discard, T value) {
        try {
            discard.accept(value);
        } catch (OutOfMemoryError | StackOverflowError e) {
            throw e;
        } catch (Throwable e) {
            LOG.log(Level.WARNING, () -> "Discarding a value that a carrier has left failed; the others go on.", e);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // no generic arrays
    private static <T> @Nullable Entry<T>[] newTable(int length) {
        return new Entry[length];
    }

    /** The stripe of a carrier; null if the carrier was not added. */
    @Nullable Stripe<T> find(Carrier carrier) {
        return find(table, carrier);
    }

    private static <T> @Nullable Stripe<T> find(@Nullable Entry<T>[] table, Carrier carrier) {
        int index = System.identityHashCode(carrier);
        while (true) {
            Entry<T> entry = table[index & (table.length - 1)];
            if (entry == null) {
                return null;
            }
            if (entry.carrier.refersTo(carrier)) {
                return entry.stripe;
            }
            index++;
        }
    }

    /** Adds the stripe of a carrier, if it is not there. If this throws, it was not added. */
    void add(Carrier carrier) {
        Entry<T> added = new Entry<>(new WeakReference<>(carrier), System.identityHashCode(carrier),
                new Stripe<>(capacity));
        @Nullable Entry<T>[] seen;
        @Nullable Entry<T>[] next;
        do {
            seen = table;
            if (find(seen, carrier) != null) {
                return;
            }
            List<Entry<T>> entries = living(seen);
            entries.add(added);
            next = tableOf(entries);
            // Pairs with CarrierStripes.find and CarrierStripes.forEach: they see all of the table's content.
        } while (!TABLE.compareAndSet(this, seen, next));
    }

    /** Returns the entries of living carriers, and empties the stripes of those that are gone. */
    private List<Entry<T>> living(@Nullable Entry<T>[] table) {
        List<Entry<T>> living = new ArrayList<>();
        for (Entry<T> entry : table) {
            if (entry == null) {
                continue;
            }
            if (entry.carrier.refersTo(null)) {
                entry.stripe.abandon(discardLeft);
            } else {
                living.add(entry);
            }
        }
        return living;
    }

    private static <T> @Nullable Entry<T>[] tableOf(List<Entry<T>> entries) {
        @Nullable Entry<T>[] made = newTable(Integer.highestOneBit(entries.size()) << 2);
        for (Entry<T> entry : entries) {
            int index = entry.hash;
            while (made[index & (made.length - 1)] != null) {
                index++;
            }
            made[index & (made.length - 1)] = entry;
        }
        return made;
    }

    void forEach(Consumer<Stripe<T>> visitor) {
        for (Entry<T> entry : table) {
            if (entry != null) {
                visitor.accept(entry.stripe);
            }
        }
    }
}
