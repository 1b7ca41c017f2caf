// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.hazard;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.memory.NativeBlock;

/** How readers are protected while a schedule is played: by the library, or by a homemade rule that is wrong. */
interface Protection extends AutoCloseable {

    // -- readers

    /** Runs {@code body} inside a read section. */
    void read(Runnable body);

    /** The current version. Inside a read section. */
    @GuardScoped
    NativeBlock current();

    // -- the writer

    /** Publishes {@code next}, and frees the version before when nobody is thought to read it any more. */
    void replace(NativeBlock next);

    // -- carriers; what a scheduler would call, the script does

    /** A thread is about to run on a carrier. */
    void mounting(Thread thread, int carrier);

    /** A thread has left a carrier: it parked, or it ended. */
    void unmounted(Thread thread, int carrier);

    /** Frees what is left. */
    @Override
    void close();
}
