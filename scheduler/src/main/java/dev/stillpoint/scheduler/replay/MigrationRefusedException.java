package dev.stillpoint.scheduler.replay;

import dev.stillpoint.scheduler.carrier.Carrier;
import java.io.Serial;

/** A script wanted to resume a guard holder on another carrier than its home. Nothing ran. */
public final class MigrationRefusedException extends IllegalStateException {

    @Serial
    private static final long serialVersionUID = 1L;

    MigrationRefusedException(Thread thread, Carrier home, Carrier asked) {
        super("%s holds a read guard and resumes on %s only, not on %s".formatted(thread.getName(), home, asked));
    }
}
