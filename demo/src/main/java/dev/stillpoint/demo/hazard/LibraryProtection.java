// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo.hazard;

import dev.stillpoint.reclaim.GuardScoped;
import dev.stillpoint.reclaim.QsbrReference;
import dev.stillpoint.reclaim.Reclaimer;
import dev.stillpoint.reclaim.ScopedQsbr;
import dev.stillpoint.reclaim.memory.NativeBlock;

/** The right one: read sections, a reference and a reclaimer of Stillpoint. Its scheduler tells it all it must know. */
final class LibraryProtection implements Protection {

    private final Reclaimer reclaimer = Reclaimer.create();
    private final QsbrReference<NativeBlock> reference;

    LibraryProtection(NativeBlock first) {
        reference = QsbrReference.of(reclaimer, first);
    }

    @Override
    public void read(Runnable body) {
        ScopedQsbr.run(body::run);
    }

    @Override
    @GuardScoped
    public NativeBlock current() {
        return reference.get();
    }

    @Override
    public void replace(NativeBlock next) {
        reference.replace(next);
    }

    @Override
    public void mounting(Thread thread, int carrier) {
        // The scheduler knows.
    }

    @Override
    public void unmounted(Thread thread, int carrier) {
        // The scheduler knows.
    }

    @Override
    public void close() {
        reference.close();
        reclaimer.close();
    }
}
