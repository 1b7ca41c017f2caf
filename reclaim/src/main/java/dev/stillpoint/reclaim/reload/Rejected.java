// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.reload;

import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.StillInUseException;
import dev.stillpoint.scheduler.support.RepeatedAttempts;
import dev.stillpoint.scheduler.support.SafeLog;
import java.lang.System.Logger.Level;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Frees what was made from a file and never came into service, so that no reader has seen it. What is still in use,
 * because its check has left an I/O operation behind, is tried again on a thread of its own, and so is what may be
 * freed again after an error.
 */
final class Rejected implements BooleanSupplier {

    private static final SafeLog LOG = SafeLog.to("dev.stillpoint.reclaim.reload");
    private static final int MOST_ERRORS = 10;

    private final Reclaimable object;
    private int errors = 1;

    private Rejected(Reclaimable object) {
        this.object = object;
    }

    /** Frees it. If that fails, {@code reason}, for which it was rejected, tells that too. */
    static void free(Reclaimable object, Throwable reason) {
        // There may be no memory for more than the call.
        Throwable failure = tryToFree(object);
        if (failure == null) {
            return;
        }
        try {
            if (mayBeFreedLater(object, failure)) {
                RepeatedAttempts.start("stillpoint-late-freeing", new Rejected(object));
            }
        } catch (Throwable e) {
            failure = e;
        }
        if (failure != reason) {
            reason.addSuppressed(failure);
        }
    }

    private static @Nullable Throwable tryToFree(Reclaimable object) {
        try {
            object.reclaim();
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    private static boolean mayBeFreedLater(Reclaimable object, Throwable failure) {
        return failure instanceof StillInUseException
                || ((failure instanceof OutOfMemoryError || failure instanceof StackOverflowError)
                        && object.isRepeatable());
    }

    /** Whether nothing is left to do. */
    @Override
    public boolean getAsBoolean() {
        Throwable failure = tryToFree(object);
        if (failure == null) {
            return true;
        }
        if (isToBeTriedAgain(failure)) {
            return false;
        }
        LOG.log(Level.ERROR, () -> "Freeing what was loaded from a file and rejected failed: "
                + object.getClass().getName(), failure);
        return true;
    }

    private boolean isToBeTriedAgain(Throwable failure) {
        if (!(failure instanceof StillInUseException)) {
            errors++;
        }
        try {
            return errors < MOST_ERRORS && mayBeFreedLater(object, failure);
        } catch (Throwable e) {
            return false;
        }
    }
}
