// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.support;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stillpoint.scheduler.fixture.LoggedMessages;
import java.lang.System.Logger.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

/** Whatever is logged is told, and nothing that fails on the way reaches the caller. */
class SafeLogTest {

    private static final String LOGGER = "dev.stillpoint.scheduler";

    private static final class Unprintable extends RuntimeException {

        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("cannot be printed");
        }
    }

    @Test
    void aCauseIsLoggedWithItsStack() {
        IllegalStateException cause = new IllegalStateException("on purpose");
        try (LoggedMessages logged = LoggedMessages.of(LOGGER)) {
            SafeLog.SCHEDULER.log(Level.WARNING, () -> "It failed.", cause);
            LogRecord message = logged.await("It failed.");
            assertThat(message.getMessage()).isEqualTo("It failed.");
            assertThat(message.getThrown()).isSameAs(cause);
        }
    }

    /** A handler that prints would drop the message with its cause. */
    @Test
    void aCauseThatCannotBePrintedIsLoggedByItsClass() {
        try (LoggedMessages logged = LoggedMessages.of(LOGGER)) {
            SafeLog.SCHEDULER.log(Level.WARNING, () -> "It failed.", new Unprintable());
            LogRecord message = logged.await("It failed.");
            assertThat(message.getMessage())
                    .isEqualTo("It failed. (%s, which cannot be printed)", Unprintable.class.getName());
            assertThat(message.getThrown()).isNull();
        }
    }

    @Test
    void aMessageThatCannotBeMadeIsNobodysError() {
        SafeLog.SCHEDULER.log(Level.WARNING, () -> {
            throw new IllegalStateException("on purpose");
        }, null);
    }
}
