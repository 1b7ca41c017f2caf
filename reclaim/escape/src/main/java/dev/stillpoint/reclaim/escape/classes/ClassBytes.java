// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.reclaim.escape.classes;

import java.io.IOException;

/** Where a class file comes from: it is read again whenever its code is needed, so that nobody keeps it. */
@FunctionalInterface
public interface ClassBytes {

    /**
     * Reads the whole class file.
     *
     * @throws IOException if it is not there any more, or cannot be read
     */
    byte[] read() throws IOException;
}
