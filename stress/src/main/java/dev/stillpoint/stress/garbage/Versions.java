// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.stress.garbage;

import dev.stillpoint.reclaim.GuardScoped;
import java.lang.foreign.MemorySegment;

/** Memory that has a current version, which is replaced while readers hold older ones. */
interface Versions extends AutoCloseable {

    /** The memory of the current version. To be called inside a read section. */
    @GuardScoped
    MemorySegment current();

    /** Makes version {@code number} the current one and retires the one before. */
    void replace(long number);

    /** Bytes that are allocated and not freed, the current version's included. */
    long allocatedBytes();

    /** Figures of its own: three numbers, bytes held, bytes saved, collections. */
    String figures();

    /** Frees all; no reader is left. */
    @Override
    void close();
}
