// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler.hang;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.PreInterruptCallback;
import org.junit.jupiter.api.extension.PreInterruptContext;

/**
 * When the time of a test is over, tells its name and what everybody waits for, before JUnit interrupts it. A test that
 * an interrupt does not end, because it waits where interrupts are kept for later, ends with its JVM.
 *
 * <p>JUnit finds it by itself, in every module: {@code junit-platform.properties} says so.
 */
public final class HangReporter implements PreInterruptCallback {

    /** A configuration parameter of JUnit: for how many seconds a test may go on after its interrupt. */
    static final String PATIENCE = "stillpoint.hang.patienceSeconds";
    static final int DEFAULT_PATIENCE = 20;

    /** The exit status of a JVM whose test could not be ended. */
    static final int STATUS = 3;

    /**
     * A configuration parameter of JUnit: where to tell it beside the output, some of which may get lost when a JVM
     * ends. The script .ci/failed-tests shows it.
     */
    static final String FILE = "stillpoint.hang.file";
    static final String DEFAULT_FILE = "target/hanging-tests.txt";

    @Override
    public void beforeThreadInterrupt(PreInterruptContext interrupt, ExtensionContext context) {
        String test = nameOf(context);
        Path file = Path.of(context.getConfigurationParameter(FILE).orElse(DEFAULT_FILE));
        tell(HangReport.of(test, interrupt.getThreadToInterrupt()), file);
        int patience = context.getConfigurationParameter(PATIENCE, Integer::valueOf).orElse(DEFAULT_PATIENCE);
        // JUnit closes what is in the store when the test has ended.
        context.getStore(Namespace.create(HangReporter.class)).put(test, new Deadline(test, patience, file));
    }

    private static String nameOf(ExtensionContext context) {
        return context.getRequiredTestClass().getName()
                + context.getTestMethod().map(method -> "." + method.getName()).orElse("")
                + " (" + context.getDisplayName() + ")";
    }

    /** Ends the JVM unless it is closed in time. */
    private static final class Deadline implements AutoCloseable {

        private final CountDownLatch closed = new CountDownLatch(1);

        Deadline(String test, int seconds, Path file) {
            Thread.ofPlatform().daemon().name("hang-deadline").start(() -> {
                if (!isClosedWithin(seconds)) {
                    tell("%s did not end within %d s of its interrupt. Its JVM ends.".formatted(test, seconds), file);
                    Runtime.getRuntime().halt(STATUS);
                }
            });
        }

        private boolean isClosedWithin(int seconds) {
            try {
                return closed.await(seconds, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts this thread", e);
            }
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    private static void tell(String text, Path file) {
        System.out.println(text);
        System.out.flush();
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text + System.lineSeparator(), StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            System.out.println("This could not be written to %s: %s".formatted(file, e));
        }
    }
}
