// SPDX-License-Identifier: Apache-2.0
package dev.stillpoint.demo;

import java.io.PrintWriter;

/** Told how far a long piece of work has come. */
@FunctionalInterface
public interface ProgressListener {
    /** Ignores all progress. */
    ProgressListener NONE = (work, percent) -> {};

    /**
     * Called by the working thread, each time the percentage has grown. An exception thrown here abandons the work and
     * reaches the caller.
     *
     * @param work what is being done, for people
     * @param percent 0 to 100; 100 exactly once, when the result is in place
     */
    void progress(String work, int percent);

    /** Prints a line at each quarter. */
    static ProgressListener printing(PrintWriter out) {
        return (work, percent) -> {
            if (percent % 25 == 0) {
                out.printf("%s: %d %%%n", work, percent);
                out.flush();
            }
        };
    }
}
