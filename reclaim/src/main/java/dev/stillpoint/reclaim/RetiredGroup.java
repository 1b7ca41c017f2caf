// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.checked.CheckedMode;
import dev.stillpoint.reclaim.checked.RetireLedger;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Objects that are retired as one and freed in order. */
record RetiredGroup(List<? extends Reclaimable> objects) implements Reclaimable {

    /** Frees all of them. What the first failure threw carries the others as suppressed. */
    @Override
    public void reclaim() {
        Throwable failure = null;
        for (Reclaimable object : objects) {
            failure = reclaim(object, failure);
        }
        if (failure != null) {
            throw new IllegalStateException("Of %d objects some were not freed.".formatted(objects.size()), failure);
        }
    }

    private static @Nullable Throwable reclaim(Reclaimable object, @Nullable Throwable failure) {
        if (CheckedMode.ENABLED) {
            RetireLedger.beginFreeing(object);
        }
        try {
            object.reclaim();
            return failure;
        } catch (Throwable e) {
            if (failure == null) {
                return e;
            }
            failure.addSuppressed(e);
            return failure;
        }
    }

    @Override
    public long byteSize() {
        long sum = 0;
        for (Reclaimable object : objects) {
            long bytes = object.byteSize();
            if (bytes < 0 || sum + bytes < 0) {
                return -1;
            }
            sum += bytes;
        }
        return sum;
    }
}
