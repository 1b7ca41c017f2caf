// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.checked;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Notes which objects are current versions, which were retired, and where. Any thread; checked mode only. */
public final class RetireLedger {

    private static final WeakIdentityMap<Trace> RETIRED = new WeakIdentityMap<>();
    private static final WeakIdentityMap<Trace> CURRENT = new WeakIdentityMap<>();
    private static final ThreadLocal<@Nullable Trace> FREEING = new ThreadLocal<>();

    private RetireLedger() {
    }

    /**
     * Notes that an object becomes the current version of a reference.
     *
     * @throws IllegalStateException if it was retired before, or is current elsewhere; nothing is noted
     */
    public static void publish(Object object) {
        Trace retired = RETIRED.get(object);
        if (retired != null) {
            throw refused(object, "was retired and cannot be published: it is freed, or will be. Make a new version.",
                    retired);
        }
        Trace current = CURRENT.putIfAbsent(object, new Trace("Published here"));
        if (current != null) {
            throw refused(object, "is the current version of a reference already. Each version has one owner.",
                    current);
        }
    }

    /** Notes that an object is no longer current. */
    public static void unpublish(Object object) {
        CURRENT.remove(object);
    }

    /**
     * Notes that an object is retired.
     *
     * @throws IllegalStateException if it was retired before, or is still the current version of a reference; nothing
     *         is noted
     */
    public static void retire(Object object) {
        Trace current = CURRENT.get(object);
        if (current != null) {
            throw refused(object, """
                    is still the current version of a reference: readers could find it after it is freed. Unlink \
                    first: reference.replace(next), or reference.close().""", current);
        }
        Trace first = RETIRED.putIfAbsent(object, new Trace("Retired here first"));
        if (first != null) {
            throw refused(object, "was retired before and would be freed twice. Retire an object once.", first);
        }
    }

    /**
     * Notes that objects are retired as one.
     *
     * @throws IllegalStateException as {@link #retire} does; nothing is noted
     */
    public static void retireAll(List<?> objects) {
        int done = 0;
        try {
            for (Object object : objects) {
                retire(object);
                done++;
            }
        } catch (IllegalStateException e) {
            objects.subList(0, done).forEach(RetireLedger::undoRetire);
            throw e;
        }
    }

    /** Takes back what {@link #retire} noted: the retirement was refused, and the object is the caller's again. */
    public static void undoRetire(Object object) {
        RETIRED.remove(object);
    }

    /** Notes that the calling thread begins to free an object, so that blocks that are freed with it know why. */
    public static void beginFreeing(Object object) {
        FREEING.set(RETIRED.get(object));
    }

    /** Ends what {@link #beginFreeing} began. */
    public static void endFreeing() {
        FREEING.remove();
    }

    /** Where the object that the calling thread is freeing was retired; null if the thread frees by hand. */
    static @Nullable Trace retirementBeingServed() {
        return FREEING.get();
    }

    private static IllegalStateException refused(Object object, String why, Trace earlier) {
        return new IllegalStateException("%s %s (The cause shows where that happened.)".formatted(object, why),
                earlier);
    }
}
