// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.checked;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Notes which objects are current versions, which were retired, and where. Any thread; checked mode only. */
public final class RetireLedger {

    /*
     * Errors. What is noted can be taken back without memory: a note is withdrawn and not removed. A withdrawn note
     * counts as none.
     */

    private static final WeakIdentityMap<Trace> RETIRED = new WeakIdentityMap<>();
    private static final WeakIdentityMap<Trace> CURRENT = new WeakIdentityMap<>();
    private static final ThreadLocal<@Nullable Trace> FREEING = new ThreadLocal<>();

    private RetireLedger() {
    }

    /** What one call has noted, to be taken back if what it was noted for is refused. */
    public static final class Noted {

        private final @Nullable Trace[] traces;
        // the thread that notes
        private int count;
        // the thread that notes
        private @Nullable Trace unpublished;

        private Noted(int most) {
            traces = new @Nullable Trace[most];
        }

        private void add(Trace trace) {
            traces[count++] = trace;
        }

        /** The objects are the caller's again, as they were before. */
        public void takeBack() {
            for (int i = 0; i < count; i++) {
                Trace trace = traces[i];
                if (trace != null) {
                    trace.withdraw(true);
                }
            }
            if (unpublished != null) {
                unpublished.withdraw(false);
            }
        }
    }

    /**
     * Notes that an object becomes the current version of a reference.
     *
     * @throws IllegalStateException if it was retired before, or is current elsewhere; nothing is noted
     */
    public static void publish(Object object) {
        Noted noted = new Noted(1);
        try {
            publish(object, noted);
        } catch (Throwable e) {
            noted.takeBack();
            throw e;
        }
    }

    private static void publish(Object object, Noted noted) {
        Trace retired = noteIn(RETIRED, object);
        if (retired != null) {
            throw refused(object, "was retired and cannot be published: it is freed, or will be. Make a new version.",
                    retired);
        }
        Trace current = note(CURRENT, object, "Published here", noted);
        if (current != null) {
            throw refused(object, "is the current version of a reference already. Each version has one owner.",
                    current);
        }
    }

    /**
     * Notes that one version takes the place of another, which is retired.
     *
     * @param next null if the reference is closed
     * @throws IllegalStateException if {@code next} was retired before or is current elsewhere, or {@code old} was
     *         retired before; nothing is noted
     */
    public static Noted exchange(Object old, @Nullable Object next) {
        Noted noted = new Noted(2);
        try {
            if (next != null) {
                publish(next, noted);
            }
            Trace current = noteIn(CURRENT, old);
            noteRetired(old, noted);
            if (current != null) {
                noted.unpublished = current;
                current.withdraw(true);
            }
            return noted;
        } catch (Throwable e) {
            noted.takeBack();
            throw e;
        }
    }

    /**
     * Notes that objects are retired as one.
     *
     * @throws IllegalStateException if one was retired before, or is still the current version of a reference; nothing
     *         is noted
     */
    public static Noted retire(List<?> objects) {
        Noted noted = new Noted(objects.size());
        try {
            for (Object object : objects) {
                Trace current = noteIn(CURRENT, object);
                if (current != null) {
                    throw refused(object, """
                            is still the current version of a reference: readers could find it after it is freed. \
                            Unlink first: reference.replace(next), or reference.close().""", current);
                }
                noteRetired(object, noted);
            }
            return noted;
        } catch (Throwable e) {
            noted.takeBack();
            throw e;
        }
    }

    private static void noteRetired(Object object, Noted noted) {
        Trace first = note(RETIRED, object, "Retired here first", noted);
        if (first != null) {
            throw refused(object, "was retired before and would be freed twice. Retire an object once.", first);
        }
    }

    private static @Nullable Trace noteIn(WeakIdentityMap<Trace> map, Object object) {
        Trace trace = map.get(object);
        return trace == null || trace.isWithdrawn() ? null : trace;
    }

    /**
     * Notes something about an object, unless that is noted already.
     *
     * @return the note that is there already, or null
     */
    private static @Nullable Trace note(WeakIdentityMap<Trace> map, Object object, String what, Noted noted) {
        Trace fresh = new Trace(what);
        // Before anybody can see it: whatever fails from here on, it is taken back.
        noted.add(fresh);
        while (true) {
            Trace there = map.putIfAbsent(object, fresh);
            if (there == null) {
                return null;
            }
            if (!there.isWithdrawn()) {
                return there;
            }
            if (map.replace(object, there, fresh)) {
                return null;
            }
        }
    }

    /** What is noted about the retiring of an object is said of what takes its place, too. */
    public static void passOn(Object object, Object successor) {
        Trace retired = noteIn(RETIRED, object);
        if (retired != null) {
            RETIRED.putIfAbsent(successor, retired);
        }
    }

    /** Notes that the calling thread begins to free an object, so that blocks that are freed with it know why. */
    public static void beginFreeing(Object object) {
        FREEING.set(noteIn(RETIRED, object));
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
