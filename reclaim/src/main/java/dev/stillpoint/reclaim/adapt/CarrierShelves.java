package dev.stillpoint.reclaim.adapt;

import dev.stillpoint.scheduler.carrier.Carrier;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A shelf for each carrier, found without a lock. Carriers that are gone lose theirs when a new one comes. */
final class CarrierShelves<T> {

    /*
     * What it is. An identity hash table with open addressing, replaced as a whole when a carrier is added: that is as
     * rare as a carrier's first use of the pool, while lookups are all the time. At most half of it is full.
     *
     * State.
     *   table   under adding; read by any thread. Its array is never changed once it is published.
     */

    private final int capacity;
    private final Consumer<? super T> discard;
    /** Held while a carrier is added. */
    private final ReentrantLock adding = new ReentrantLock();
    // under adding, read by any thread
    private volatile @Nullable Entry<T>[] table = newTable(2);

    private record Entry<T>(WeakReference<Carrier> carrier, int hash, Shelf<T> shelf) {
    }

    CarrierShelves(int capacity, Consumer<? super T> discard) {
        this.capacity = capacity;
        this.discard = discard;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // no generic arrays
    private static <T> @Nullable Entry<T>[] newTable(int length) {
        return new Entry[length];
    }

    Shelf<T> of(Carrier carrier) {
        Shelf<T> shelf = find(table, carrier);
        return shelf != null ? shelf : add(carrier);
    }

    private static <T> @Nullable Shelf<T> find(@Nullable Entry<T>[] table, Carrier carrier) {
        int index = System.identityHashCode(carrier);
        while (true) {
            Entry<T> entry = table[index & (table.length - 1)];
            if (entry == null) {
                return null;
            }
            if (entry.carrier.refersTo(carrier)) {
                return entry.shelf;
            }
            index++;
        }
    }

    private Shelf<T> add(Carrier carrier) {
        adding.lock();
        try {
            Shelf<T> added = find(table, carrier);
            if (added != null) {
                return added;
            }
            List<Entry<T>> entries = living();
            Shelf<T> shelf = new Shelf<>(capacity);
            entries.add(new Entry<>(new WeakReference<>(carrier), System.identityHashCode(carrier), shelf));
            table = tableOf(entries);
            return shelf;
        } finally {
            adding.unlock();
        }
    }

    /** Empties the shelves of carriers that are gone. */
    private List<Entry<T>> living() {
        List<Entry<T>> living = new ArrayList<>();
        for (Entry<T> entry : table) {
            if (entry == null) {
                continue;
            }
            if (entry.carrier.refersTo(null)) {
                entry.shelf.abandon(discard);
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

    void forEach(Consumer<Shelf<T>> visitor) {
        for (Entry<T> entry : table) {
            if (entry != null) {
                visitor.accept(entry.shelf);
            }
        }
    }
}
