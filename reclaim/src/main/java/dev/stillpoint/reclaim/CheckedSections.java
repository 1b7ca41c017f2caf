// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim;

import dev.stillpoint.reclaim.ScopedQsbr.GuardedBody;
import org.jspecify.annotations.Nullable;

/**
 * Read sections in checked mode: each has a guard that is watched, and a failure that a freed block causes is
 * explained.
 */
final class CheckedSections {

    private CheckedSections() {
    }

    static <T extends @Nullable Object, X extends Throwable> T read(GuardedBody<T, X> body) throws X {
        try (ReadGuard guard = ScopedQsbr.open()) {
            return body.read(guard);
        } catch (IllegalStateException e) {
            UseAfterReclaimException explained = UseAfterReclaim.explain(e);
            throw explained == null ? e : explained;
        }
    }
}
