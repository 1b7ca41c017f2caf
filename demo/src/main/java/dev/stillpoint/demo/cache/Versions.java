// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.cache;

import java.util.concurrent.atomic.AtomicLongArray;

/** Which version of each block is written, so that a reader can tell whether it was shown an old one. */
final class Versions {

    // by the writer, after the block was written; read by any thread
    private final AtomicLongArray written;

    Versions(BlockFile file) {
        written = new AtomicLongArray(file.blocks());
        for (int number = 0; number < file.blocks(); number++) {
            written.set(number, file.firstVersion(number));
        }
    }

    /** The last version whose writing has ended. The next one may be seen already. */
    long written(int number) {
        return written.get(number);
    }

    /** The only writer has written the next version. */
    void next(int number) {
        written.set(number, written.get(number) + 1);
    }
}
