package dev.stillpoint.reclaim.checked;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who is current, who was retired and where. Any thread; checked mode only. */
public final class RetireLedger {

    private static final WeakIdentityMap<Trace> RETIRED = new WeakIdentityMap<>();
    private static final WeakIdentityMap<Trace> CURRENT = new WeakIdentityMap<>();
    private static final ThreadLocal<@Nullable Trace> FREEING = new ThreadLocal<>();

    private RetireLedger() {
    }

    /**
     * An object becomes the current version of a reference.
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

    /** An object is no longer current. */
    public static void unpublish(Object object) {
        CURRENT.remove(object);
    }

    /**
     * An object is retired.
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
     * Objects are retired as one.
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

    /** A retirement was refused; the object is the caller's again. */
    public static void undoRetire(Object object) {
        RETIRED.remove(object);
    }

    /** The calling thread begins to free an object, so that what is freed with it knows why. */
    public static void beginFreeing(Object object) {
        FREEING.set(RETIRED.get(object));
    }

    /** The end of {@link #beginFreeing}. */
    public static void endFreeing() {
        FREEING.remove();
    }

    /** Where the object was retired that the calling thread is freeing; null if it frees by hand. */
    static @Nullable Trace retirementBeingServed() {
        return FREEING.get();
    }

    private static IllegalStateException refused(Object object, String why, Trace earlier) {
        return new IllegalStateException("%s %s (The cause shows where that happened.)".formatted(object, why),
                earlier);
    }
}
