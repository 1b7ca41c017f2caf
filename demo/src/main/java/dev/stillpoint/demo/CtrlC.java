// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * What happens when the program is told to end, by Ctrl-C or by the system, while a run is going on: the run ends in
 * order, and the JVM waits until its table is printed, which is when this is closed.
 */
public final class CtrlC implements AutoCloseable {

    /** Requests and reads take milliseconds; what has not ended by then is stuck. */
    private static final int PATIENCE_SECONDS = 10;

    private final BooleanSupplier stop;
    private final PrintWriter out;
    private final CountDownLatch tableIsPrinted = new CountDownLatch(1);
    private final Thread hook = new Thread(this::endRun, "ctrl-c");

    /**
     * From now on.
     *
     * @param stop ends the run early, from any thread, and returns at once: whether there will be something to tell of
     * @param out where the table is printed
     */
    public CtrlC(BooleanSupplier stop, PrintWriter out) {
        this.stop = stop;
        this.out = out;
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void endRun() {
        if (!stop.getAsBoolean()) {
            return; // nothing was served yet
        }
        try {
            if (!tableIsPrinted.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                out.printf("The run does not end within %d s, so there is no table.%n", PATIENCE_SECONDS);
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The table is printed. */
    @Override
    public void close() {
        tableIsPrinted.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending: the hook runs, and ends now.
        }
    }
}
