// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.jcstress;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The claims to a version once more, frozen: broken twins replace one of their steps. Where {@code VersionClaims}
 * changes, this stays.
 */
class FrozenClaims {

    final AtomicLong count = new AtomicLong(1);

    boolean tryClaim() {
        long seen = count.get();
        while (seen != 0) {
            if (count.compareAndSet(seen, seen + 1)) {
                return true;
            }
            seen = count.get();
        }
        return false;
    }

    boolean release() {
        return count.getAndDecrement() == 1;
    }
}
