package dev.stillpoint.reclaim.memory;

import static java.lang.invoke.ConstantBootstraps.fieldVarHandle;
import static java.lang.invoke.MethodHandles.lookup;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** The slots of one size class that nobody uses. */
final class FreeSlots {

    /*
     * What it is. A stack, pushed and popped by CAS (Treiber 1986).
     *
     * State.
     *   top   any thread, CAS: the link to the slot that was freed last, or null.
     *
     * Why a popper cannot be fooled. It reads the top link and that link's next, and replaces one by the other if the
     *   top is still the same. Were links used again, the top could be the same link with another next (ABA), and slots
     *   in use would be on the stack. But each push makes a new link, and the popper's own reference keeps the
     *   collector from giving its address to another: the same link has the same next.
     *
     * Ordering. The push releases what the slot's last user and its freeing did; the pop acquires it.
     *
     * Progress. Lock-free.
     */

    private static final VarHandle TOP = fieldVarHandle(lookup(), "top", VarHandle.class, FreeSlots.class, Link.class);

    // any thread, CAS
    private volatile @Nullable Link top;

    private record Link(Slot slot, @Nullable Link next) {
    }

    void push(Slot slot) {
        Link seen;
        do {
            seen = top;
        } while (!TOP.compareAndSet(this, seen, new Link(slot, seen)));
    }

    @Nullable Slot pop() {
        while (true) {
            Link seen = top;
            if (seen == null) {
                return null;
            }
            if (TOP.compareAndSet(this, seen, seen.next)) {
                return seen.slot;
            }
        }
    }
}
