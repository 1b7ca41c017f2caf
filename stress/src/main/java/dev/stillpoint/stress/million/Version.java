// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.million;

import dev.stillpoint.reclaim.Reclaimable;

/** Something that readers use and the reclaimer frees. */
final class Version implements Reclaimable {

    static final long BYTES = 64;

    // the reclaimer writes
    private volatile boolean freed;

    @Override
    public void reclaim() {
        freed = true;
    }

    boolean isFreed() {
        return freed;
    }

    @Override
    public long byteSize() {
        return BYTES;
    }
}
