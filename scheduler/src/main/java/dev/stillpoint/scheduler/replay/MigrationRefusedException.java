// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.replay;

import java.io.Serial;

/** A script asked to resume a guard holder on a carrier that is not its home. Nothing ran. */
public final class MigrationRefusedException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    MigrationRefusedException(Thread thread, String home, String asked) {
        super("%s holds a read guard and resumes on %s only, not on %s".formatted(thread.getName(), home, asked));
    }
}
