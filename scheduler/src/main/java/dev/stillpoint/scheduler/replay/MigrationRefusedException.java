package dev.stillpoint.scheduler.replay;

import java.io.Serial;

/** A script wanted to resume a guard holder on another carrier than its home. Nothing ran. */
public final class MigrationRefusedException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    MigrationRefusedException(Thread thread, String home, String asked) {
        super("%s holds a read guard and resumes on %s only, not on %s".formatted(thread.getName(), home, asked));
    }
}
