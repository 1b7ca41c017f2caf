// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.scheduler;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A named pipe: whoever reads it blocks in the kernel, which the JDK does not announce, until something is written. */
final class Fifo implements AutoCloseable {
    private final Path directory = Files.createTempDirectory("fifo");
    private final Path path = directory.resolve("pipe");

    Fifo() throws IOException, InterruptedException {
        Process made = new ProcessBuilder("mkfifo", path.toString()).inheritIO().start();
        if (made.waitFor() != 0) {
            throw new IOException("mkfifo failed");
        }
    }

    /** Blocks the thread, and its carrier, in native code. */
    void read() throws IOException {
        try (FileInputStream in = new FileInputStream(path.toFile())) {
            if (in.read() < 0) {
                throw new IOException("nothing was written");
            }
        }
    }

    /** Lets one reader go. */
    void write() throws IOException {
        try (FileOutputStream out = new FileOutputStream(path.toFile())) {
            out.write(1);
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
        Files.delete(directory);
    }
}
