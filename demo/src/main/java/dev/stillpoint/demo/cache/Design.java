// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.cache;

import java.io.IOException;

/** What can be compared. */
enum Design {

    /** {@link GuardedCache}. */
    GUARDED {
        @Override
        BlockCache open(BlockFile file, int capacity) {
            return new GuardedCache(file, capacity);
        }
    },

    /** {@link PinnedCache}. */
    PINNED {
        @Override
        BlockCache open(BlockFile file, int capacity) {
            return new PinnedCache(file, capacity);
        }
    },

    /** {@link MappedBlocks}. */
    MAPPED {
        @Override
        BlockCache open(BlockFile file, int capacity) throws IOException {
            return new MappedBlocks(file);
        }

        @Override
        boolean isLimited() {
            return false;
        }
    };

    /**
     * Opens an empty cache.
     *
     * @param capacity how many blocks it may keep
     */
    abstract BlockCache open(BlockFile file, int capacity) throws IOException;

    /** Whether it keeps to a limit, and knows what it has; else the system decides. */
    boolean isLimited() {
        return true;
    }
}
