// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import java.io.IOException;

/** A process that says nothing until it is told to: reading it is a blocking call that the JDK announces. */
public final class Echo implements AutoCloseable {
    private final Process cat = new ProcessBuilder("cat").start();

    public Echo() throws IOException {
    }

    /** Blocks the thread, and its carrier, until {@link #answer()}. */
    public void listen() throws IOException {
        if (cat.getInputStream().read() < 0) {
            throw new IOException("it said nothing");
        }
    }

    /** Lets one listener go. */
    public void answer() throws IOException {
        cat.getOutputStream().write(1);
        cat.getOutputStream().flush();
    }

    @Override
    public void close() {
        cat.destroyForcibly();
    }
}
