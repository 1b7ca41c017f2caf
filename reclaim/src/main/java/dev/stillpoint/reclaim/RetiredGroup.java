// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.checked.CheckedMode;
import dev.stillpoint.reclaim.checked.RetireLedger;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Objects that are retired as one and freed in order. */
final class RetiredGroup implements Reclaimable {

    private final Reclaimable[] objects;
    // how many are freed, or have failed; the thread that frees
    private int done;
    // the error in which the next one has ended, until it is decided whether it is freed again; the thread that frees
    private @Nullable VirtualMachineError undecided;
    // how often the next one has ended in an error and is to be freed again; the thread that frees
    private int errors;
    // how many have failed; the thread that frees
    private int failures;
    // what the first of them threw; the thread that frees
    private @Nullable Throwable firstFailure;

    private RetiredGroup(Reclaimable[] objects) {
        this.objects = objects;
    }

    /**
     * The group of the objects that are in the list now.
     *
     * @throws NullPointerException if one of them is null
     */
    static RetiredGroup of(List<? extends Reclaimable> objects) {
        Reclaimable[] copy = objects.toArray(new Reclaimable[0]);
        int missing = Arrays.asList(copy).indexOf(null);
        if (missing >= 0) {
            throw new NullPointerException("Element %d of %d is null; nothing was retired. Leave it out of the list."
                    .formatted(missing, copy.length));
        }
        return new RetiredGroup(copy);
    }

    List<Reclaimable> objects() {
        return List.of(objects);
    }

    /**
     * Frees all of them, whatever fails. If one is still in use, those after it wait for it, because they may be what
     * it depends on; called again, this goes on with it. So it does after an error if that one says that it can be
     * freed again, but not more often than it would alone. It is asked once after each error, and not freed again
     * before it has answered.
     *
     * @throws StillInUseException if one is still in use
     * @throws IllegalStateException if some could not be freed; its cause is what the first one threw
     */
    @Override
    public void reclaim() {
        while (done < objects.length) {
            Throwable failure = undecided == null ? free(objects[done]) : null;
            VirtualMachineError error = undecided;
            if (error != null) {
                boolean again = errors < Retired.MOST_ERRORS && Retired.isRepeatable(objects[done]);
                undecided = null;
                if (again) {
                    errors++;
                    throw error;
                }
                failure = error;
            }
            // Without a call, which could fail.
            if (failure != null) {
                failures++;
                firstFailure = firstFailure == null ? failure : firstFailure;
            }
            errors = 0;
            done++;
        }
        if (firstFailure != null) {
            throw new IllegalStateException("Of %d objects %d were not freed; the cause is the first failure."
                    .formatted(objects.length, failures), firstFailure);
        }
    }

    /** Frees one of them, and notes an error. Returns what else it threw, or null. */
    private @Nullable Throwable free(Reclaimable object) {
        if (CheckedMode.ENABLED) {
            try {
                RetireLedger.beginFreeing(object);
            } catch (Throwable e) {
                // The note only helps to explain a use after the freeing.
            }
        }
        try {
            object.reclaim();
        } catch (StillInUseException e) {
            throw e;
        } catch (OutOfMemoryError | StackOverflowError e) {
            undecided = e;
        } catch (Throwable e) {
            return e;
        }
        return null;
    }

    /** Whether something is left. Objects are not asked here: each was, if it had to be. */
    @Override
    public boolean isRepeatable() {
        return done < objects.length;
    }

    /** @throws IllegalArgumentException if the size of one of them, or the sum up to it, is none */
    @Override
    public long byteSize() {
        long sum = 0;
        for (int i = 0; i < objects.length; i++) {
            long bytes = objects[i].byteSize();
            if (bytes < 0 || sum + bytes < 0) {
                throw new IllegalArgumentException(
                        "Element %d of %d has a byteSize of %d; nothing was retired. %s".formatted(i, objects.length,
                                bytes, bytes < 0 ? "It must not be negative." : "The sum is more than a long has."));
            }
            sum += bytes;
        }
        return sum;
    }
}
