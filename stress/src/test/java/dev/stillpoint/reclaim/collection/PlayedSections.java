// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.collection;

import dev.stillpoint.reclaim.Reclaimable;
import dev.stillpoint.reclaim.ScopedQsbr.SectionAction;
import dev.stillpoint.reclaim.ScopedQsbr.SectionBody;

/** What the collections use in {@link PlayedClasses} in place of {@code ScopedQsbr}. */
public final class PlayedSections {

    private PlayedSections() {
    }

    public static <T, X extends Throwable> T read(SectionBody<T, X> body) throws X {
        long began = PlayedReclaimer.enter();
        try {
            return body.read();
        } finally {
            PlayedReclaimer.leave(began);
            freeWhatIsDue();
        }
    }

    public static <X extends Throwable> void run(SectionAction<X> action) throws X {
        long began = PlayedReclaimer.enter();
        try {
            action.run();
        } finally {
            PlayedReclaimer.leave(began);
            freeWhatIsDue();
        }
    }

    static void freeWhatIsDue() {
        for (Reclaimable due = PlayedReclaimer.due(); due != null; due = PlayedReclaimer.due()) {
            try {
                due.reclaim();
            } catch (Exception e) {
                throw new AssertionError("what the collections retire throws nothing", e);
            }
        }
    }
}
